import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { BranchQuery, UnitFilter, UnitLine } from '../../contract/units.ts'
import { unitSearchForm } from '../../domain/people/index.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { type Day, inForce, unitLines } from './rows.ts'

interface Page {
  readonly after?: string | undefined
  readonly limit: number
}
interface Lines {
  readonly items: UnitLine[]
  readonly next: string | null
}

const and = (conditions: readonly RawBuilder<unknown>[]) => sql.join(conditions, sql` and `)

/** The name of the day; the row of a unit has the one of today, and an ended unit its last. */
const nameOf = ({ isToday }: Day): RawBuilder<string> =>
  isToday ? sql`u.name` : sql`coalesce(called.name, u.name)`
const named = ({ on, isToday }: Day): RawBuilder<unknown> =>
  isToday
    ? sql`unit u`
    : sql`unit u left join unit_name called on called.unit_id = u.id and ${inForce('called', on)}`

/** What a list is narrowed to, as conditions on `unit u`. */
async function conditions(db: Db, filter: UnitFilter, { on }: Day): Promise<RawBuilder<unknown>[]> {
  const wanted: RawBuilder<unknown>[] = [
    filter.state === 'ended' ? sql`u.valid_to <= ${on}::date` : inForce('u', on),
  ]
  const form = filter.q === undefined ? null : await unitSearchForm(db, filter.q)
  // Something was typed that no name can hold («…»): nothing is called so.
  if (filter.q?.trim() && !form) wanted.push(sql`false`)
  if (form)
    wanted.push(
      sql`u.id = any(array(select loa_units_called(${form.words}::tsquery, ${form.second}::tsquery)))`,
    )
  if (filter.typeCode) wanted.push(sql`u.type_code = ${filter.typeCode}`)
  if (filter.sectorCode) wanted.push(sql`u.sector_code = ${filter.sectorCode}`)
  if (filter.areaId)
    wanted.push(sql`exists (select from unit_area x where x.unit_id = u.id and x.area_id = ${filter.areaId}
      and x.valid_from <= ${on}::date and (x.valid_to is null or x.valid_to > ${on}::date or x.valid_to = u.valid_to))`)
  if (filter.under)
    wanted.push(
      sql`u.path <@ (select top.path from unit top where top.id = ${filter.under}) and u.id <> ${filter.under}`,
    )
  if (filter.lacks)
    wanted.push(sql`u.id = any(array(select loa_units_lacking(${filter.lacks}, ${on}::date)))`)
  return wanted
}

/** A page of units in Vietnamese order of their names. */
async function lines(
  db: Db,
  wanted: readonly RawBuilder<unknown>[],
  { after, limit }: Page,
  day: Day,
): Promise<Lines> {
  const from = readCursor(after, 2)
  const name = nameOf(day)
  const beyond = from
    ? sql`(${name} collate "vi-x-icu", u.id) > (${String(from[0])} collate "vi-x-icu", ${numberOf(from[1])}::bigint)`
    : sql`true`
  const rows = await unitLines(
    db,
    sql`select id, name, row_number() over () as n from (
      select u.id, ${name} as name from ${named(day)} where ${and([...wanted, beyond])}
      order by ${name} collate "vi-x-icu", u.id limit ${limit + 1}) found`,
    day,
  )
  return page(rows, limit, (last) => cursorOf(last.name, last.id))
}

/** Units that the reader sees and that fit, page by page; how many fit stands on the first page. */
export async function listUnits(
  db: Db,
  query: UnitFilter & Page,
  day: Day,
): Promise<Lines & { total?: number }> {
  const wanted = await conditions(db, query, day)
  const found = await lines(db, wanted, query, day)
  if (query.after !== undefined) return found
  const { rows } = await sql<{
    total: number
  }>`select count(*)::int as total from unit u where ${and(wanted)}`.execute(db)
  return { ...found, total: rows[0]!.total }
}

/** The units directly below one on a day, or the tops of what the reader sees. */
export function listBranch(db: Db, query: BranchQuery, day: Day): Promise<Lines> {
  const here =
    query.parentId === undefined
      ? sql`u.path = any(array(select s.path from unnest(loa_scopes()) s (path)
          where not exists (select from unnest(loa_scopes()) o (path) where o.path <> s.path and o.path @> s.path)))`
      : sql`u.id = any(array(select e.unit_id from unit_parent e where e.parent_id = ${query.parentId} and ${inForce('e', day.on)}))`
  return lines(db, [here, inForce('u', day.on)], query, day)
}
