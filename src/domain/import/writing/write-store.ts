import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { ContactPlace } from './effects.ts'

/** Ids of units that exist and lie in the scope: what an import may touch. */
export async function unitsWithin(
  trx: Db,
  ids: readonly number[],
  paths: readonly string[],
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from unit where id = any(${ids}::bigint[]) and path <@ any(${paths}::ltree[]) and valid_to is null
    order by id for update`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

/** Wards of a day: folded name → id. */
export async function areasOf(trx: Db, on: string): Promise<[string, number][]> {
  const { rows } = await sql<{ id: number; name_fold: string }>`
    select id, name_fold from area where level_code = 'xa' and valid_from <= ${on}::date
      and (valid_to is null or valid_to > ${on}::date) order by id desc`.execute(trx)
  return rows.map((row) => [row.name_fold, row.id])
}

export async function insertAreas(
  trx: Db,
  names: readonly string[],
  unitId: number,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; name: string }>`
    with asked as (select nextval(pg_get_serial_sequence('area', 'id')) as id, name from unnest(${names}::text[]) name)
    insert into area (id, code, name, is_demo) overriding system value
    select a.id, 'DB-' || a.id, a.name, (select is_demo from unit where id = ${unitId}) from asked a
    returning id, name`.execute(trx)
  return new Map(rows.map((row) => [row.name, row.id]))
}

export interface UnitSet {
  readonly id: number
  readonly address: string | null
  readonly sectorCode: string | null
  readonly subsector: string | null
  readonly areaId: number | null
}

/** Writes fields of units that are there; null leaves a field as it is. Gives each unit's fields before and after. */
export async function updateUnits(
  trx: Db,
  sets: readonly UnitSet[],
): Promise<{ id: number; before: object; after: object }[]> {
  const { rows } = await sql<{ id: number; before: object; after: object }>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(sets)}::jsonb)
        a (id bigint, address text, "sectorCode" text, subsector text, "areaId" bigint)
    ), old as materialized (
      select u.id, u.address, u.sector_code, u.subsector, u.area_id from unit u join asked using (id)
    ), written as (
      update unit u set address = coalesce(a.address, u.address), sector_code = coalesce(a."sectorCode", u.sector_code),
        subsector = coalesce(a.subsector, u.subsector), area_id = coalesce(a."areaId", u.area_id)
      from asked a where u.id = a.id
      returning u.id, u.address, u.sector_code, u.subsector, u.area_id
    )
    select o.id, to_jsonb(o) - 'id' as before, to_jsonb(w) - 'id' as after from old o join written w using (id)`.execute(
    trx,
  )
  return rows
}

export interface Headcount {
  readonly unitId: number
  readonly workers: number
  readonly members: number
  readonly women: number | null
}

