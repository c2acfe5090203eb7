import type {
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../../domain/channel/index.ts'
import { accepted, httpRefusal, jsonObject, noSense, withoutAnswer } from '../outcomes.ts'
import { oauthUrlOf, trimmed, ZaloConfig, ZaloSecrets } from './config.ts'
import { classify, TOKEN_CODES, WINDOW_CODES } from './errors.ts'
import { type AccessToken, TokenKeeper } from './tokens.ts'
import { zaloWebhook } from './webhook.ts'

const MAX_TEXT = 2000

/** A Zalo Official Account: free text with buttons inside the seven-day window, an approved template outside. */
export const zaloOa: ChannelAdapter<ZaloConfig, ZaloSecrets> = {
  kind: 'zalo-oa',
  channel: 'zalo',
  capabilities: {
    reportsDelivered: true,
    reportsSeen: true,
    deduplicatesForMs: 0,
    reconciles: false,
    // The app's limit is 4,000 a minute over all its accounts; the account's own limit is not published.
    ratePerMinute: 3_600,
    burst: 120,
    concurrency: 32,
    maxTextLength: MAX_TEXT,
  },
  config: ZaloConfig,
  secrets: ZaloSecrets,
  alsoReaches: (account) => [oauthUrlOf(account.config, account.baseUrl)],
  open: (account, tools) => new ZaloChannel(account, tools),
  webhook: zaloWebhook,
}

type Reading = { readonly outcome: SendOutcome; readonly error: number | null }

class ZaloChannel implements OpenChannel {
  readonly #config: ZaloConfig
  readonly #csUrl: string
  readonly #templateUrl: string
  readonly #tokens: TokenKeeper
  readonly #tools: AdapterTools

  constructor(account: AccountSettings<ZaloConfig, ZaloSecrets>, tools: AdapterTools) {
    const api = trimmed(account.baseUrl)
    this.#config = account.config
    this.#csUrl = `${api}/v3.0/oa/message/cs`
    this.#templateUrl = `${api}/v3.0/oa/message/template`
    this.#tokens = new TokenKeeper(account, tools)
    this.#tools = tools
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const open = message.windowUntil !== null && message.windowUntil.getTime() > this.#tools.now().getTime()
    if (open) {
      if (message.content.zalo.text.length > MAX_TEXT)
        return { kind: 'failed', reason: 'content_rejected', code: 'text_too_long' }
      const reading = await this.#call(this.#csUrl, windowMessage(message, this.#config))
      // Zalo's window closed before ours did: nothing was sent, the template still may be.
      if (reading.error === null || !WINDOW_CODES.has(reading.error) || !this.#config.templateId)
        return reading.outcome
    }
    if (!this.#config.templateId) return { kind: 'failed', reason: 'window_closed', code: 'no_template' }
    return (await this.#call(this.#templateUrl, templateMessage(message, this.#config.templateId))).outcome
  }

  async #call(url: string, body: string): Promise<Reading> {
    const access = await this.#tokens.current()
    if (!access) return { outcome: noToken, error: null }
    const first = await this.#post(url, body, access)
    if (first.error === null || !TOKEN_CODES.has(first.error)) return first
    if (!(await this.#tokens.renewed(access.token))) return first
    const again = await this.#tokens.current()
    return again ? this.#post(url, body, again) : first
  }

  async #post(url: string, body: string, access: AccessToken): Promise<Reading> {
    try {
      const answer = await this.#tools.http.request({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          access_token: access.token,
          appsecret_proof: access.proof,
        },
        body,
        timeoutMs: this.#config.timeoutMs,
      })
      const envelope = jsonObject(answer.body)
      const error = envelope?.['error']
      if (typeof error !== 'number')
        return { outcome: httpRefusal(answer) ?? noSense('not_json'), error: null }
      if (error !== 0)
        return { outcome: classify(error, String(envelope?.['message']), this.#tools.now()), error }
      const data = envelope?.['data'] as { message_id?: unknown } | undefined
      const id = data?.message_id
      return { outcome: accepted(typeof id === 'string' && id !== '' ? id : null), error: 0 }
    } catch (error) {
      return { outcome: withoutAnswer(error), error: null }
    }
  }

  async close(): Promise<void> {}
}

const noToken: SendOutcome = {
  kind: 'retry',
  reason: 'auth_expired',
  code: 'no_token',
  retryAfterMs: null,
  lane: true,
}

/** Consultation message: text, a button that opens the page, a button that answers inside the chat. */
export function windowMessage(message: OutgoingMessage, config: ZaloConfig): string {
  const { text, button, ackButton, ackPayload } = message.content.zalo
  const recipient = { user_id: message.address }
  if (config.buttons === 'link') {
    const ending = `\n${button}: ${message.content.link}`
    return JSON.stringify({ recipient, message: { text: text.slice(0, MAX_TEXT - ending.length) + ending } })
  }
  const buttons: unknown[] = [{ title: button, type: 'oa.open.url', payload: { url: message.content.link } }]
  // «hide»: the answer reaches us without a cryptic text appearing in the member's chat.
  if (ackButton && ackPayload) buttons.push({ title: ackButton, type: 'oa.query.hide', payload: ackPayload })
  return JSON.stringify({
    recipient,
    message: { text, attachment: { type: 'template', payload: { buttons } } },
  })
}

/** Template message by user id: these three fields and no other. */
export const templateMessage = (message: OutgoingMessage, templateId: string): string =>
  JSON.stringify({
    user_id: message.address,
    template_id: templateId,
    template_data: message.content.zalo.templateData,
  })
