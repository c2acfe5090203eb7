import type {
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  InboundEvent,
  OpenChannel,
  OutboundAnswer,
  OutboundCall,
  OutgoingMessage,
  ProviderPost,
  SendOutcome,
} from '../../../domain/channel/index.ts'
import { accepted, httpRefusal, jsonObject, noSense, refused, withoutAnswer } from '../../outcomes.ts'
import { sameSecret } from '../../same-secret.ts'
import { GenericSmsConfig, GenericSmsSecrets } from './config.ts'
import { filled, nested, type SmsValues, valueAt } from './template.ts'

type Account = AccountSettings<GenericSmsConfig, GenericSmsSecrets>

/** SMS through any gateway that takes HTTP, described by settings. Without a promise, nothing is ever repeated. */
export const genericSms: ChannelAdapter<GenericSmsConfig, GenericSmsSecrets> = {
  kind: 'sms-generic',
  channel: 'sms',
  capabilities: {
    reportsDelivered: true,
    reportsSeen: false,
    deduplicatesForMs: 0,
    reconciles: false,
    ratePerMinute: 300,
    burst: 10,
    concurrency: 4,
    maxTextLength: 459,
  },
  config: GenericSmsConfig,
  secrets: GenericSmsSecrets,
  open: (account, tools) => new GenericSmsChannel(account, tools),
  webhook: {
    method: 'any',
    verify: (post, account) => sameSecret(post.pathSecret, account.secrets.callbackSecret),
    read: (post, account) => readCallback(post, account.config),
  },
}

class GenericSmsChannel implements OpenChannel {
  readonly #account: Account
  readonly #tools: AdapterTools
  readonly #callbackUrl: string

  constructor(account: Account, tools: AdapterTools) {
    this.#account = account
    this.#tools = tools
    this.#callbackUrl = tools.webhookUrl(account.secrets.callbackSecret)
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    try {
      const answer = await this.#tools.http.request(smsCall(message, this.#account, this.#callbackUrl))
      return readAnswer(answer, this.#account.config)
    } catch (error) {
      return withoutAnswer(error)
    }
  }

  async close(): Promise<void> {}
}

export function smsCall(message: OutgoingMessage, account: Account, callbackUrl: string): OutboundCall {
  const { config, secrets, baseUrl } = account
  const { text, unicode, parts } = message.content.sms
  const values: SmsValues = {
    phone: phoneIn(config.phoneFormat, message.address),
    text,
    key: message.key,
    unicode,
    parts,
    callbackUrl,
  }
  const fill = (template: string) => filled(template, values, secrets.values)
  const headers = Object.fromEntries(
    // A line break would start another header.
    Object.entries(config.headers).map(([name, one]) => [
      name.toLowerCase(),
      String(fill(one)).replace(/[\r\n]/g, ''),
    ]),
  )
  const fields = Object.fromEntries(Object.entries(config.fields).map(([name, one]) => [name, fill(one)]))
  const path = config.path.replace(/\{[\w.]+\}/g, (one) => encodeURIComponent(String(fill(one))))
  const url = `${baseUrl.replace(/\/+$/, '')}${path === '' || path.startsWith('/') ? path : `/${path}`}`
  const { timeoutMs } = config
  const query = (): string =>
    new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString()
  if (config.method === 'GET')
    return { method: 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${query()}`, headers, timeoutMs }
  return config.format === 'json'
    ? {
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(nested(fields)),
        timeoutMs,
      }
    : {
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: query(),
        timeoutMs,
      }
}

const phoneIn = (format: GenericSmsConfig['phoneFormat'], e164: string): string =>
  format === 'e164' ? e164 : format === '84' ? e164.replace(/^\+/, '') : e164.replace(/^\+84/, '0')

export function readAnswer(answer: OutboundAnswer, config: GenericSmsConfig): SendOutcome {
  const body = jsonObject(answer.body)
  const code = body && config.codePath ? valueAt(body, config.codePath) : null
  const row = code === null ? undefined : config.errors[code]
  // A code that the settings name counts whatever HTTP says around it.
  if (row) return refused(row, code!)
  const refusal = httpRefusal(answer)
  if (refusal) return refusal
  const id = body && config.idPath ? valueAt(body, config.idPath) : null
  if (config.accepted === null) return accepted(id)
  const said = body && valueAt(body, config.accepted.path)
  // Neither yes nor no: it may have been taken.
  if (said === null) return noSense('not_json')
  if (config.accepted.values.includes(said)) return accepted(id)
  return { kind: 'failed', reason: 'unknown', code: code ?? said }
}

export function readCallback(post: ProviderPost, { callback }: GenericSmsConfig): readonly InboundEvent[] {
  if (!callback) return []
  const text = post.body.toString('utf8')
  const body = jsonObject(text) ?? Object.fromEntries(new URLSearchParams(text))
  const id = valueAt(body, callback.idPath)
  const status = valueAt(body, callback.statusPath)
  if (!id || status === null) throw new Error('not a callback')
  const delivered = callback.delivered.includes(status)
  if (!delivered && !callback.failed.includes(status)) return []
  return [
    {
      kind: 'receipt',
      providerMessageId: id,
      key: callback.keyPath ? valueAt(body, callback.keyPath) : null,
      state: delivered ? 'delivered' : 'failed',
      reason: delivered ? null : 'unreachable',
      code: delivered
        ? null
        : ((callback.codePath && valueAt(body, callback.codePath)) ?? `status_${status}`),
      at: null,
    },
  ]
}
