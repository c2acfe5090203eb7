import type { Db } from '../../db/client.ts'
import { acknowledgeByToken } from '../domain/acknowledgement/index.ts'
import { type InboundEvent, type LinkOutcome, linkByCode } from '../domain/channel/index.ts'
import { applyInbound } from '../domain/delivery/index.ts'
import type { KnownAccount, WebhookAccounts } from './accounts.ts'
import { markEvents, type ProviderEvent } from './event-store.ts'

/** What a button in a chat sends: `#ack_` and the token of the person's link. */
const ACK_PAYLOAD = /^#ack_([A-Za-z0-9_-]{22})$/

type Reply = Extract<InboundEvent, { kind: 'reply' }>
type Link = Extract<InboundEvent, { kind: 'link' }>
/** What became of the one-time codes in these posts, by the post's id. */
type Links = Map<number, LinkOutcome>

/**
 * Understands stored posts and does what they say. Everything here may be done twice: receipts only move forward, and a
 * second press is the first one's receipt. So a post is marked when all of it is done, and done again when it is not.
 */
export async function applyEvents(
  db: Db,
  accounts: WebhookAccounts,
  events: readonly ProviderEvent[],
  now: Date,
): Promise<Links> {
  const links: Links = new Map()
  const byAccount = Map.groupBy(events, (event) => event.accountId)
  for (const [accountId, posts] of [...byAccount].sort(([a], [b]) => a - b)) {
    const account = await accounts.find(accountId, now)
    const webhook = account?.adapter.webhook
    const read = posts.map((event) => ({ event, inbound: webhook ? readSafely(account, event) : null }))
    await applyRead(
      db,
      accountId,
      read.filter((one): one is ReadEvent => one.inbound !== null),
      now,
      links,
    )
    const bad = read.filter((one) => one.inbound === null).map((one) => one.event.id)
    await markEvents(db, bad, 'failed', webhook ? 'unreadable' : 'account_gone', now)
  }
  return links
}

interface ReadEvent {
  readonly event: ProviderEvent
  readonly inbound: readonly InboundEvent[]
}

async function applyRead(
  db: Db,
  accountId: number,
  events: readonly ReadEvent[],
  now: Date,
  links: Links,
): Promise<void> {
  const ids = events.map((one) => one.event.id)
  try {
    // First, so that what the same post says about the chat meets the new address.
    for (const { event, inbound } of events)
      for (const link of inbound.filter((one) => one.kind === 'link'))
        links.set(event.id, await applyLink(db, accountId, link, event))
    await applyInbound(
      db,
      accountId,
      events.flatMap((one) => one.inbound),
      now,
    )
    for (const { event, inbound } of events)
      for (const reply of inbound.filter((one) => one.kind === 'reply')) await applyReply(db, reply, event)
  } catch (error) {
    if (!isAboutValues(error)) throw error
    // One post with values that no table takes must not keep back those that came with it.
    if (events.length === 1) return markEvents(db, ids, 'failed', 'unstorable', now)
    for (const one of events) await applyRead(db, accountId, [one], now, links)
    return
  }
  await markEvents(db, ids, 'applied', null, now)
}

/** PostgreSQL refuses the data itself (class 22), or their size (54): the next try would end the same. */
const isAboutValues = (error: unknown): boolean => /^(22|54)/.test((error as { code?: string }).code ?? '')

function readSafely(
  { adapter, settings }: KnownAccount,
  event: ProviderEvent,
): readonly InboundEvent[] | null {
  try {
    return adapter.webhook?.read(event.post, settings) ?? null
  } catch {
    return null
  }
}

/** A code counts from the moment it was pressed by the provider's clock, but not later than it reached us. */
function applyLink(db: Db, accountId: number, link: Link, event: ProviderEvent): Promise<LinkOutcome> {
  const at = link.at && link.at < event.receivedAt ? link.at : event.receivedAt
  return linkByCode(db, accountId, { code: link.code, address: link.address, at }, event.receivedAt)
}

/** A pressed button counts from the moment it reached us, however late it is applied. */
async function applyReply(db: Db, reply: Reply, event: ProviderEvent): Promise<void> {
  const token = ACK_PAYLOAD.exec(reply.payload ?? '')?.[1]
  if (token) await acknowledgeByToken(db, token, { via: 'button', answer: 'received' }, event.receivedAt)
}
