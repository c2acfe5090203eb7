import type {
  AccountCheck,
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  InboundEvent,
  OpenChannel,
  OutboundAnswer,
  OutgoingMessage,
  SendOutcome,
} from '../../../domain/channel/index.ts'
import { accepted, httpRefusal, jsonObject, noSense, refused, withoutAnswer } from '../../outcomes.ts'
import { sameSecret } from '../../same-secret.ts'
import { SpeedSmsConfig, SpeedSmsSecrets } from './config.ts'
import { SPEEDSMS_ERRORS } from './errors.ts'

type Account = AccountSettings<SpeedSmsConfig, SpeedSmsSecrets>

/** SMS through SpeedSMS: sixty calls a minute, reports unsigned, no memory of repeated calls. */
export const speedSms: ChannelAdapter<SpeedSmsConfig, SpeedSmsSecrets> = {
  kind: 'sms-speedsms',
  channel: 'sms',
  capabilities: {
    reportsDelivered: true,
    reportsSeen: false,
    deduplicatesForMs: 0,
    reconciles: false,
    ratePerMinute: 57,
    burst: 10,
    concurrency: 4,
    maxTextLength: 459,
  },
  config: SpeedSmsConfig,
  secrets: SpeedSmsSecrets,
  open: (account, tools) => new SpeedSmsChannel(account, tools),
  webhook: {
    method: 'POST',
    verify: (post, account) => sameSecret(post.pathSecret, account.secrets.callbackSecret),
    read: (post, account) => readReport(post.body.toString('utf8'), account.config.failedFrom),
  },
}

class SpeedSmsChannel implements OpenChannel {
  readonly #account: Account
  readonly #base: string
  readonly #authorization: string
  readonly #tools: AdapterTools

  constructor(account: Account, tools: AdapterTools) {
    this.#account = account
    this.#base = account.baseUrl.replace(/\/+$/, '')
    this.#authorization = `Basic ${Buffer.from(`${account.secrets.accessToken}:x`).toString('base64')}`
    this.#tools = tools
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const { config } = this.#account
    try {
      const answer = await this.#call('POST', '/sms/send', {
        to: [message.address.replace(/^\+/, '')],
        content: message.content.sms.text,
        sms_type: config.smsType,
        ...(config.sender ? { sender: config.sender } : {}),
      })
      return read(answer, this.#tools.now())
    } catch (error) {
      return withoutAnswer(error)
    }
  }

  async check(): Promise<AccountCheck> {
    try {
      const answer = await this.#call('GET', '/user/info', null)
      const info = jsonObject(answer.body)
      const balance = Number(info?.['balance'])
      if (answer.status === 200 && Number.isFinite(balance))
        return {
          ok: true,
          name: null,
          balance: { amount: balance, currency: String(info?.['currency'] ?? 'VND') },
        }
      const code = String(info?.['code'] ?? `http_${answer.status}`)
      return { ok: false, reason: SPEEDSMS_ERRORS[code]?.reason ?? 'auth_expired', code }
    } catch (error) {
      const outcome = withoutAnswer(error)
      return { ok: false, reason: 'provider_error', code: 'code' in outcome ? outcome.code : '' }
    }
  }

  #call(method: 'GET' | 'POST', path: string, body: object | null): Promise<OutboundAnswer> {
    return this.#tools.http.request({
      method,
      url: `${this.#base}${path}`,
      headers: {
        authorization: this.#authorization,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      timeoutMs: this.#account.config.timeoutMs,
    })
  }

  async close(): Promise<void> {}
}

function read(answer: OutboundAnswer, now: Date): SendOutcome {
  if (answer.status === 429) {
    const retryAfterMs = untilReset(answer.headers['x-rate-limit-reset'], now)
    return { kind: 'retry', reason: 'rate_limited', code: 'http_429', retryAfterMs, lane: true }
  }
  const envelope = jsonObject(answer.body)
  const { status, code } = envelope ?? {}
  if (status === 'success') {
    const data = envelope?.['data'] as { tranId?: unknown; invalidPhone?: unknown } | undefined
    if (Array.isArray(data?.invalidPhone) && data.invalidPhone.length > 0)
      return { kind: 'failed', reason: 'invalid_address', code: 'invalid_phone' }
    const id = data?.tranId
    return accepted(typeof id === 'number' || typeof id === 'string' ? String(id) : null)
  }
  if (status !== 'error' || (typeof code !== 'string' && typeof code !== 'number'))
    return httpRefusal(answer) ?? noSense('not_json')
  const name = String(code).padStart(3, '0')
  // «Internal error»: nobody says whether before or after the message left.
  if (name === '500') return { kind: 'unknown', code: name, lane: true }
  const row = SPEEDSMS_ERRORS[name]
  return row ? refused(row, name) : { kind: 'failed', reason: 'unknown', code: name }
}

const MINUTE_MS = 60_000

/** Seconds, or an instant in seconds [?]; without sense, the minute that the limit counts in. */
function untilReset(header: string | string[] | undefined, now: Date): number {
  const value = Number(Array.isArray(header) ? header[0] : header)
  const ms = value > 1e9 ? value * 1000 - now.getTime() : value * 1000
  return Number.isFinite(ms) && ms > 0 && ms <= 60 * MINUTE_MS ? ms : MINUTE_MS
}

/** `{"type":"report","tranId":…,"phone":…,"status":…}`: 0 = delivered, small numbers may still change [?]. */
export function readReport(body: string, failedFrom: number): readonly InboundEvent[] {
  const report = jsonObject(body)
  if (!report || typeof report['type'] !== 'string') throw new Error('not a report')
  if (report['type'] !== 'report') return []
  const { tranId, status } = report
  const state = typeof status === 'string' && status.trim() !== '' ? Number(status) : status
  if (
    (typeof tranId !== 'string' && typeof tranId !== 'number') ||
    typeof state !== 'number' ||
    !(state >= 0)
  )
    throw new Error('not a report')
  if (state > 0 && state < failedFrom) return []
  const failed = state !== 0
  return [
    {
      kind: 'receipt',
      providerMessageId: String(tranId),
      key: null,
      state: failed ? 'failed' : 'delivered',
      reason: failed ? 'unreachable' : null,
      code: failed ? `status_${state}` : null,
      at: null,
    },
  ]
}
