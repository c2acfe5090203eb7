import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { type FailureReason, feasibleContacts, mayReceive } from '../../channel/index.ts'
import { notifyLanes } from './notices-store.ts'
import { refreshProblems } from './problems-store.ts'

/** Failures of this one number or address: another of the same person on the same channel may work. */
const ADDRESS_FAULTS: readonly FailureReason[] = [
  'no_address',
  'invalid_address',
  'not_linked',
  'unreachable',
]

/**
 * For deliveries that ended without success (failed for good, or unknown past their grace): queues the same message on
 * the person's next feasible way that it has not been tried on, and says `problem` where none is left. The next way is
 * another number on the same channel when the address itself was at fault, else another channel. Never a channel on
 * which a try may have been taken (invariant 4), never after validity (5), never for those who have answered or were excluded.
 * Call in the transaction that ended them. Returns how many were queued.
 */
export async function planNextChannel(trx: Db, deliveryIds: readonly number[], now: Date): Promise<number> {
  if (deliveryIds.length === 0) return 0
  const { rows: federations } = await sql<{ id: number; recipients: number[] }>`
    select dir.owner_unit_id as id, array_agg(distinct d.recipient_id) as recipients
    from delivery d join directive dir on dir.id = d.directive_id
    where d.id = any(${deliveryIds}::bigint[]) group by 1`.execute(trx)
  // Against «Dừng phần còn lại» at the same moment: the stop waits for us, or we see it.
  await sql`select from directive where id in
    (select directive_id from delivery where id = any(${deliveryIds}::bigint[])) order by id for share`.execute(
    trx,
  )
  let queued = 0
  for (const federation of federations) {
    const result = await sql`
      with lost as (
        select d.id, d.recipient_id, d.directive_id, d.purpose, d.purpose_ref, d.urgency, d.valid_until, r.person_id, dir.message_class
        from delivery d
        join recipient r on r.id = d.recipient_id
        join directive dir on dir.id = d.directive_id
        left join target t on t.id = r.target_id
        where d.id = any(${deliveryIds}::bigint[]) and dir.owner_unit_id = ${federation.id}
          and d.state in ('failed', 'unknown') and d.followed_up_at is null and d.purpose <> 'test' and r.left_at is null
          and d.valid_until > ${now} and (r.stage < 2 or d.purpose = 'code')
          and (d.purpose in ('answer', 'link', 'delegation', 'code') or (dir.state in ('sending', 'sent') and dir.replaced_at is null and t.excluded_at is null))
          and (d.purpose not in ('nudge', 'escalation') or t.acknowledged_at is null)
          and not exists (select from delivery o
            where o.recipient_id = d.recipient_id and o.purpose = d.purpose and o.purpose_ref = d.purpose_ref
              and o.state in ('queued', 'sending', 'accepted', 'delivered', 'seen'))
      ), next as (
        select distinct on (l.recipient_id, l.purpose, l.purpose_ref) l.*, f.contact_point_id, f.account_id, f.channel, f.address
        from lost l
        join (${feasibleContacts(federation.id)}) f on f.person_id = l.person_id
          and (l.purpose in ('answer', 'link', 'delegation', 'code')
            or ${mayReceive(sql`l.message_class`, sql`f.person_id`, sql`f.channel`)})
        where not exists (select from delivery o
          where o.recipient_id = l.recipient_id and o.purpose = l.purpose and o.purpose_ref = l.purpose_ref
            and o.channel = f.channel
            and (o.address = f.address or o.state <> 'failed' or not coalesce(o.reason, '') = any(${ADDRESS_FAULTS}::text[])))
        order by l.recipient_id, l.purpose, l.purpose_ref, f.rank, f.contact_point_id, f.account_id
      )
      insert into delivery (directive_id, recipient_id, purpose, purpose_ref, channel, account_id, contact_point_id,
        address, urgency, due_at, valid_until, created_at)
      select directive_id, recipient_id, purpose, purpose_ref, channel, account_id, contact_point_id, address, urgency,
        ${now}::timestamptz, valid_until, ${now}::timestamptz
      from next order by recipient_id
      on conflict do nothing`.execute(trx)
    queued += Number(result.numAffectedRows ?? 0)
    await refreshProblems(trx, federation.recipients)
  }
  await sql`update delivery set followed_up_at = ${now} where id = any(${deliveryIds}::bigint[])
    and followed_up_at is null`.execute(trx)
  if (queued > 0) await notifyLanes(trx)
  return queued
}
