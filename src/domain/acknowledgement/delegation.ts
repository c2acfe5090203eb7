import type { Db } from '../../../db/client.ts'
import { invalid, Problem } from '../../kernel/errors.ts'
import { toE164 } from '../../kernel/phone.ts'
import { tidy } from '../../kernel/text.ts'
import { recordOfficer } from '../audit/index.ts'
import { queueDeliveries } from '../delivery/index.ts'
import {
  holdDelegator,
  insertDelegation,
  insertPerson,
  personByPhone,
  recipientFor,
} from './delegation-store.ts'
import { DELEGATIONS_PER_OFFICER } from './rules.ts'
import { notifyBoards } from './settle-store.ts'

/**
 * «Chuyển người khác xử lý»: the person named gets a link of one's own, and the board says who handed it on. Who already
 * has the directive gets the message once more. The same hand-over twice is one.
 * Refuses a number that no channel of the federation reaches, a name that is none, a number that is none (fields `name`, `phone`), oneself, and the fourth hand-over.
 */
export function delegate(
  db: Db,
  from: { recipientId: number; name: string; phone: string },
  now: Date,
): Promise<void> {
  const name = tidy(from.name)
  const e164 = toE164(from.phone)
  const faults = []
  if (name.length < 2 || name.length > 120) faults.push({ field: 'name', code: 'delegate_name' })
  if (!e164) faults.push({ field: 'phone', code: 'delegate_phone' })
  if (!e164 || faults.length > 0) throw invalid(...faults)
  return db.transaction().execute(async (trx) => {
    const delegator = await holdDelegator(trx, from.recipientId)
    if (!delegator) return
    const known = await personByPhone(trx, e164, delegator.personId)
    if (known === delegator.personId) throw invalid({ field: 'phone', code: 'delegate_self' })
    const personId = known ?? (await insertPerson(trx, name, e164, delegator.isDemo))
    const to = await recipientFor(
      trx,
      { ...delegator, recipientId: from.recipientId },
      { id: personId, name },
    )
    const delegation = await insertDelegation(trx, from.recipientId, to.recipientId, name, now)
    if (delegation === null) return
    if (delegator.made >= DELEGATIONS_PER_OFFICER)
      throw new Problem('too_many', 'delegations_too_many', { values: { limit: DELEGATIONS_PER_OFFICER } })
    const { queued } = await queueDeliveries(trx, {
      directiveId: delegator.directiveId,
      purpose: 'delegation',
      recipients: [{ recipientId: to.recipientId, purposeRef: delegation }],
      policy: 'first',
      awaited: true,
      now,
    })
    if (queued === 0) throw new Problem('unavailable', 'delegate_no_channel')
    await recordOfficer(trx, now, {
      recipientId: from.recipientId,
      action: 'delegation.made',
      data: { delegationId: delegation, toRecipientId: to.recipientId, newPerson: known === null },
    })
    await notifyBoards(trx, [delegator.directiveId])
  })
}
