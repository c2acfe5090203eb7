import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Effect } from '../writing/effects.ts'

/** Something was built on what the import wrote. The code is a sentence under `problem.import.` */
export class BuiltOn extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Class number of the advisory locks that say: this import is being taken back by a living process. */
const UNDOING_LOCK = 4_712_003

export async function noteOrdered(trx: Db, id: number, by: { staffId: number; at: Date }): Promise<void> {
  await sql`update list_import set state = 'undoing', progress = 0, refusal = null, worked_at = ${by.at},
    undo_ordered_by = ${by.staffId} where id = ${id}`.execute(trx)
}

export async function orderedUndos(db: Db): Promise<number[]> {
  const { rows } = await sql<{
    id: number
  }>`select id from list_import where state = 'undoing' order by id`.execute(db)
  return rows.map((row) => row.id)
}

/** Whose order it is; null when another process is at it, or was faster. Holds until the transaction ends. */
export async function takeOrder(trx: Db, id: number): Promise<{ staffId: number; unitId: number } | null> {
  const { rows: held } = await sql<{ won: boolean }>`
    select pg_try_advisory_xact_lock(${UNDOING_LOCK}::int, ${id}::int) as won`.execute(trx)
  if (!held[0]!.won) return null
  const { rows } = await sql<{ staffId: number; unitId: number }>`
    select undo_ordered_by as "staffId", unit_id as "unitId" from list_import where id = ${id} and state = 'undoing'`.execute(
    trx,
  )
  return rows[0] ?? null
}

export interface WrittenRow {
  readonly sheet: number
  readonly n: number
  readonly effects: readonly Effect[]
}

export async function writtenRows(trx: Db, importId: number): Promise<WrittenRow[]> {
  const { rows } = await sql<WrittenRow>`
    select sheet, row_number as n, effects from list_import_row
    where import_id = ${importId} and effects is not null and undone_at is null order by sheet, row_number`.execute(
    trx,
  )
  return rows
}

export async function noteUndone(
  trx: Db,
  importId: number,
  rows: readonly WrittenRow[],
  at: Date,
): Promise<void> {
  await sql`update list_import_row r set undone_at = ${at}, undo_refusal = null
    from jsonb_to_recordset(${keys(rows)}::jsonb) a (sheet smallint, n int)
    where r.import_id = ${importId} and r.sheet = a.sheet and r.row_number = a.n`.execute(trx)
}

export async function noteRefused(
  trx: Db,
  importId: number,
  rows: readonly WrittenRow[],
  code: string,
): Promise<void> {
  await sql`update list_import_row r set undo_refusal = ${code}
    from jsonb_to_recordset(${keys(rows)}::jsonb) a (sheet smallint, n int)
    where r.import_id = ${importId} and r.sheet = a.sheet and r.row_number = a.n`.execute(trx)
}

const keys = (rows: readonly WrittenRow[]): string =>
  JSON.stringify(rows.map(({ sheet, n }) => ({ sheet, n })))

/**
 * Takes back what these rows wrote, the last first. Each step looks whether everything is still as the import left it:
 * what has changed since, or is used, stops it. `progress` hears the share done.
 * @throws BuiltOn, or an error of the database when a row is referred to
 */
