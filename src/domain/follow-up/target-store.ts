import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { CallOutcome } from './calls.ts'

export interface HeldTarget {
  readonly targetId: number
  readonly directiveId: number
  readonly state: string
  readonly excluded: boolean
  readonly acknowledged: boolean
}

/** The unit's row, held until the transaction ends; null outside the scope. */
export async function holdTarget(trx: Db, targetId: number): Promise<HeldTarget | null> {
  const { rows } = await sql<HeldTarget>`
    select t.id as "targetId", t.directive_id as "directiveId", d.state, t.excluded_at is not null as excluded,
      t.acknowledged_at is not null as acknowledged
    from target t join directive d on d.id = t.directive_id where t.id = ${targetId} for no key update of t`.execute(
    trx,
  )
  return rows[0] ?? null
}

/** The person called: the one named when of this unit, else the unit's first contact; null when it has none. */
export async function calledPerson(
  trx: Db,
  targetId: number,
  recipientId: number | null,
): Promise<{ recipientId: number; personId: number } | null> {
  const { rows } = await sql<{ recipientId: number; personId: number }>`
    select id as "recipientId", person_id as "personId" from recipient
    where target_id = ${targetId} and (${recipientId}::bigint is null or id = ${recipientId})
    order by disowned_at is not null, contact_order nulls last, id limit 1`.execute(trx)
  return rows[0] ?? null
}

/** The same result by the same person a moment ago: the second half of a double click. */
export async function sameCallSince(
  trx: Db,
  call: { targetId: number; by: number; outcome: CallOutcome['outcome'] },
  since: Date,
): Promise<boolean> {
  const { rows } =
    await sql`select from call_result where target_id = ${call.targetId} and recorded_by = ${call.by}
    and outcome = ${call.outcome} and at > ${since} limit 1`.execute(trx)
  return rows.length > 0
}

export async function insertCall(
  trx: Db,
  call: CallOutcome & { targetId: number; recipientId: number | null; by: number },
  now: Date,
): Promise<void> {
  await sql`insert into call_result (target_id, recipient_id, at, recorded_by, outcome, spoke_with, note)
    values (${call.targetId}, ${call.recipientId}, ${now}, ${call.by}, ${call.outcome}, ${call.spokeWith ?? null}, ${call.note ?? null})`.execute(
    trx,
  )
}

/** Telephone numbers of this person are wrong: nothing more is sent there, and nobody counts on them. */
export async function invalidatePhones(trx: Db, personId: number, now: Date): Promise<void> {
  await sql`
    with wrong as (
      update contact_point set state = 'invalid', last_failure_at = ${now}, last_failure_reason = 'invalid_address',
        invalid_since = ${now}
      where person_id = ${personId} and channel in ('sms', 'phone') and state <> 'invalid' returning id
    )
    update delivery set state = 'cancelled' where id in (
      select v.id from delivery_queue q join delivery v on v.id = q.delivery_id
      where v.contact_point_id in (select id from wrong) and v.state = 'queued' order by v.id for update of v)`.execute(
    trx,
  )
}

/** Out of the denominator, with a reason; its queued reminders do not leave. False: it was out already. */
export async function excludeTarget(
  trx: Db,
  targetId: number,
  exclusion: { reason: string; by: number; at: Date },
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update target set excluded_at = ${exclusion.at}, excluded_by = ${exclusion.by},
    excluded_reason = ${exclusion.reason} where id = ${targetId} and excluded_at is null`.execute(trx)
  await sql`update delivery set state = 'cancelled' where id in (
    select v.id from recipient r join delivery v on v.recipient_id = r.id
    where r.target_id = ${targetId} and v.purpose in ('nudge', 'escalation') and v.state = 'queued'
    order by v.id for update of v)`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** Back into the denominator. False: it was in. */
export async function restoreTarget(trx: Db, targetId: number): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update target set excluded_at = null, excluded_by = null, excluded_reason = null
    where id = ${targetId} and excluded_at is not null`.execute(trx)
  return Number(numAffectedRows) > 0
}
