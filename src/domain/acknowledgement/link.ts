import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import { notFound } from '../../kernel/errors.ts'
import { isToken, tokenHash } from '../../kernel/ids.ts'
import { type Actor, record, recordOfficer } from '../audit/index.ts'
import { queueDeliveries } from '../delivery/index.ts'
import { acknowledge } from './acknowledge.ts'
import {
  disownRecipient,
  holdForLink,
  type Link,
  linkByHash,
  newLinksAsked,
  nextGeneration,
  raiseToOpened,
  recordLinkEvent,
  seenRecipient,
  shutLinks,
} from './link-store.ts'
import { mayAskForLink } from './rules.ts'
import { notifyBoards } from './settle-store.ts'
import type { Acknowledged, Press } from './types.ts'

/** The link behind a token: known, unknown, past its time, or closed. A token of a wrong shape is an unknown one. */
type Opened =
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'closed' | 'expired'; readonly link: Link }

async function openLink(db: Db, token: string, now: Date): Promise<Opened> {
  const link = isToken(token) ? await linkByHash(db, tokenHash(token)) : null
  if (!link) return { kind: 'unknown' }
  if (link.closed) return { kind: 'closed', link }
  return { kind: link.expiresAt <= now ? 'expired' : 'link', link }
}

/**
 * A press inside a chat, which carries the token of the person's link («#ack_…»). It counts after the link's time as
 * well: late ones are accepted and marked. Null for a token that is unknown or closed.
 */
export async function acknowledgeByToken(
  db: Db,
  token: string,
  press: Pick<Press, 'via' | 'answer'>,
  now: Date,
): Promise<Acknowledged | null> {
  const opened = await openLink(db, token, now)
  if (opened.kind === 'unknown' || opened.kind === 'closed') return null
  const [acknowledged] = await acknowledge(db, [{ ...press, recipientId: opened.link.recipientId }], now)
  return acknowledged ?? null
}

/** The page stood before a person's eyes. Said by the page itself, never by a fetch (invariant 7). */
export function markOpened(db: Db, recipientIds: readonly number[], now: Date): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await notifyBoards(trx, await raiseToOpened(trx, recipientIds, now))
  })
}

/** The full text was unfolded, or a file opened. Technical, for the record. */
export const markRead = (
  db: Db,
  recipientId: number,
  what: 'text_opened' | 'attachment',
  now: Date,
): Promise<void> => recordLinkEvent(db, recipientId, what, now)

/** «Không phải tôi»: the link is closed at once, nothing more is sent to this address, staff see it on the board. */
export function disown(db: Db, recipientId: number, now: Date): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const directiveId = await disownRecipient(trx, recipientId, now)
    if (directiveId === null) return
    await recordLinkEvent(trx, recipientId, 'not_me', now)
    await recordOfficer(trx, now, { recipientId, action: 'link.disowned' })
    await notifyBoards(trx, [directiveId])
  })
}

export type NewLink = 'queued' | 'too_soon' | 'over' | 'no_channel'

/**
 * Sends a new link to the person's registered contact, wherever the request came from: who asks learns nothing that
 * the person's own phone does not show. `over`: the directive was stopped, or the person said «Không phải tôi».
 * `no_channel`: no registered contact that works.
 */
export function askNewLink(db: Db, recipientId: number, now: Date): Promise<NewLink> {
  return db.transaction().execute(async (trx) => {
    const recipient = await holdForLink(trx, recipientId)
    if (!recipient?.live || recipient.disowned) return 'over'
    const asked = await newLinksAsked(trx, recipientId, new Date(now.getTime() - 24 * 3_600_000))
    if (!mayAskForLink(asked, now)) return 'too_soon'
    await recordLinkEvent(trx, recipientId, 'new_link_asked', now)
    await recordOfficer(trx, now, { recipientId, action: 'link.asked_again' })
    const purposeRef = await nextGeneration(trx, recipientId)
    const { directiveId } = recipient
    const { queued } = await queueDeliveries(trx, {
      directiveId,
      purpose: 'link',
      recipients: [{ recipientId, purposeRef }],
      policy: 'first',
      awaited: true,
      now,
    })
    return queued > 0 ? 'queued' : 'no_channel'
  })
}

/**
 * «Thu hồi»: the links of a directive that a person has stop opening it. They stay a recipient: the next message to them
 * brings a new link. Returns how many were open.
 *
 * @throws Problem recipient_not_found
 */
export async function revokeLinks(
  trx: Db,
  actor: Actor,
  order: { recipientId: number },
  now: Date,
): Promise<number> {
  const recipient = await seenRecipient(trx, order.recipientId)
  if (!recipient) throw notFound('recipient')
  // Links are no rows of the console; whose they are has just been judged.
  const revoked = await beyondScope(trx, (owner) => shutLinks(owner, order.recipientId, now))
  await record(trx, {
    at: now,
    actor,
    action: 'recipient.links_revoked',
    entity: 'recipient',
    entityId: order.recipientId,
    data: { directiveId: recipient.directiveId, links: revoked },
  })
  return revoked
}