export async function takeBack(
  trx: Db,
  rows: readonly WrittenRow[],
  at: Date,
  progress: (share: number) => Promise<void>,
): Promise<void> {
  const effects = rows.flatMap((row) => row.effects)
  const of = <K extends Effect['kind']>(kind: K) =>
    effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind)
  const contacts = of('contact').map((one) => one.id)
  const posts = of('post').map((one) => one.id)
  const people = of('person').map((one) => one.id)
  await expect(
    contacts.length,
    'contact_used',
    sql<{ id: number }>`delete from contact_point c where id = any(${contacts}::bigint[])
      and verified_at is null and last_success_at is null
      and not exists (select from delivery d where d.contact_point_id = c.id) returning id`.execute(trx),
  )
  const shared = of('shared').flatMap((one) => one.ids)
  if (shared.length > 0)
    await sql`update contact_point set is_shared_office = false where id = any(${shared}::bigint[])`.execute(
      trx,
    )
  await expect(
    posts.length,
    'post_changed',
    sql<{
      id: number
    }>`delete from post where id = any(${posts}::bigint[]) and ended_at is null returning id`.execute(trx),
  )
  await progress(0.15)
  const ended = of('post_ended')
  if (ended.some((one) => !one.clean)) throw new BuiltOn('rights_ended')
  // While the post still says when it ended: the seats of that moment, and no others.
  await sql`update chat_group_member m set valid_to = null, left_at = null
    from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) a (id bigint, groups jsonb), post p
    where p.id = a.id and m.person_id = p.person_id and m.left_at = p.ended_at and a.groups @> to_jsonb(m.group_id)`.execute(
    trx,
  )
  await reopenPosts(trx, ended)
  await expect(
    people.length,
    'person_used',
    sql<{ id: number }>`delete from person p where id = any(${people}::bigint[])
      and not exists (select from contact_point c where c.person_id = p.id) returning id`.execute(trx),
  )
  await progress(0.4)
  await restoreHeadcounts(trx, of('headcount'))
  await restoreFields(trx, of('unit_fields'))
  await progress(0.45)
  await removeUnits(trx, of('unit'), at)
  await progress(0.95)
  const areas = of('area').map((one) => one.id)
  if (areas.length > 0)
    // A ward that somebody else uses by now stays: it is nobody's row.
    await sql`delete from area a where id = any(${areas}::bigint[])
      and not exists (select from unit u where u.area_id = a.id) and not exists (select from unit_area x where x.area_id = a.id)
      and not exists (select from area c where c.parent_id = a.id)
      and not exists (select from area_succession s where a.id in (s.from_area_id, s.to_area_id))`.execute(
      trx,
    )
}

async function expect(
  count: number,
  code: string,
  work: Promise<{ rows: readonly unknown[] }>,
): Promise<void> {
  if ((await work).rows.length !== count) throw new BuiltOn(code)
}

/** Posts that the import ended go on as if they had not, each unit in the order of contact that it had. */
async function reopenPosts(
  trx: Db,
  ended: readonly Extract<Effect, { kind: 'post_ended' }>[],
): Promise<void> {
  if (ended.length === 0) return
  // Of two chairs in one unit the first knows what was before, the last what came after.
  const first = new Map([...ended].reverse().map((one) => [one.unitId, one.before]))
  const last = new Map(ended.map((one) => [one.unitId, one.after]))
  const after = JSON.stringify([...last.values()].flat())
  const { rows } =
    await sql`select p.id from jsonb_to_recordset(${after}::jsonb) a (id bigint, place smallint)
    join post p on p.id = a.id where p.contact_order is distinct from a.place limit 1`.execute(trx)
  if (rows.length > 0) throw new BuiltOn('post_changed')
  await sql`set constraints post_contact_order deferred`.execute(trx)
  const ids = ended.map((one) => one.id)
  await expect(
    ids.length,
    'post_changed',
    sql`update post set valid_to = null, ended_at = null, end_reason = null
      where id = any(${ids}::bigint[]) and ended_at is not null returning id`.execute(trx),
  )
  const before = JSON.stringify([...first.values()].flat())
  await sql`update post p set contact_order = a.place from jsonb_to_recordset(${before}::jsonb) a (id bigint, place smallint)
    where p.id = a.id and p.contact_order is distinct from a.place`.execute(trx)
  await sql`set constraints post_contact_order immediate`.execute(trx)
}

