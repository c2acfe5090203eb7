import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Answer, Assigned, Standing } from './rules.ts'

/** Whose numbers changed: every board that shows one of these directives looks again. */
export async function notifyBoards(trx: Db, directiveIds: Iterable<number>): Promise<void> {
  const ids = [...new Set(directiveIds)]
  if (ids.length > 0)
    await sql`select pg_notify('loa_board', id::text) from unnest(${ids}::bigint[]) id`.execute(trx)
}

/** Holds these units, in the order in which every transaction holds them, until the transaction ends. */
export async function holdTargets(trx: Db, targetIds: readonly number[]): Promise<void> {
  await sql`select from target where id = any(${targetIds}::bigint[]) order by id for no key update`.execute(
    trx,
  )
}

export interface TargetStanding {
  readonly targetId: number
  readonly by: 'unit' | 'person'
  readonly settledById: number | null
  readonly assigned: Assigned[]
  readonly standing: Standing[]
}

/** What decides whether these units have their directives. Call after holdTargets(). */
export async function standingOf(trx: Db, targetIds: readonly number[]): Promise<TargetStanding[]> {
  if (targetIds.length === 0) return []
  const { rows } = await sql<StandingColumns>`
    select t.id as "targetId", d.acknowledge_by as by, t.acknowledgement_id as "settledById",
      a.id, a.recipient_id as "recipientId", a.answer, a.at
    from target t
    join directive d on d.id = t.directive_id
    left join lateral (select s.id, s.recipient_id, s.answer, s.at from acknowledgement s
      where s.target_id = t.id and s.withdrawn_at is null offset 0) a on true
    where t.id = any(${targetIds}::bigint[])`.execute(trx)
  const found = new Map<number, TargetStanding>()
  for (const { targetId, by, settledById, id, recipientId, answer, at } of rows) {
    const target = found.get(targetId) ?? { targetId, by, settledById, assigned: [], standing: [] }
    found.set(targetId, target)
    if (id !== null) target.standing.push({ id, recipientId, answer: answer!, at: at! })
  }
  const everyone = [...found.values()].filter((one) => one.by === 'person').map((one) => one.targetId)
  if (everyone.length > 0) {
    const people = await sql<Assigned & { targetId: number }>`
      select r.id as "recipientId", r.target_id as "targetId", r.delegated_from as "delegatedFrom"
      from recipient r where r.target_id = any(${everyone}::bigint[])`.execute(trx)
    for (const { targetId, ...person } of people.rows) found.get(targetId)?.assigned.push(person)
  }
  return [...found.values()]
}

interface StandingColumns {
  targetId: number
  by: 'unit' | 'person'
  settledById: number | null
  id: number | null
  recipientId: number | null
  answer: Answer | null
  at: Date | null
}

export interface Settlement {
  readonly targetId: number
  readonly settledBy: Standing | null
}

/** Writes down which units have their directives now, and by which acknowledgement. */
export async function writeSettlements(trx: Db, settlements: readonly Settlement[]): Promise<void> {
  if (settlements.length === 0) return
  await sql`
    update target t set acknowledged_at = s.at, acknowledgement_id = s.ack
    from unnest(${settlements.map((s) => s.targetId)}::bigint[],
                ${settlements.map((s) => s.settledBy?.at ?? null)}::timestamptz[],
                ${settlements.map((s) => s.settledBy?.id ?? null)}::bigint[]) s (id, at, ack)
    where t.id = s.id`.execute(trx)
}

/**
 * Nobody is reminded of what is done: reminders and escalations still queued for settled units, and everything still
 * queued for the people who have answered. The directive itself still goes to the unit's other officers. A delivery
 * that a worker is claiming at this moment goes out.
 */
export async function cancelQueued(
  trx: Db,
  settled: readonly number[],
  answered: readonly number[],
): Promise<void> {
  if (settled.length === 0 && answered.length === 0) return
  await sql`/* keep cancel_queued */
    with of_people as (
      select d.id from delivery d where d.recipient_id = any(${answered}::bigint[])
        and d.purpose in ('issue', 'nudge', 'escalation', 'delegation', 'replacement', 'link')
        and d.state = 'queued'
    ), of_units as (
      select d.id from recipient r join delivery d on d.recipient_id = r.id
      where r.target_id = any(${settled}::bigint[]) and d.purpose in ('nudge', 'escalation') and d.state = 'queued'
    )
    update delivery set state = 'cancelled' where state = 'queued' and id in (
      select q.id from delivery q where q.id in (select id from of_people union all select id from of_units)
        and q.state = 'queued' order by q.id for update skip locked)`.execute(trx)
}
