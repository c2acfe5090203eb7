import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { EscalationStep } from '../../contract/directive.ts'
import type { SilentUnit } from './rules.ts'

export interface Escalating {
  readonly id: number
  readonly ownerUnitId: number
  readonly releasedAt: Date
  readonly steps: readonly EscalationStep[]
}

/** Directives that ask for an answer, have steps, and are neither stopped, closed nor replaced. */
export async function escalating(db: Db): Promise<Escalating[]> {
  const { rows } = await sql<{ id: number; owner_unit_id: number; released_at: Date; escalation: unknown }>`
    select id, owner_unit_id, released_at, escalation from directive
    where state in ('sending', 'sent') and replaced_at is null and acknowledge and released_at is not null and jsonb_array_length(escalation) > 0
    order by urgency desc, id`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    ownerUnitId: row.owner_unit_id,
    releasedAt: row.released_at,
    steps: EscalationStep.array().parse(row.escalation),
  }))
}

/** Units without an answer that have not taken `passed` steps yet, held in the order of their ids. */
export async function holdSilentUnits(trx: Db, directiveId: number, passed: number): Promise<SilentUnit[]> {
  const { rows } = await sql<{ id: number; escalation_step: number }>`
    select id, escalation_step from target
    where directive_id = ${directiveId} and acknowledged_at is null and excluded_at is null and escalation_step < ${passed}
    order by id for no key update skip locked`.execute(trx)
  return rows.map((row) => ({ targetId: row.id, stepsTaken: row.escalation_step }))
}

/** People of these units who have not answered themselves. */
export async function silentPeople(
  trx: Db,
  targetIds: readonly number[],
): Promise<{ recipientId: number; targetId: number }[]> {
  const { rows } = await sql<{ recipientId: number; targetId: number }>`
    select id as "recipientId", target_id as "targetId" from recipient
    where target_id = any(${targetIds}::bigint[]) and acknowledged_at is null and disowned_at is null
    order by id`.execute(trx)
  return rows
}

/** The units are past their reminder mark from `now` on, and have taken this many steps. */
export async function markSteps(
  trx: Db,
  targetIds: readonly number[],
  steps: number,
  now: Date,
): Promise<void> {
  await sql`update target set escalation_step = ${steps}, overdue_since = coalesce(overdue_since, ${now})
    where id = any(${targetIds}::bigint[])`.execute(trx)
}

export async function markToCall(trx: Db, targetIds: readonly number[], now: Date): Promise<void> {
  await sql`update target set to_call_since = coalesce(to_call_since, ${now})
    where id = any(${targetIds}::bigint[])`.execute(trx)
}

/** A notice to every leader of the issuing federation, once a step; returns how many were told. */
export async function tellLeaders(
  trx: Db,
  notice: { directiveId: number; ownerUnitId: number; step: number; units: number; now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into leader_notice (directive_id, staff_id, step, at, units)
    select ${notice.directiveId}::bigint, s.id, ${notice.step}::smallint, ${notice.now}::timestamptz, ${notice.units}::int
    from staff s where s.disabled_at is null and exists (
      select from role_grant g where g.staff_id = s.id and g.unit_id = ${notice.ownerUnitId} and g.role = 'leader'
        and g.valid_from <= ${notice.now} and (g.valid_to is null or g.valid_to > ${notice.now}))
    order by s.id
    on conflict (directive_id, staff_id, step) do update set units = leader_notice.units + excluded.units
    returning id`.execute(trx)
  return rows.length
}

/** Units past the deadline of their answer are past their reminder mark, steps or none. Returns whose boards changed. */
export async function markPastDeadline(db: Db, now: Date): Promise<number[]> {
  const { rows } = await sql<{ directive_id: number }>`
    with late as (
      select t.id from target t join directive d on d.id = t.directive_id
      where d.state in ('sending', 'sent') and d.replaced_at is null and d.acknowledge and d.acknowledge_before <= ${now}
        and t.acknowledged_at is null and t.excluded_at is null and t.overdue_since is null
      order by t.id for no key update of t skip locked
    ), marked as (update target set overdue_since = ${now} where id in (select id from late) returning directive_id)
    select directive_id, pg_notify('loa_board', directive_id::text) from (select distinct directive_id from marked) m`.execute(
    db,
  )
  return rows.map((row) => row.directive_id)
}

export async function notifyBoard(trx: Db, directiveId: number): Promise<void> {
  await sql`select pg_notify('loa_board', ${String(directiveId)})`.execute(trx)
}
