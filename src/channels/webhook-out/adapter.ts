import type {
  AccountCheck,
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  OpenChannel,
  OutboundAnswer,
  OutgoingMessage,
  SendOutcome,
} from '../../domain/channel/index.ts'
import { accepted, httpRefusal, jsonObject, refused, withoutAnswer } from '../outcomes.ts'
import { WebhookOutConfig, WebhookOutSecrets } from './config.ts'
import { RECEIVER_ERRORS } from './errors.ts'
import { signatures } from './signature.ts'

/** Any other system as a channel: a signed post a message, repeated under the same id until it is answered. */
export const webhookOut: ChannelAdapter<WebhookOutConfig, WebhookOutSecrets> = {
  kind: 'webhook-out',
  channel: 'webhook',
  capabilities: {
    reportsDelivered: false,
    reportsSeen: false,
    // The standard asks every receiver to know a repeated webhook-id; README asks for a day.
    deduplicatesForMs: 23.5 * 3_600_000,
    reconciles: false,
    ratePerMinute: 600,
    burst: 20,
    concurrency: 8,
    maxTextLength: 100_000,
  },
  config: WebhookOutConfig,
  secrets: WebhookOutSecrets,
  open: (account, tools) => new WebhookOutChannel(account, tools),
  webhook: null,
}

class WebhookOutChannel implements OpenChannel {
  readonly #account: AccountSettings<WebhookOutConfig, WebhookOutSecrets>
  readonly #secrets: readonly string[]
  readonly #tools: AdapterTools

  constructor(account: AccountSettings<WebhookOutConfig, WebhookOutSecrets>, tools: AdapterTools) {
    const { secret, previousSecret } = account.secrets
    this.#account = account
    this.#secrets = previousSecret ? [secret, previousSecret] : [secret]
    this.#tools = tools
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    try {
      return read(await this.#post(message.key, this.#account.config.eventType, dataOf(message)))
    } catch (error) {
      return withoutAnswer(error)
    }
  }

  /** A post of type `ping` about nobody. */
  async check(): Promise<AccountCheck> {
    try {
      const outcome = read(await this.#post(`ping-${this.#tools.now().getTime()}`, 'ping', {}))
      if (outcome.kind === 'accepted') return { ok: true, name: null, balance: null }
      return {
        ok: false,
        reason: 'reason' in outcome ? outcome.reason : 'provider_error',
        code: outcome.code,
      }
    } catch (error) {
      const outcome = withoutAnswer(error)
      return { ok: false, reason: 'provider_error', code: 'code' in outcome ? outcome.code : '' }
    }
  }

  #post(id: string, type: string, data: object): Promise<OutboundAnswer> {
    const now = this.#tools.now()
    const timestamp = Math.floor(now.getTime() / 1000)
    const body = JSON.stringify({ type, timestamp: now.toISOString(), data })
    return this.#tools.http.request({
      method: 'POST',
      url: this.#account.baseUrl,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatures(this.#secrets, { id, timestamp, body }),
      },
      body,
      timeoutMs: this.#account.config.timeoutMs,
    })
  }

  async close(): Promise<void> {}
}

/** What a receiver is told. Fields may be added; none changes its meaning. */
export const dataOf = ({ key, address, recipientName, urgency, content }: OutgoingMessage): object => ({
  id: key,
  address,
  recipient: { name: recipientName },
  urgency,
  subject: content.webhook.subject,
  text: content.webhook.text,
  link: content.link,
})

function read(answer: OutboundAnswer): SendOutcome {
  const row = RECEIVER_ERRORS[`http_${answer.status}`]
  if (row) return refused(row, `http_${answer.status}`)
  const refusal = httpRefusal(answer)
  if (refusal) return refusal
  const id = jsonObject(answer.body)?.['id']
  return accepted(typeof id === 'string' && id !== '' ? id : null)
}
