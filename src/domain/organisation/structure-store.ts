import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { EventKind, NewUnit } from '../../contract/organisation.ts'

/** A decision that changes the organisation, as it is filed. */
export interface FiledEvent {
  readonly kind: EventKind
  readonly decision: { readonly number: string; readonly date: string } | null
  /** Local day, yyyy-mm-dd. */
  readonly effectiveOn: string
  readonly state: 'planned' | 'applied'
  readonly request: object
  readonly note?: string | undefined
  /** Null: Loa itself. */
  readonly staffId: number | null
  readonly at: Date
}

export async function fileEvent(trx: Db, event: FiledEvent): Promise<number> {
  const row = await trx
    .insertInto('organisation_event')
    .values({
      kind: event.kind,
      decision_number: event.decision?.number ?? null,
      decision_date: event.decision?.date ?? null,
      effective_on: event.effectiveOn,
      state: event.state,
      request: JSON.stringify(event.request),
      note: event.note ?? null,
      created_by: event.staffId,
      created_at: event.at,
      applied_at: event.state === 'applied' ? event.at : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Files the units of an event; the database refuses one that is not there on its day, and one on both sides. */
export async function fileEventUnits(
  trx: Db,
  eventId: number,
  role: 'predecessor' | 'successor',
  unitIds: readonly number[],
): Promise<void> {
  await sql`insert into organisation_event_unit (event_id, unit_id, role)
    select ${eventId}::bigint, id, ${role} from unnest(${unitIds}::bigint[]) id order by id`.execute(trx)
}

/** From here to the end of `work` every row of the organisation that changes is kept for the undo of this event. */
export async function keepingChanges<T>(trx: Db, eventId: number, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('loa.event', ${String(eventId)}, true)`.execute(trx)
  const done = await work()
  await sql`select set_config('loa.event', '', true)`.execute(trx)
  return done
}

/** Inserts units with their places in the tree, from a day on; gives their ids in the order asked. One statement each. */
export async function insertUnits(trx: Db, units: readonly NewUnit[], from: string): Promise<number[]> {
  if (units.length === 0) return []
  const rows = JSON.stringify(units.map((unit, index) => ({ index, ...unit })))
  const { rows: made } = await sql<{ id: number; index: number }>`
    with asked as materialized (
      select nextval(pg_get_serial_sequence('unit', 'id')) as id, n.*
      from jsonb_to_recordset(${rows}::jsonb) n (index int, code text, name text, "shortName" text, "typeCode" text,
        "parentId" bigint, "sectorCode" text, subsector text, "areaId" bigint, address text, symbol text, "placeName" text)
    ), made as (
      insert into unit (id, code, name, short_name, type_code, sector_code, subsector, area_id, address, symbol,
        place_name, path, valid_from, is_demo) overriding system value
      select a.id, coalesce(a.code, p.code || '-' || a.id), a.name, a."shortName", a."typeCode", a."sectorCode",
        a.subsector, a."areaId", a.address, a.symbol, a."placeName", p.path || ('u' || a.id), ${from}::date, p.is_demo
      from asked a join unit p on p.id = a."parentId" order by a.index
      returning id
    )
    select a.id, a.index from asked a join made m on m.id = a.id order by a.index`.execute(trx)
  await sql`insert into unit_parent (unit_id, parent_id, valid_from)
    select m.id, n."parentId", ${from}::date
    from jsonb_to_recordset(${rows}::jsonb) n (index int, "parentId" bigint)
    join unnest(${made.map((row) => row.id)}::bigint[], ${made.map((row) => row.index)}::int[]) m (id, index) using (index)
    order by m.id`.execute(trx)
  return made.map((row) => row.id)
}

/** From a day on these units stand below another one. */
export async function changeParent(
  trx: Db,
  unitIds: readonly number[],
  parentId: number,
  from: string,
): Promise<void> {
  // A unit that came on the very day never stood where it was first put.
  await sql`delete from unit_parent where unit_id = any(${unitIds}::bigint[]) and valid_to is null and valid_from = ${from}::date`.execute(
    trx,
  )
  await sql`update unit_parent set valid_to = ${from}::date where unit_id = any(${unitIds}::bigint[]) and valid_to is null`.execute(
    trx,
  )
  await sql`insert into unit_parent (unit_id, parent_id, valid_from)
    select id, ${parentId}::bigint, ${from}::date from unnest(${unitIds}::bigint[]) id order by id`.execute(
    trx,
  )
}

export interface UnitHeading {
  readonly name: string
  readonly shortName: string | null
  readonly symbol: string | null
  readonly placeName: string | null
  readonly letterheadUpper: string | null
  readonly letterheadOwn: string | null
}

/** From a day on the unit is called so, and this stands at the head of its documents; earlier papers keep theirs. */
export async function changeName(trx: Db, unitId: number, heading: UnitHeading, from: string): Promise<void> {
  await sql`update unit_name set valid_to = ${from}::date
    where unit_id = ${unitId} and valid_to is null and valid_from < ${from}::date`.execute(trx)
  await sql`insert into unit_name (unit_id, name, short_name, symbol, place_name, letterhead_upper, letterhead_own, valid_from)
    values (${unitId}, ${heading.name}, ${heading.shortName}, ${heading.symbol}, ${heading.placeName},
      ${heading.letterheadUpper}, ${heading.letterheadOwn}, ${from}::date)
    on conflict (unit_id, valid_from) do update set name = excluded.name, short_name = excluded.short_name,
      symbol = excluded.symbol, place_name = excluded.place_name, letterhead_upper = excluded.letterhead_upper,
      letterhead_own = excluded.letterhead_own`.execute(trx)
}

/** These units end; the database ends their places, names, areas and posts with them and keeps them as an archive. */
export async function endUnits(
  trx: Db,
  unitIds: readonly number[],
  on: string,
  reason: string,
): Promise<void> {
  await sql`update unit set valid_to = ${on}::date, end_reason = ${reason} where id = any(${unitIds}::bigint[])`.execute(
    trx,
  )
}

export interface StandingUnit {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly typeCode: string
  readonly isRecipient: boolean
  readonly parentId: number | null
  readonly validFrom: string
  readonly validTo: string | null
  /** The newest day on which its name or place changed. */
  readonly changedOn: string
  readonly heading: UnitHeading
}

/** Holds these units, in the order of their ids, and reads how they stand now. */
export async function holdUnits(trx: Db, unitIds: readonly number[]): Promise<StandingUnit[]> {
  await sql`select from unit where id = any(${unitIds}::bigint[]) order by id for update`.execute(trx)
  const { rows } = await sql<StandingUnit>`
    select u.id, u.code, u.name, u.type_code as "typeCode", t.is_recipient as "isRecipient", e.parent_id as "parentId",
      u.valid_from as "validFrom", u.valid_to as "validTo",
      greatest(u.valid_from, e.valid_from, n.valid_from) as "changedOn",
      json_build_object('name', n.name, 'shortName', n.short_name, 'symbol', n.symbol, 'placeName', n.place_name,
        'letterheadUpper', n.letterhead_upper, 'letterheadOwn', n.letterhead_own) as heading
    from unit u join unit_type t on t.code = u.type_code
    left join lateral (select x.parent_id, x.valid_from from unit_parent x where x.unit_id = u.id
      order by x.valid_from desc limit 1) e on true
    left join lateral (select x.* from unit_name x where x.unit_id = u.id order by x.valid_from desc limit 1) n on true
    where u.id = any(${unitIds}::bigint[]) order by u.id`.execute(trx)
  return rows
}

/** The units that stand directly below any of these now. */
export async function childrenOf(trx: Db, unitIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select unit_id as id from unit_parent
    where parent_id = any(${unitIds}::bigint[]) and valid_to is null order by unit_id`.execute(trx)
  return rows.map((row) => row.id)
}

/** The units that an event is filed with already. */
export async function filedUnits(trx: Db, eventId: number): Promise<ReadonlySet<number>> {
  const rows = await trx
    .selectFrom('organisation_event_unit')
    .select('unit_id')
    .where('event_id', '=', eventId)
    .execute()
  return new Set(rows.map((row) => row.unit_id))
}

/** From a day on these units have their office in another area. */
export async function changeSeats(
  trx: Db,
  unitIds: readonly number[],
  areaId: number,
  from: string,
): Promise<void> {
  await sql`delete from unit_area where unit_id = any(${unitIds}::bigint[]) and role = 'seat' and valid_to is null
    and valid_from = ${from}::date`.execute(trx)
  await sql`update unit_area set valid_to = ${from}::date where unit_id = any(${unitIds}::bigint[]) and role = 'seat'
    and valid_to is null`.execute(trx)
  await sql`insert into unit_area (unit_id, area_id, role, valid_from)
    select id, ${areaId}::bigint, 'seat', ${from}::date from unnest(${unitIds}::bigint[]) id order by id`.execute(
    trx,
  )
}

/**
 * From a day on the successor counts its own people and those of the units that merged into it, where every one of them has
 * reported: a sum with a gap in it would pass for a number (invariant 12).
 */
export async function addHeadcounts(
  trx: Db,
  endedIds: readonly number[],
  successorId: number,
  on: string,
): Promise<void> {
  await sql`
    with units as (
      select id from unnest(${endedIds}::bigint[]) id
      union select ${successorId}::bigint where exists (select from unit u where u.id = ${successorId} and u.valid_from < ${on}::date)
    ), newest as (
      select h.* from units left join lateral (select c.* from unit_headcount c where c.unit_id = units.id and c.as_of <= ${on}::date
        order by c.as_of desc limit 1) h on true
    )
    insert into unit_headcount as c (unit_id, as_of, workers, members, workers_men, workers_women, members_men, members_women)
    select ${successorId}::bigint, ${on}::date, sum(workers), sum(members),
      case when count(workers_men) = count(*) then sum(workers_men) end,
      case when count(workers_women) = count(*) then sum(workers_women) end,
      case when count(members_men) = count(*) then sum(members_men) end,
      case when count(members_women) = count(*) then sum(members_women) end
    from newest having count(workers) = count(*)
    on conflict (unit_id, as_of) do update set workers = excluded.workers, members = excluded.members,
      workers_men = excluded.workers_men, workers_women = excluded.workers_women,
      members_men = excluded.members_men, members_women = excluded.members_women`.execute(trx)
}

export async function areaIsThere(trx: Db, areaId: number, on: string): Promise<boolean> {
  const { rows } = await sql`select from area where id = ${areaId} and valid_from <= ${on}::date
    and (valid_to is null or valid_to > ${on}::date)`.execute(trx)
  return rows.length > 0
}
