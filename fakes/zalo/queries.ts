import { type Answer, json, parseObject, type Received } from '../lib/http.ts'
import type { Phones } from '../lib/phones.ts'
import type { ZaloIdentity, ZaloSwitches } from './options.ts'
import type { ZaloUser, ZaloUsers } from './users.ts'

interface Asked {
  readonly users: ZaloUsers
  readonly phones: Phones
  readonly identity: ZaloIdentity
  readonly switches: ZaloSwitches
}

const MOST_MESSAGES = 10

const success = (data: unknown): Answer => json({ data, error: 0, message: 'Success' })

/** What the OA may ask about itself and its members; a number is the refusal, null = there is no such address. */
export function answerQuery(received: Received, zalo: Asked): Answer | number | null {
  switch (`${received.method} ${received.path}`) {
    case 'GET /v2.0/oa/getoa':
      return success({ oaid: zalo.identity.oaId, name: zalo.identity.oaName, is_verified: true })
    case 'GET /v3.0/oa/user/detail':
      return userDetail(inQuery(received), zalo)
    case 'POST /v3.0/oa/quota/message':
      return quota(parseObject(received.body), zalo)
    case 'GET /v2.0/oa/conversation':
      return conversation(inQuery(received), zalo)
    default:
      return null
  }
}

/** GET parameters are one URL-encoded JSON. */
const inQuery = (received: Received): Record<string, unknown> | null =>
  parseObject(new URLSearchParams(received.query).get('data') ?? '')

function member(asked: Record<string, unknown> | null, zalo: Asked): { id: string; user: ZaloUser } | null {
  const id = asked?.['user_id']
  const user = typeof id === 'string' ? zalo.users.find(id, zalo.switches.unknownUsers) : null
  return user ? { id: id as string, user } : null
}

function userDetail(asked: Record<string, unknown> | null, zalo: Asked): Answer | number {
  const found = member(asked, zalo)
  if (!found) return -201
  return success({
    user_id: found.id,
    display_name: 'Zalo',
    user_is_follower: found.user.follower,
    is_sensitive: false,
  })
}

function quota(asked: Record<string, unknown> | null, zalo: Asked): Answer | number {
  const found = member(asked, zalo)
  if (!found) return -201
  const { lastInteraction } = found.user
  const open = ['free', 'charged'].includes(zalo.users.window(found.user))
  return success({
    last_interaction: lastInteraction === null ? null : String(lastInteraction),
    cs_reply: { remain: open ? 8 : 0, total: 8 },
  })
}

function conversation(asked: Record<string, unknown> | null, zalo: Asked): Answer | number {
  const found = member(asked, zalo)
  const count = Number(asked?.['count'] ?? MOST_MESSAGES)
  if (!found) return -201
  if (!(count <= MOST_MESSAGES)) return -210
  return success(
    zalo.phones
      .messagesOf(found.id)
      .slice(-count)
      .map((one) => ({
        src: 0,
        time: one.at.getTime(),
        type: 'text',
        message: one.text,
        message_id: one.id,
        from_id: zalo.identity.oaId,
        to_id: found.id,
      })),
  )
}
