import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { AreaShare } from '../../contract/area.ts'

export async function foundAreas(
  owner: Db,
  areas: readonly { name: string; code?: string | undefined }[],
  from: string,
): Promise<number[]> {
  if (areas.length === 0) return []
  const rows = JSON.stringify(areas.map((area, index) => ({ index, ...area })))
  const { rows: made } = await sql<{ id: number }>`
    with asked as materialized (
      select nextval(pg_get_serial_sequence('area', 'id')) as id, n.*
      from jsonb_to_recordset(${rows}::jsonb) n (index int, name text, code text)
    ), made as (
      insert into area (id, code, name, valid_from) overriding system value
      select id, coalesce(code, 'DB-' || id), name, ${from}::date from asked order by index returning id
    )
    select a.id from asked a join made m on m.id = a.id order by a.index`.execute(owner)
  return made.map((row) => row.id)
}

export interface HeldArea {
  readonly id: number
  readonly name: string
  readonly validFrom: string
  readonly validTo: string | null
}

export async function holdAreas(owner: Db, ids: readonly number[]): Promise<HeldArea[]> {
  const { rows } = await sql<HeldArea>`
    select id, name, valid_from::text as "validFrom", valid_to::text as "validTo" from area where id = any(${ids}::bigint[])
    order by id for update`.execute(owner)
  return rows
}

export async function endAreas(owner: Db, ids: readonly number[], on: string): Promise<void> {
  await sql`update area set valid_to = ${on}::date where id = any(${ids}::bigint[])`.execute(owner)
}

export interface Pair {
  readonly from: number
  readonly to: number
  readonly share: AreaShare
}

export async function insertPairs(owner: Db, pairs: readonly Pair[], on: string): Promise<void> {
  await sql`insert into area_succession (from_area_id, to_area_id, effective_on, share)
    select p."from", p."to", ${on}::date, p.share
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) p ("from" bigint, "to" bigint, share text) order by 1, 2`.execute(
    owner,
  )
}

export interface AreaChange {
  readonly effectiveOn: string
  readonly founded: readonly number[]
  readonly ended: readonly number[]
  readonly pairs: readonly Pair[]
}

export async function keepAreaChange(
  owner: Db,
  change: AreaChange & { by: number | null; at: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into area_change (effective_on, founded, ended, pairs, made_by, made_at)
    values (${change.effectiveOn}::date, ${change.founded}::bigint[], ${change.ended}::bigint[],
      ${JSON.stringify(change.pairs)}::jsonb, ${change.by}, ${change.at}) returning id`.execute(owner)
  return rows[0]!.id
}

export async function areaChangeById(
  owner: Db,
  id: number,
): Promise<(AreaChange & { undoneAt: Date | null }) | null> {
  const { rows } = await sql<AreaChange & { undoneAt: Date | null }>`
    select effective_on::text as "effectiveOn", founded, ended, pairs, undone_at as "undoneAt"
    from area_change where id = ${id} for update`.execute(owner)
  return rows[0] ?? null
}

/** Does anything but the change itself build on the areas that it founded or ended? */
export async function isBuiltOn(owner: Db, change: AreaChange): Promise<boolean> {
  const own = JSON.stringify(change.pairs)
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from unit_area where area_id = any(${change.founded}::bigint[]))
      or exists (select from unit where area_id = any(${change.founded}::bigint[]))
      or exists (select from area where parent_id = any(${change.founded}::bigint[]))
      or exists (select from area_succession s where (s.from_area_id = any(${change.founded}::bigint[])
          or s.to_area_id = any(${change.founded}::bigint[]) or s.from_area_id = any(${change.ended}::bigint[]))
        and not exists (select from jsonb_to_recordset(${own}::jsonb) p ("from" bigint, "to" bigint)
          where p."from" = s.from_area_id and p."to" = s.to_area_id))
      or exists (select from area where id = any(${change.ended}::bigint[]) and valid_to is distinct from ${change.effectiveOn}::date)
      as used`.execute(owner)
  return rows[0]!.used
}

export async function takeBackAreaChange(owner: Db, id: number, change: AreaChange, at: Date): Promise<void> {
  await sql`delete from area_succession s using jsonb_to_recordset(${JSON.stringify(change.pairs)}::jsonb) p ("from" bigint, "to" bigint)
    where s.from_area_id = p."from" and s.to_area_id = p."to"`.execute(owner)
  await sql`update area set valid_to = null where id = any(${change.ended}::bigint[])`.execute(owner)
  await sql`delete from area where id = any(${change.founded}::bigint[])`.execute(owner)
  await sql`update area_change set undone_at = ${at} where id = ${id}`.execute(owner)
}

export async function renameArea(
  owner: Db,
  id: number,
  edit: { name?: string | undefined; code?: string | undefined },
): Promise<boolean> {
  const { rows } =
    await sql`update area set name = coalesce(${edit.name ?? null}, name), code = coalesce(${edit.code ?? null}, code)
    where id = ${id} returning id`.execute(owner)
  return rows.length > 0
}

export async function seesAll(trx: Db): Promise<boolean> {
  const { rows } = await sql<{ whole: boolean }>`select loa_sees_all() as whole`.execute(trx)
  return rows[0]!.whole
}
