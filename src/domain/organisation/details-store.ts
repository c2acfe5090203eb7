import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { NewHeadcount, UnitEdit } from '../../contract/units.ts'

/** What an edit may change, as columns. */
const COLUMNS = {
  shortName: 'short_name',
  sectorCode: 'sector_code',
  subsector: 'subsector',
  address: 'address',
  note: 'note',
} as const satisfies Record<keyof UnitEdit, string>

/** Writes the fields that were given; gives those that changed anything. The unit is held by the caller. */
export async function writeDetails(trx: Db, unitId: number, edit: UnitEdit): Promise<(keyof UnitEdit)[]> {
  const given = (Object.keys(COLUMNS) as (keyof UnitEdit)[]).filter((name) => edit[name] !== undefined)
  if (given.length === 0) return []
  const { rows } = await sql<{ changed: (keyof UnitEdit)[] }>`
    select array_remove(array[${sql.join(
      given.map(
        (name) =>
          sql`case when ${sql.ref(COLUMNS[name])} is distinct from ${edit[name] ?? null}::text then ${name}::text end`,
      ),
    )}], null) as changed from unit where id = ${unitId}`.execute(trx)
  const changed = rows[0]?.changed ?? []
  if (changed.length > 0)
    await sql`update unit set ${sql.join(
      changed.map((name) => sql`${sql.ref(COLUMNS[name])} = ${edit[name] ?? null}`),
    )} where id = ${unitId}`.execute(trx)
  return changed
}

export async function sectorExists(trx: Db, code: string): Promise<boolean> {
  const { rows } = await sql`select from sector where code = ${code}`.execute(trx)
  return rows.length > 0
}

/** How many of these areas are in force on a day. */
export async function areasThere(trx: Db, areaIds: readonly number[], on: string): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from area where id = any(${areaIds}::bigint[])
    and valid_from <= ${on}::date and (valid_to is null or valid_to > ${on}::date)`.execute(trx)
  return rows[0]!.n
}

/** From a day on the unit looks after these areas and no others; what was so before that day stays written. */
export async function writeAreasInCharge(
  trx: Db,
  unitId: number,
  areaIds: readonly number[],
  from: string,
): Promise<void> {
  await sql`delete from unit_area where unit_id = ${unitId} and role = 'in_charge' and valid_to is null
    and valid_from >= ${from}::date and area_id <> all(${areaIds}::bigint[])`.execute(trx)
  await sql`update unit_area set valid_to = ${from}::date where unit_id = ${unitId} and role = 'in_charge'
    and valid_to is null and valid_from < ${from}::date and area_id <> all(${areaIds}::bigint[])`.execute(trx)
  await sql`insert into unit_area (unit_id, area_id, role, valid_from)
    select ${unitId}::bigint, a.id, 'in_charge', ${from}::date from unnest(${areaIds}::bigint[]) a (id)
    where not exists (select from unit_area x where x.unit_id = ${unitId} and x.area_id = a.id and x.role = 'in_charge'
      and x.valid_to is null) order by a.id`.execute(trx)
}

/** The figure of a day, written or put right. */
export async function writeHeadcount(trx: Db, unitId: number, count: NewHeadcount): Promise<void> {
  await sql`
    insert into unit_headcount (unit_id, as_of, workers, members, workers_men, workers_women, members_men, members_women)
    values (${unitId}, ${count.asOf}::date, ${count.workers}, ${count.members}, ${count.workersMen}, ${count.workersWomen},
      ${count.membersMen}, ${count.membersWomen})
    on conflict (unit_id, as_of) do update set workers = excluded.workers, members = excluded.members,
      workers_men = excluded.workers_men, workers_women = excluded.workers_women,
      members_men = excluded.members_men, members_women = excluded.members_women`.execute(trx)
}