/** Head counts of a day; one that stood there already is given back with its values before. */
export async function writeHeadcounts(
  trx: Db,
  counts: readonly Headcount[],
  on: string,
): Promise<{ unitId: number; before: object | null; after: object }[]> {
  const { rows } = await sql<{ unitId: number; before: object | null; after: object }>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
        a ("unitId" bigint, workers int, members int, women int)
    ), old as materialized (
      select h.* from unit_headcount h join asked a on a."unitId" = h.unit_id where h.as_of = ${on}::date
    ), written as (
      insert into unit_headcount (unit_id, as_of, workers, members, members_women, members_men)
      select a."unitId", ${on}::date, a.workers, a.members, a.women, a.members - a.women from asked a order by 1
      on conflict (unit_id, as_of) do update set workers = excluded.workers, members = excluded.members,
        members_women = excluded.members_women, members_men = excluded.members_men,
        workers_men = null, workers_women = null
      returning *
    )
    select w.unit_id as "unitId", to_jsonb(o) as before, to_jsonb(w) as after
    from written w left join old o on o.unit_id = w.unit_id`.execute(trx)
  return rows
}

export async function insertPeople(
  trx: Db,
  people: readonly { key: string; name: string; salutation: string | null }[],
  isDemo: boolean,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; key: string }>`
    with asked as materialized (
      select nextval(pg_get_serial_sequence('person', 'id')) as id, a.*
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) a (key text, name text, salutation text)
    ), made as (
      insert into person (id, full_name, salutation, is_demo) overriding system value
      select id, name, salutation, ${isDemo} from asked returning id
    )
    select asked.id, asked.key from asked join made using (id)`.execute(trx)
  return new Map(rows.map((row) => [row.key, row.id]))
}

export interface NewPost {
  readonly index: number
  readonly personId: number
  readonly unitId: number
  readonly position: string
  readonly from: string
  /** Is there a number or an address by which the person can be reached? */
  readonly reachable: boolean
}

/** Gives posts, each behind the contacts that its unit has, in the order of rank. */
/** The order of contact in the unit of a post, of all who are in it. */
export async function contactPlaces(trx: Db, postId: number): Promise<ContactPlace[]> {
  const { rows } = await sql<ContactPlace>`
    select o.id, o.contact_order as place from post o
    where o.unit_id = (select unit_id from post where id = ${postId}) and o.ended_at is null and o.contact_order is not null
    order by o.id`.execute(trx)
  return rows
}

export async function insertPosts(
  trx: Db,
  posts: readonly NewPost[],
  at: Date,
): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; index: number }>`
    with asked as materialized (
      select nextval(pg_get_serial_sequence('post', 'id')) as id, a.*, p.rank
      from jsonb_to_recordset(${JSON.stringify(posts)}::jsonb)
        a (index int, "personId" bigint, "unitId" bigint, position text, "from" date, reachable boolean)
      join position p on p.code = a.position
    ), placed as (
      select a.*, case when a.reachable then
        coalesce((select max(o.contact_order) from post o where o.unit_id = a."unitId" and o.ended_at is null), 0)
          + count(*) filter (where a.reachable) over (partition by a."unitId" order by a.rank, a.index) end as place
      from asked a
    ), made as (
      insert into post (id, person_id, unit_id, position_code, contact_order, valid_from, appointed_at) overriding system value
      select id, "personId", "unitId", position, place, "from", ${at} from placed order by id returning id
    )
    select placed.id, placed.index from placed join made using (id)`.execute(trx)
  return new Map(rows.map((row) => [row.index, row.id]))
}

export interface NewContact {
  readonly personId: number
  readonly channel: string
  readonly address: string
  readonly shared: boolean
}

/** Adds numbers and addresses; one that the person has already stays as it is and is not given back. */
export async function insertContacts(
  trx: Db,
  contacts: readonly NewContact[],
  at: Date,
): Promise<{ id: number; personId: number; address: string }[]> {
  const { rows } = await sql<{ id: number; personId: number; address: string }>`
    insert into contact_point (person_id, channel, address, is_shared_office, added_at)
    select distinct on (a."personId", a.channel, a.address) a."personId", a.channel, a.address, a.shared, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb)
      a ("personId" bigint, channel text, address text, shared boolean)
    order by a."personId", a.channel, a.address
    on conflict (person_id, channel, coalesce(account_id, 0), address) do nothing
    returning id, person_id as "personId", address`.execute(trx)
  return rows
}

/** A number that another person has too is an office's, for both. `made`: contacts that this import has just written. */
export async function markShared(
  trx: Db,
  addresses: readonly string[],
  made: readonly number[],
): Promise<{ id: number; address: string }[]> {
  const { rows } = await sql<{ id: number; address: string }>`
    update contact_point set is_shared_office = true
    where address = any(${addresses}::text[]) and channel in ('sms', 'phone') and not is_shared_office
      and id <> all(${made}::bigint[]) returning id, address`.execute(trx)
  return rows
}

export async function isDemoUnit(trx: Db, id: number): Promise<boolean> {
  const { rows } = await sql<{ is_demo: boolean }>`select is_demo from unit where id = ${id}`.execute(trx)
  return rows[0]?.is_demo ?? false
}

/** Keeps beside each row what it wrote. */
export async function saveEffects(
  trx: Db,
  id: number,
  rows: readonly { sheet: number; n: number; effects: readonly object[] }[],
): Promise<void> {
  const CHUNK = 5_000
  for (let at = 0; at < rows.length; at += CHUNK)
    await sql`update list_import_row r set effects = a.effects
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + CHUNK))}::jsonb) a (sheet smallint, n int, effects jsonb)
      where r.import_id = ${id} and r.sheet = a.sheet and r.row_number = a.n`.execute(trx)
}

export async function finishImport(
  trx: Db,
  id: number,
  by: { staffId: number; at: Date },
  summary: object,
): Promise<void> {
  await sql`update list_import set state = 'done', progress = 100, refusal = null, written_by = ${by.staffId},
    written_at = ${by.at}, worked_at = ${by.at}, summary = ${JSON.stringify(summary)}::jsonb where id = ${id}`.execute(
    trx,
  )
  // What arrived is no longer needed: rows keep their own cells, and personal data is not kept for its own sake.
  await sql`update list_import_sheet set rows = '[]' where import_id = ${id}`.execute(trx)
}
