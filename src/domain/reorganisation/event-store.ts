import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { EventKind, EventOrder, EventState } from '../../contract/organisation.ts'

/** How many of these units are seen from here. */
export async function visibleUnits(scoped: Db, ids: readonly number[]): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from unit where id = any(${ids}::bigint[])`.execute(scoped)
  return rows[0]!.n
}

/** The event, held until the transaction ends. */
export async function holdEvent(
  trx: Db,
  id: number,
): Promise<{
  kind: EventKind
  state: EventState
  appliedAt: Date | null
  readonly order: EventOrder
} | null> {
  const row = await trx
    .selectFrom('organisation_event')
    .select(['kind', 'state', 'applied_at', 'request'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return null
  return {
    kind: EventKind.parse(row.kind),
    state: EventState.parse(row.state),
    appliedAt: row.applied_at,
    get order() {
      return EventOrder.parse(row.request)
    },
  }
}

/** What was ordered, as the reader's scope shows it; null when it shows no such event, or one without a full order. */
export async function requestOf(scoped: Db, id: number): Promise<EventOrder | null> {
  const row = await scoped
    .selectFrom('organisation_event')
    .select('request')
    .where('id', '=', id)
    .executeTakeFirst()
  return (row && EventOrder.safeParse(row.request).data) ?? null
}

export async function duePlanned(db: Db, today: string): Promise<{ id: number }[]> {
  const { rows } = await sql<{ id: number }>`select id from organisation_event
    where state = 'planned' and effective_on <= ${today}::date order by effective_on, id`.execute(db)
  return rows
}

export async function markApplied(trx: Db, id: number, outcome: object, now: Date): Promise<void> {
  await sql`update organisation_event set state = 'applied', applied_at = ${now}, outcome = ${JSON.stringify(outcome)}::jsonb,
    problem = null where id = ${id}`.execute(trx)
}

export async function markUndone(trx: Db, id: number, staffId: number | null, now: Date): Promise<void> {
  // The units it founded are gone again; those that stay remain filed.
  await sql`update organisation_event set state = 'undone', undone_at = ${now}, undone_by = ${staffId} where id = ${id}`.execute(
    trx,
  )
}

export async function markCancelled(trx: Db, id: number): Promise<void> {
  await sql`update organisation_event set state = 'cancelled' where id = ${id}`.execute(trx)
}

export async function markFailed(db: Db, id: number, problem: string): Promise<void> {
  await sql`update organisation_event set state = 'failed', problem = ${problem} where id = ${id} and state = 'planned'`.execute(
    db,
  )
}

/** Puts back every row that the event wrote; the database refuses when one has changed since. */
export async function undoChanges(trx: Db, id: number): Promise<void> {
  // Units founded by the event leave its file with it.
  await sql`delete from organisation_event_unit where event_id = ${id} and unit_id in (
    select (after ->> 'id')::bigint from organisation_change where event_id = ${id} and table_name = 'unit' and before is null)`.execute(
    trx,
  )
  await sql`select begin_organisation_undo()`.execute(trx)
  await sql`select undo_organisation_event(${id})`.execute(trx)
  await sql`select end_organisation_undo()`.execute(trx)
}
