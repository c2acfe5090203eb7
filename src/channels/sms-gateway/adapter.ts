import { createHash } from 'node:crypto'
import type {
  AccountCheck,
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../../domain/channel/index.ts'
import { httpRefusal, jsonObject, noSense, withoutAnswer } from '../outcomes.ts'
import { SmsConfig, SmsSecrets } from './config.ts'
import { classify, ESMS_ERRORS } from './errors.ts'
import { plainSmsId, smsWebhook } from './webhook.ts'

/** SMS under a registered sender name through a gateway. One-way: the answer comes over the link in the text. */
export const smsGateway: ChannelAdapter<SmsConfig, SmsSecrets> = {
  kind: 'sms-gateway',
  channel: 'sms',
  capabilities: {
    reportsDelivered: true,
    reportsSeen: false,
    // A repeated RequestId is refused for 24 hours: the same request may be repeated after a lost answer.
    // RequestId is known for 24 hours; our clock and the gateway's may differ by some minutes.
    deduplicatesForMs: 23.5 * 3_600_000,
    reconciles: false,
    ratePerMinute: 600,
    burst: 20,
    concurrency: 8,
    // Three parts of GSM-7.
    maxTextLength: 459,
  },
  config: SmsConfig,
  secrets: SmsSecrets,
  open: (account, tools) => new SmsChannel(account, tools),
  webhook: smsWebhook,
}

class SmsChannel implements OpenChannel {
  readonly #account: AccountSettings<SmsConfig, SmsSecrets>
  readonly #url: string
  readonly #callback: string
  readonly #tools: AdapterTools

  constructor(account: AccountSettings<SmsConfig, SmsSecrets>, tools: AdapterTools) {
    this.#account = account
    this.#url = `${account.baseUrl.replace(/\/+$/, '')}/MainService.svc/json/SendMultipleMessage_V4_post_json/`
    this.#callback = tools.webhookUrl(account.secrets.callbackSecret)
    this.#tools = tools
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const { config } = this.#account
    try {
      const answer = await this.#tools.http.request({
        method: 'POST',
        url: this.#url,
        headers: { 'content-type': 'application/json' },
        body: smsRequest(message, this.#account, this.#callback),
        timeoutMs: config.timeoutMs,
      })
      const envelope = jsonObject(answer.body)
      const code = envelope?.['CodeResult']
      if (typeof code !== 'string' && typeof code !== 'number')
        return httpRefusal(answer) ?? noSense('not_json')
      const id = envelope?.['SMSID']
      return classify(
        String(code),
        typeof id === 'string' && id !== '' ? plainSmsId(id) : null,
        String(envelope?.['ErrorMessage'] ?? ''),
      )
    } catch (error) {
      return withoutAnswer(error)
    }
  }

  /** What is left to spend. Its key and secret stand in the address: the gateway takes them nowhere else. */
  async check(): Promise<AccountCheck> {
    const { config, secrets, baseUrl } = this.#account
    try {
      const answer = await this.#tools.http.request({
        method: 'GET',
        url: `${baseUrl.replace(/\/+$/, '')}/MainService.svc/json/GetBalance/${encodeURIComponent(secrets.apiKey)}/${encodeURIComponent(secrets.secretKey)}`,
        timeoutMs: config.timeoutMs,
      })
      const said = jsonObject(answer.body)
      const balance = Number(said?.['Balance'])
      if (String(said?.['CodeResponse']) === '100' && Number.isFinite(balance))
        return { ok: true, name: null, balance: { amount: balance, currency: 'VND' } }
      const code = String(said?.['CodeResponse'] ?? `http_${answer.status}`)
      return { ok: false, reason: ESMS_ERRORS[code]?.reason ?? 'unknown', code }
    } catch (error) {
      const outcome = withoutAnswer(error)
      return { ok: false, reason: 'provider_error', code: 'code' in outcome ? outcome.code : '' }
    }
  }

  async close(): Promise<void> {}
}

export function smsRequest(
  message: OutgoingMessage,
  { config, secrets }: AccountSettings<SmsConfig, SmsSecrets>,
  callbackUrl: string,
): string {
  const { text, unicode } = message.content.sms
  return JSON.stringify({
    ApiKey: secrets.apiKey,
    SecretKey: secrets.secretKey,
    Phone: message.address.replace(/^\+84/, '0'),
    Content: text,
    Brandname: config.brandname,
    SmsType: config.smsType,
    IsUnicode: unicode ? '1' : '0',
    Sandbox: config.sandbox ? '1' : '0',
    RequestId: requestId(message.key),
    CallbackUrl: callbackUrl,
  })
}

/** At most fifty characters, the same for every repetition of one message. */
export const requestId = (key: string): string =>
  key.length <= 50 ? key : createHash('sha256').update(key).digest('hex').slice(0, 50)