async function restoreHeadcounts(
  trx: Db,
  effects: readonly Extract<Effect, { kind: 'headcount' }>[],
): Promise<void> {
  if (effects.length === 0) return
  const asked = JSON.stringify(effects)
  await expect(
    effects.filter((one) => one.before === null).length,
    'headcount_changed',
    sql`delete from unit_headcount h using jsonb_to_recordset(${asked}::jsonb) a ("unitId" bigint, "on" date, before jsonb, after jsonb)
      where h.unit_id = a."unitId" and h.as_of = a."on" and a.before is null and to_jsonb(h) = a.after returning h.unit_id`.execute(
      trx,
    ),
  )
  await expect(
    effects.filter((one) => one.before !== null).length,
    'headcount_changed',
    sql`update unit_headcount h set workers = b.workers, members = b.members, workers_men = b.workers_men,
        workers_women = b.workers_women, members_men = b.members_men, members_women = b.members_women
      from jsonb_to_recordset(${asked}::jsonb) a ("unitId" bigint, "on" date, before jsonb, after jsonb),
        jsonb_populate_record(null::unit_headcount, a.before) b
      where h.unit_id = a."unitId" and h.as_of = a."on" and a.before is not null and to_jsonb(h) = a.after
      returning h.unit_id`.execute(trx),
  )
}

async function restoreFields(
  trx: Db,
  effects: readonly Extract<Effect, { kind: 'unit_fields' }>[],
): Promise<void> {
  if (effects.length === 0) return
  await expect(
    effects.length,
    'unit_changed',
    sql`update unit u set address = b.address, sector_code = b.sector_code, subsector = b.subsector, area_id = b.area_id
      from jsonb_to_recordset(${JSON.stringify(effects)}::jsonb) a (id bigint, before jsonb, after jsonb),
        jsonb_populate_record(null::unit, a.before) b
      where u.id = a.id and jsonb_build_object('address', u.address, 'sector_code', u.sector_code,
        'subsector', u.subsector, 'area_id', u.area_id) = a.after
      returning u.id`.execute(trx),
  )
}

/** Units that the import founded and nobody has touched since go without a trace in the tree; their decision says so. */
async function removeUnits(
  trx: Db,
  effects: readonly Extract<Effect, { kind: 'unit' }>[],
  at: Date,
): Promise<void> {
  if (effects.length === 0) return
  const ids = effects.map((one) => one.id)
  const events = [...new Set(effects.map((one) => one.eventId))]
  const { rows } = await sql<{ id: number }>`
    with left_as as materialized (
      select distinct on ((c.after ->> 'id')::bigint) (c.after ->> 'id')::bigint as id, c.after from organisation_change c
      where c.event_id = any(${events}::bigint[]) and c.table_name = 'unit' and c.after is not null
      order by 1, c.id desc
    )
    select k.id from left_as k
    cross join lateral (select from unit u where u.id = k.id and to_jsonb(u) = k.after offset 0) as_left
    where k.id = any(${ids}::bigint[])
      and (select count(*) from unit_name n where n.unit_id = k.id) = 1
      and (select count(*) from unit_parent p where p.unit_id = k.id) = 1
      and (select count(*) from unit_area x where x.unit_id = k.id) <= 1
      and not (select coalesce(bool_or(e.event_id <> all(${events}::bigint[])), false) from organisation_event_unit e where e.unit_id = k.id)`.execute(
    trx,
  )
  if (rows.length !== ids.length) throw new BuiltOn('unit_changed')
  await sql`select begin_organisation_undo()`.execute(trx)
  await sql`delete from organisation_event_unit where unit_id = any(${ids}::bigint[])`.execute(trx)
  await sql`delete from unit_parent where unit_id = any(${ids}::bigint[])`.execute(trx)
  await sql`delete from unit where id = any(${ids}::bigint[])`.execute(trx)
  await sql`select end_organisation_undo()`.execute(trx)
  await sql`update organisation_event e set state = 'undone', undone_at = ${at}
    where id = any(${events}::bigint[]) and not exists (select from organisation_event_unit u where u.event_id = e.id)`.execute(
    trx,
  )
}

export async function finishUndo(
  trx: Db,
  importId: number,
  by: { staffId: number; at: Date },
  undo: { rows: number; kept: number },
): Promise<void> {
  await sql`update list_import set state = 'undone', undone_by = ${by.staffId}, undone_at = ${by.at}, worked_at = ${by.at},
    progress = 100, summary = coalesce(summary, '{}') || jsonb_build_object('undo', ${JSON.stringify(undo)}::jsonb)
    where id = ${importId}`.execute(trx)
}
