import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Holiday, Holidays } from '../../contract/holiday.ts'

export async function seesWhole(db: Db): Promise<boolean> {
  const { rows } = await sql<{ whole: boolean }>`select loa_sees_all() as whole`.execute(db)
  return rows[0]!.whole
}

export async function holidaysOf(db: Db, year: number): Promise<Holiday[]> {
  const { rows } =
    await sql<Holiday>`select day::text as day, name_vi as "nameVi", name_en as "nameEn" from public_holiday
    where day >= make_date(${year}, 1, 1) and day < make_date(${year} + 1, 1, 1) order by day`.execute(db)
  return rows
}

/** Two changes of one year follow each other. */
export async function holdYear(owner: Db, year: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('loa holidays'), ${year}::int)`.execute(owner)
}

export async function writeHolidays(owner: Db, year: number, days: readonly Holiday[]): Promise<void> {
  await sql`delete from public_holiday where day >= make_date(${year}, 1, 1) and day < make_date(${year} + 1, 1, 1)`.execute(
    owner,
  )
  await sql`insert into public_holiday (day, name_vi, name_en)
    select h.day, h."nameVi", h."nameEn" from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) h (day date, "nameVi" text, "nameEn" text)
    order by h.day`.execute(owner)
}

export async function keepChange(
  owner: Db,
  change: {
    year: number
    before: readonly Holiday[]
    after: readonly Holiday[]
    by: number | null
    at: Date
  },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into holiday_change (year, before, after, made_by, made_at)
    values (${change.year}, ${JSON.stringify(change.before)}::jsonb, ${JSON.stringify(change.after)}::jsonb, ${change.by}, ${change.at})
    returning id`.execute(owner)
  return rows[0]!.id
}

export interface KeptChange {
  readonly year: number
  readonly before: Holiday[]
  readonly after: Holiday[]
  readonly undoneAt: Date | null
}

export async function changeById(owner: Db, id: number): Promise<KeptChange | null> {
  const { rows } = await sql<KeptChange>`
    select year, before, after, undone_at as "undoneAt" from holiday_change where id = ${id} for update`.execute(
    owner,
  )
  return rows[0] ?? null
}

export async function markUndone(owner: Db, id: number, at: Date): Promise<void> {
  await sql`update holiday_change set undone_at = ${at} where id = ${id}`.execute(owner)
}

/** What was done to a year's list, the newest first; the newest that stands can be taken back. */
export async function changesOf(db: Db, year: number): Promise<Holidays['changes']> {
  const { rows } = await sql<{
    id: number
    at: Date
    by: string | null
    added: number
    removed: number
    undoneAt: Date | null
    newest: boolean
  }>`
    select c.id, c.made_at as at, loa_staff_name(c.made_by) as by, c.undone_at as "undoneAt",
      (select count(*)::int from jsonb_array_elements(c.after) x where not c.before @> jsonb_build_array(x)) as added,
      (select count(*)::int from jsonb_array_elements(c.before) x where not c.after @> jsonb_build_array(x)) as removed,
      c.undone_at is null and not exists (select from holiday_change n where n.year = c.year and n.id > c.id
        and n.undone_at is null) as newest
    from holiday_change c where c.year = ${year} order by c.id desc limit 20`.execute(db)
  return rows.map(({ newest, at, undoneAt, ...row }) => ({
    ...row,
    at: at.toISOString(),
    undoneAt: undoneAt?.toISOString() ?? null,
    canUndo: newest,
  }))
}
