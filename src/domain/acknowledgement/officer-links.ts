import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import type { LinksSent } from '../../contract/units.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { queueDeliveries } from '../delivery/index.ts'
import { holdOfficer, holdWaiting, nextGenerations, shutOfficerLinks } from './officer-links-store.ts'
import { NEW_LINK_EVERY_MS } from './rules.ts'

/**
 * «Gửi lại liên kết»: for every directive that waits for the unit the officer gets a new link on their first working
 * channel, by the ordinary way of messages. The officer is on the telephone and waits: quiet hours do not keep it back. Two
 * clicks are one message.
 *
 * @throws Problem post_not_found, nothing_waits
 */
export async function resendLinks(
  trx: Db,
  actor: Actor,
  { postId }: { readonly postId: number },
  now: Date,
): Promise<LinksSent> {
  const officer = await holdOfficer(trx, postId, localDay(now))
  if (!officer) throw notFound('post')
  const waiting = await holdWaiting(trx, officer, now)
  if (waiting.length === 0) throw conflict('no_link_waits')
  const due = waiting.filter(
    (one) => one.lastLinkAt === null || now.getTime() - one.lastLinkAt.getTime() >= NEW_LINK_EVERY_MS,
  )
  const generations = await nextGenerations(
    trx,
    due.map((one) => one.recipientId),
  )
  let queued = 0
  for (const { directiveId, recipientId } of due) {
    const result = await queueDeliveries(trx, {
      directiveId,
      purpose: 'link',
      recipients: [{ recipientId, purposeRef: generations.get(recipientId)! }],
      policy: 'first',
      awaited: true,
      now,
    })
    queued += result.queued
  }
  if (queued > 0)
    await record(trx, {
      at: now,
      actor,
      action: 'link.resent',
      entity: 'post',
      entityId: postId,
      data: { links: queued },
    })
  return { queued, tooSoon: waiting.length - due.length, noChannel: due.length - queued }
}

/**
 * «Thu hồi liên kết»: a telephone is lost. Every link that the officer of this unit holds stops opening anything, at once;
 * the next message brings a new one. Returns how many were open.
 *
 * @throws Problem post_not_found
 */
export async function revokeOfficerLinks(
  trx: Db,
  actor: Actor,
  { postId }: { readonly postId: number },
  now: Date,
): Promise<number> {
  const officer = await holdOfficer(trx, postId, localDay(now))
  if (!officer) throw notFound('post')
  // Links are no rows of the console, and some are of tiers above; whose they are has just been judged.
  const links = await beyondScope(trx, (owner) => shutOfficerLinks(owner, officer, now))
  await record(trx, {
    at: now,
    actor,
    action: 'link.revoked',
    entity: 'post',
    entityId: postId,
    data: { links },
  })
  return links
}
