import { z } from 'zod'
import type {
  AccountSettings,
  ChannelWebhook,
  InboundEvent,
  ProviderPost,
} from '../../domain/channel/index.ts'
import type { ZaloConfig, ZaloSecrets } from './config.ts'
import { macOf, sameMac, webhookMac } from './signature.ts'

const Party = z.object({ id: z.string() })

/** The fields of Zalo's events that we read. Everything else may come and go. */
const Event = z.object({
  event_name: z.string(),
  app_id: z.string(),
  timestamp: z.string(),
  oa_id: z.string().optional(),
  sender: Party.optional(),
  recipient: Party.optional(),
  follower: Party.optional(),
  user_id: z.string().optional(),
  msg_id: z.string().optional(),
  message: z
    .object({
      text: z.string().optional(),
      msg_id: z.string().optional(),
      msg_ids: z.array(z.string()).optional(),
      delivery_time: z.union([z.string(), z.number()]).nullish(),
      tracking_id: z.string().optional(),
    })
    .optional(),
})
type Event = z.infer<typeof Event>

/** Sender of the console's «Kiểm tra» sample: neither id belongs to anybody. */
const SAMPLE_SENDER = /^1+$/
const SAMPLE_RECIPIENT = /^2+$/

export const zaloWebhook: ChannelWebhook<ZaloConfig, ZaloSecrets> = {
  method: 'POST',
  verify: (post, account) => isConsoleTest(post) || isSigned(post, account),
  read: (post) => {
    const event = parse(post.body)
    if (!event) throw new Error('not a Zalo event')
    return isConsoleTest(post) ? [] : read(event)
  },
}

function isSigned(post: ProviderPost, account: AccountSettings<ZaloConfig, ZaloSecrets>): boolean {
  const given = macOf(post.headers['x-zevent-signature'])
  const event = parse(post.body)
  if (!given || !event) return false
  const { config, secrets } = account
  if (event.app_id !== config.appId) return false
  const keys = [secrets.oaSecretKey, config.acceptAppSecretSignature ? secrets.appSecret : null]
  const firsts = [config.appId, config.acceptOaIdSignature ? config.oaId : null]
  return keys.some(
    (key) =>
      key !== null &&
      firsts.some(
        (first) => first !== null && sameMac(given, webhookMac(first, post.body, event.timestamp, key)),
      ),
  )
}

/** The console's sample may be unsigned, or signed with a key that nobody has seen yet: answered, never applied. */
function isConsoleTest(post: ProviderPost): boolean {
  const event = parse(post.body)
  return (
    event?.sender !== undefined &&
    event.recipient !== undefined &&
    SAMPLE_SENDER.test(event.sender.id) &&
    SAMPLE_RECIPIENT.test(event.recipient.id) &&
    event.message?.msg_id === 'This is message id'
  )
}

function parse(body: Buffer): Event | null {
  try {
    const result = Event.safeParse(JSON.parse(body.toString('utf8')))
    return result.success ? result.data : null
  } catch {
    return null
  }
}

function read(event: Event): readonly InboundEvent[] {
  const at = instant(event.timestamp)
  const message = event.message
  switch (event.event_name) {
    case 'user_received_message':
      return receipts([message?.msg_id, ...(message?.msg_ids ?? [])], 'delivered', at)
    case 'user_seen_message':
      return receipts([message?.msg_id, ...(message?.msg_ids ?? [])], 'seen', at)
    case 'oa_send_text':
    case 'oa_send_template':
      // The echo of our own send proves that it was accepted, also when its answer was lost.
      return receipts([message?.msg_id], 'accepted', at)
    case 'user_send_text':
      return event.sender
        ? [
            {
              kind: 'reply',
              address: event.sender.id,
              text: message?.text ?? '',
              payload: message?.text?.startsWith('#') ? message.text : null,
              providerMessageId: message?.msg_id ?? null,
              at,
            },
            { kind: 'interaction', address: event.sender.id, at },
          ]
        : []
    case 'follow':
      return event.follower ? [{ kind: 'interaction', address: event.follower.id, at }] : []
    case 'unfollow':
      return event.follower
        ? [{ kind: 'unreachable', address: event.follower.id, reason: 'not_linked', at }]
        : []
    case 'user_click_chatnow':
      return event.user_id ? [{ kind: 'interaction', address: event.user_id, at }] : []
    case 'permission_revoked':
      return [{ kind: 'account', health: 'down', code: 'permission_revoked' }]
    default:
      // Pictures, stickers, files …: the member wrote, which opens the window again.
      return event.event_name.startsWith('user_send_') &&
        !event.event_name.startsWith('user_send_group_') &&
        event.sender
        ? [{ kind: 'interaction', address: event.sender.id, at }]
        : []
  }
}

/** Recorded samples repeat an id within one event. */
function receipts(
  ids: readonly (string | undefined)[],
  state: 'accepted' | 'delivered' | 'seen',
  at: Date | null,
): InboundEvent[] {
  const distinct = new Set(ids.filter((id) => id !== undefined && id !== ''))
  return [...distinct].map((id) => ({
    kind: 'receipt',
    providerMessageId: id as string,
    key: null,
    state,
    reason: null,
    code: null,
    at,
  }))
}

/** Milliseconds as text; the documentation also shows twelve digits, which is no date of this century. */
function instant(timestamp: string): Date | null {
  const ms = Number(timestamp)
  return /^\d{13}$/.test(timestamp) && Number.isSafeInteger(ms) ? new Date(ms) : null
}
