import type { TelegramSwitches } from './options.ts'

/** A message as Telegram would show it, or why it refuses it. */
export interface ReadMessage {
  readonly chat: string
  readonly text: string
  readonly links: readonly string[]
  readonly buttons: readonly { readonly title: string; readonly payload: string }[]
}

const LOCAL = /^https?:\/\/(localhost|127\.|10\.|192\.168\.|\[::1\])/

/** The checks of sendMessage, in Telegram's words. */
export function readMessage(
  body: Record<string, unknown>,
  switches: TelegramSwitches,
): ReadMessage | { readonly refusal: string } {
  const chat = String(body['chat_id'] ?? '')
  if (chat === '') return { refusal: 'Bad Request: chat_id is empty' }
  const { text } = body
  if (typeof text !== 'string' || text.trim() === '') return { refusal: 'Bad Request: message text is empty' }
  if (!text.isWellFormed()) return { refusal: 'Bad Request: strings must be encoded in UTF-8' }
  if ([...text].length > 4096) return { refusal: 'Bad Request: message is too long' }
  const links: string[] = []
  const buttons: { title: string; payload: string }[] = []
  const markup = body['reply_markup'] as { inline_keyboard?: unknown } | undefined
  const rows = Array.isArray(markup?.inline_keyboard) ? (markup.inline_keyboard as unknown[][]) : []
  for (const button of rows.flat() as Record<string, unknown>[]) {
    const { url, callback_data: data, text: title } = button
    if (typeof title !== 'string' || title === '')
      return { refusal: 'Bad Request: inline keyboard button text is empty' }
    if (typeof url === 'string') {
      if (!/^(https?|tg):\/\/./.test(url) || (switches.refuseLocalUrls && LOCAL.test(url)))
        return { refusal: `Bad Request: inline keyboard button URL '${url}' is invalid: Wrong HTTP URL` }
      links.push(url)
    } else if (typeof data === 'string') {
      const size = Buffer.byteLength(data)
      if (size < 1 || size > 64) return { refusal: 'Bad Request: BUTTON_DATA_INVALID' }
      buttons.push({ title, payload: data })
    } else return { refusal: 'Bad Request: BUTTON_TYPE_INVALID' }
  }
  return { chat, text, links, buttons }
}
