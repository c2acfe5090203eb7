import { z } from 'zod'
import type { ChannelWebhook, InboundEvent, LinkOutcome, ProviderPost } from '../../domain/channel/index.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { sameSecret } from '../same-secret.ts'
import type { TelegramConfig, TelegramSecrets } from './config.ts'

/** Asked for by name: Telegram sends nothing else. */
export const UPDATES = ['message', 'callback_query', 'my_chat_member'] as const

const Chat = z.object({ id: z.number().int(), type: z.string() })
const User = z.object({ id: z.number().int(), is_bot: z.boolean().optional() })

/** The fields of an update that we read. Everything else may come and go. */
const Update = z.object({
  update_id: z.number().int(),
  message: z
    .object({
      message_id: z.number().int(),
      from: User.optional(),
      chat: Chat,
      date: z.number().int(),
      text: z.string().optional(),
    })
    .optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: User,
      // Absent for a message that is too old.
      message: z.object({ message_id: z.number().int(), chat: Chat }).optional(),
      data: z.string().optional(),
    })
    .optional(),
  my_chat_member: z
    .object({
      chat: Chat,
      from: User,
      date: z.number().int(),
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
})
type Update = z.infer<typeof Update>
type Message = NonNullable<Update['message']>

export const telegramWebhook: ChannelWebhook<TelegramConfig, TelegramSecrets> = {
  method: 'POST',
  verify: (post, { secrets }) =>
    sameSecret(post.headers['x-telegram-bot-api-secret-token'], secrets.webhookSecret),
  read: (post) => {
    const update = parse(post)
    if (!update) throw new Error('not an update')
    return read(update)
  },
  respond: (post, { config }, link, t) => {
    const update = config.answers ? parse(post) : null
    const call = update && answerTo(update, link, t)
    return call ? JSON.stringify(call) : null
  },
}

function parse(post: ProviderPost): Update | null {
  try {
    const result = Update.safeParse(JSON.parse(post.body.toString('utf8')))
    return result.success ? result.data : null
  } catch {
    return null
  }
}

function read(update: Update): readonly InboundEvent[] {
  const { message, callback_query: press, my_chat_member: member } = update
  if (press && !press.from.is_bot) {
    const address = String(press.from.id)
    const said = press.message
    return [
      {
        kind: 'reply',
        address,
        text: '',
        payload: press.data ?? null,
        providerMessageId: said ? `${said.chat.id}:${said.message_id}` : null,
        // A press carries no time of its own.
        at: null,
      },
    ]
  }
  // The bot was blocked, or taken back: only in the chat with one person does that say something about them.
  if (member?.chat.type === 'private') {
    const address = String(member.chat.id)
    const at = instant(member.date)
    return member.new_chat_member.status === 'kicked'
      ? [{ kind: 'unreachable', address, reason: 'blocked_by_user', at }]
      : [{ kind: 'interaction', address, at }]
  }
  return message ? readMessage(message) : []
}

function readMessage(message: Message): readonly InboundEvent[] {
  // What people write in a group is none of our business.
  if (message.chat.type !== 'private' || message.from?.is_bot) return []
  const address = String(message.chat.id)
  const at = instant(message.date)
  const heard: InboundEvent = { kind: 'interaction', address, at }
  const code = startOf(message)
  if (code) return [{ kind: 'link', address, code, at }, heard]
  if (code === '' || message.text === undefined) return [heard]
  const providerMessageId = `${address}:${message.message_id}`
  return [{ kind: 'reply', address, text: message.text, payload: null, providerMessageId, at }, heard]
}

/** The code behind `/start`; empty without one, null for every other text. */
function startOf(message: Message): string | null {
  const found = /^\/start(?:@\w+)?(?:\s+(\S+))?\s*$/.exec(message.text ?? '')
  return found ? (found[1] ?? '') : null
}

/** A method of the Bot API, called by the answer itself: one request less, and nothing to wait for. */
function answerTo(update: Update, link: LinkOutcome | null, t: Translate): object | null {
  const { message, callback_query: press } = update
  // Until it is answered the button shows that it is busy.
  if (press) return { method: 'answerCallbackQuery', callback_query_id: press.id, text: t('chat.pressed') }
  if (message?.text === undefined || message.chat.type !== 'private' || message.from?.is_bot) return null
  const code = startOf(message)
  const words = code ? link && t(`chat.link.${link}`) : t(code === '' ? 'chat.start' : 'chat.not_read')
  return words ? { method: 'sendMessage', chat_id: message.chat.id, text: words } : null
}

const instant = (seconds: number): Date | null =>
  seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000) : null
