import type { Db } from '../../db/client.ts'
import { acknowledgeByToken } from '../domain/acknowledgement/index.ts'
import type { InboundEvent } from '../domain/channel/index.ts'
import { applyInbound } from '../domain/delivery/index.ts'
import type { WebhookAccounts } from './accounts.ts'
import { markEvents, type ProviderEvent } from './event-store.ts'

/** What a button in a chat sends: `#ack_` and the token of the person's link. */
const ACK_PAYLOAD = /^#ack_([A-Za-z0-9_-]{22})$/

type Reply = Extract<InboundEvent, { kind: 'reply' }>

/**
 * Understands stored posts and does what they say. Everything here may be done twice: receipts only move forward, and a
 * second press is the first one's receipt. So a post is marked when all of it is done, and done again when it is not.
 */
export async function applyEvents(
  db: Db,
  accounts: WebhookAccounts,
  events: readonly ProviderEvent[],
  now: Date,
): Promise<void> {
  const byAccount = Map.groupBy(events, (event) => event.accountId)
  for (const [accountId, posts] of [...byAccount].sort(([a], [b]) => a - b)) {
    const account = await accounts.find(accountId, now)
    const webhook = account?.adapter.webhook
    const read = posts.map((event) => ({ event, inbound: webhook ? readSafely(webhook, event) : null }))
    const good = read.filter((one) => one.inbound !== null)
    await applyInbound(
      db,
      accountId,
      good.flatMap((one) => one.inbound!),
      now,
    )
    for (const { event, inbound } of good)
      for (const reply of inbound!.filter((one) => one.kind === 'reply')) await applyReply(db, reply, event)
    await markEvents(
      db,
      good.map((one) => one.event.id),
      'applied',
      null,
      now,
    )
    const bad = read.filter((one) => one.inbound === null).map((one) => one.event.id)
    await markEvents(db, bad, 'failed', webhook ? 'unreadable' : 'account_gone', now)
  }
}

function readSafely(
  webhook: { read(post: ProviderEvent['post']): readonly InboundEvent[] },
  event: ProviderEvent,
): readonly InboundEvent[] | null {
  try {
    return webhook.read(event.post)
  } catch {
    return null
  }
}

/** A pressed button counts from the moment it reached us, however late it is applied. */
async function applyReply(db: Db, reply: Reply, event: ProviderEvent): Promise<void> {
  const token = ACK_PAYLOAD.exec(reply.payload ?? '')?.[1]
  if (token) await acknowledgeByToken(db, token, { via: 'button', answer: 'received' }, event.receivedAt)
}
