import type {
  AccountCheck,
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../../domain/channel/index.ts'
import { accepted, httpRefusal, jsonObject, noSense, withoutAnswer } from '../outcomes.ts'
import { linkBaseOf, TelegramConfig, TelegramSecrets } from './config.ts'
import { classify, type Refusal } from './errors.ts'
import { ChatPace } from './pace.ts'
import { telegramWebhook, UPDATES } from './webhook.ts'

/** Telegram counts code points; a JavaScript string is never shorter. */
const MAX_TEXT = 4096

/** A Telegram bot: to people who pressed Start, to groups and channels that it is a member of. No receipts, ever. */
export const telegram: ChannelAdapter<TelegramConfig, TelegramSecrets> = {
  kind: 'telegram',
  channel: 'telegram',
  capabilities: {
    reportsDelivered: false,
    reportsSeen: false,
    // The same request twice is two messages.
    deduplicatesForMs: 0,
    reconciles: false,
    // Telegram speaks of about thirty a second for a bot.
    ratePerMinute: 1_680,
    burst: 25,
    concurrency: 16,
    maxTextLength: MAX_TEXT,
  },
  config: TelegramConfig,
  secrets: TelegramSecrets,
  open: (account, tools) => new TelegramChannel(account, tools),
  linkUrl: ({ config, baseUrl }, code) =>
    `${linkBaseOf(config, baseUrl)}/${config.botUsername}?start=${code}`,
  webhook: telegramWebhook,
}

type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly refusal: Refusal; readonly movedTo: string | null }
  | { readonly ok: null; readonly outcome: SendOutcome }

class TelegramChannel implements OpenChannel {
  readonly #account: AccountSettings<TelegramConfig, TelegramSecrets>
  readonly #methods: string
  readonly #tools: AdapterTools
  readonly #pace = new ChatPace()

  constructor(account: AccountSettings<TelegramConfig, TelegramSecrets>, tools: AdapterTools) {
    this.#account = account
    this.#methods = `${account.baseUrl.replace(/\/+$/, '')}/bot${account.secrets.token}`
    this.#tools = tools
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const { config } = this.#account
    if (message.content.telegram.text.length > MAX_TEXT)
      return { kind: 'failed', reason: 'content_rejected', code: 'text_too_long' }
    const isGroup = /^[-@]/.test(message.address)
    const wait = this.#pace.wait(message.address, isGroup, this.#tools.now().getTime())
    if (wait > 0)
      return { kind: 'retry', reason: 'quota_exhausted', code: 'chat_pace', retryAfterMs: wait, lane: false }
    const first = await this.#call('sendMessage', telegramMessage(message, message.address, config))
    // The group got a new id and nothing was sent: once more, to the new one.
    const answer =
      first.ok === false && first.movedTo !== null
        ? await this.#call('sendMessage', telegramMessage(message, first.movedTo, config))
        : first
    if (answer.ok === null) return answer.outcome
    return answer.ok ? accepted(messageIdOf(answer.result)) : classify(answer.refusal, isGroup)
  }

  /** Whose token it is, and where Telegram posts from now on. */
  async check(): Promise<AccountCheck> {
    const { config, secrets } = this.#account
    const me = await this.#call('getMe', {})
    if (me.ok !== true) return failedCheck(me)
    const username = (me.result as { username?: unknown } | null)?.username
    if (typeof username !== 'string' || username.toLowerCase() !== config.botUsername.toLowerCase())
      return { ok: false, reason: 'config_missing', code: 'other_bot' }
    const set = await this.#call('setWebhook', {
      url: this.#tools.webhookUrl(),
      secret_token: secrets.webhookSecret,
      allowed_updates: UPDATES,
      max_connections: config.webhookConnections,
    })
    return set.ok === true ? { ok: true, name: `@${username}`, balance: null } : failedCheck(set)
  }

  async #call(method: string, body: object): Promise<Answer> {
    try {
      const answer = await this.#tools.http.request({
        method: 'POST',
        url: `${this.#methods}/${method}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        timeoutMs: this.#account.config.timeoutMs,
      })
      const envelope = jsonObject(answer.body)
      if (envelope?.['ok'] === true) return { ok: true, result: envelope['result'] }
      const code = envelope?.['error_code']
      if (envelope?.['ok'] !== false || typeof code !== 'number')
        return { ok: null, outcome: httpRefusal(answer) ?? noSense('not_json') }
      const parameters = envelope['parameters'] as Record<string, unknown> | undefined
      const after = Number(parameters?.['retry_after'])
      const movedTo = parameters?.['migrate_to_chat_id']
      return {
        ok: false,
        refusal: {
          error_code: code,
          description: String(envelope['description'] ?? ''),
          retryAfter: Number.isFinite(after) && after > 0 ? after : null,
        },
        movedTo: typeof movedTo === 'number' || typeof movedTo === 'string' ? String(movedTo) : null,
      }
    } catch (error) {
      return { ok: null, outcome: withoutAnswer(error) }
    }
  }

  async close(): Promise<void> {}
}

function failedCheck(answer: Exclude<Answer, { ok: true }>): AccountCheck {
  const outcome = answer.ok === null ? answer.outcome : classify(answer.refusal, false)
  return {
    ok: false,
    reason: 'reason' in outcome ? outcome.reason : 'provider_error',
    code: 'code' in outcome ? outcome.code : '',
  }
}

/** Plain text without `parse_mode`: nothing that somebody types is markup. */
export function telegramMessage(message: OutgoingMessage, chat: string, config: TelegramConfig): object {
  const { text, button, ackButton, ackPayload } = message.content.telegram
  const { link } = message.content
  const rows: object[][] = []
  if (config.buttons === 'buttons') rows.push([{ text: button, url: link }])
  // The button is one person's answer: in a group anybody could press it.
  if (ackButton && ackPayload && !/^[-@]/.test(chat))
    rows.push([{ text: ackButton, callback_data: ackPayload }])
  const ending = config.buttons === 'link' ? `\n${button}: ${link}` : ''
  return {
    chat_id: chat,
    // Half of a pair of surrogates is no UTF-8, and Telegram refuses the whole message for it.
    text: (text.slice(0, MAX_TEXT - ending.length) + ending).toWellFormed(),
    link_preview_options: { is_disabled: true },
    ...(rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {}),
  }
}

/** Message ids count within a chat only: the chat's id belongs to them. */
function messageIdOf(result: unknown): string | null {
  const sent = result as { message_id?: unknown; chat?: { id?: unknown } } | null
  return typeof sent?.message_id === 'number' ? `${String(sent.chat?.id)}:${sent.message_id}` : null
}
