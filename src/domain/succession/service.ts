import type { Db } from '../../../db/client.ts'
import { localDay } from '../../kernel/dates.ts'
import { record } from '../audit/index.ts'
import { queueDeliveries } from '../delivery/index.ts'
import {
  markChannel,
  markSettled,
  notifyBoard,
  type OpenReplacement,
  openReplacements,
  recipientOfNext,
} from './store.ts'

const AT_ONCE = 200

/**
 * «Người thay»: each open directive that lost its officer in a unit goes to the unit's next one, once. Who has it already
 * is not sent it again; a unit without any officer keeps the place open until somebody is appointed. Settles what is
 * visible to the transaction; a timer settles the rest. Returns how many were settled.
 */
export async function settleReplacements(trx: Db, now: Date): Promise<number> {
  const open = await openReplacements(trx, { on: localDay(now), now, limit: AT_ONCE })
  let settled = 0
  for (const one of open) if (await settle(trx, one, now)) settled++
  return settled
}

async function settle(trx: Db, one: OpenReplacement, now: Date): Promise<boolean> {
  if (!one.needed) {
    await markSettled(trx, one.id, { outcome: 'not_needed', toRecipientId: null, at: now })
    return true
  }
  const { nextPersonId } = one
  if (nextPersonId === null) return false
  const next = await recipientOfNext(trx, { ...one, nextPersonId })
  // A held directive goes to everybody when it leaves.
  if (next.isNew && !one.isHeld) {
    await queueDeliveries(trx, {
      directiveId: one.directiveId,
      purpose: 'replacement',
      recipients: [{ recipientId: next.id, purposeRef: one.id }],
      policy: 'first',
      now,
      validMs: Math.max(one.validUntil.getTime() - now.getTime(), 0),
    })
    await markChannel(trx, next.id)
  }
  await markSettled(trx, one.id, {
    outcome: next.isNew ? 'sent' : 'has_it',
    toRecipientId: next.id,
    at: now,
  })
  await record(trx, {
    at: now,
    actor: { kind: 'system' },
    action: 'recipient.replaced',
    entity: 'directive',
    entityId: one.directiveId,
    data: { replacementId: one.id, toRecipientId: next.id, sent: next.isNew },
  })
  await notifyBoard(trx, one.directiveId)
  return true
}
