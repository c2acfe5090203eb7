import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { ImportField, ImportState, ImportSummary } from '../../../contract/import.ts'
import type { Decision } from '../matching/known.ts'
import type { SheetTable, TableRow } from '../reading/table.ts'
import type { EditedRow, PlannedRow } from './compute.ts'
import type { Settings } from './settings.ts'

export interface ImportRecord {
  readonly id: number
  readonly unitId: number
  readonly unitName: string
  readonly unitPath: string
  readonly fileName: string
  readonly state: ImportState
  readonly progress: number
  readonly workedAt: Date
  readonly refusal: { readonly code: string; readonly values: Record<string, string | number> } | null
  readonly source: {
    readonly format: 'xlsx' | 'xls' | 'csv' | 'paste'
    readonly encoding?: string
    readonly externalLinks?: boolean
  } | null
  readonly settings: Settings
  readonly summary:
    | (ImportSummary & { readonly written?: Written; readonly undo?: { rows: number; kept: number } })
    | null
  readonly revision: number
  readonly createdBy: string
  readonly createdAt: Date
  readonly writtenAt: Date | null
  readonly undoneAt: Date | null
}

export interface Written {
  readonly units: number
  readonly people: number
  readonly updated: number
}

const SELECT = sql`
  select i.id, i.unit_id as "unitId", u.name as "unitName", u.path::text as "unitPath", i.file_name as "fileName", i.state,
    i.progress, i.worked_at as "workedAt", i.refusal, i.source, i.settings, i.summary, i.revision,
    p.full_name as "createdBy", i.created_at as "createdAt", i.written_at as "writtenAt", i.undone_at as "undoneAt"
  from list_import i join unit u on u.id = i.unit_id join staff s on s.id = i.created_by join person p on p.id = s.person_id`

export async function findImport(db: Db, id: number, hold = false): Promise<ImportRecord | null> {
  if (hold) await sql`select from list_import where id = ${id} for update`.execute(db)
  const { rows } = await sql<ImportRecord>`${SELECT} where i.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function recentImports(db: Db, limit: number): Promise<ImportRecord[]> {
  const { rows } =
    await sql<ImportRecord>`${SELECT} where i.state <> 'discarded' order by i.id desc limit ${limit}`.execute(
      db,
    )
  return rows
}

export async function insertImport(
  db: Db,
  row: { unitId: number; fileName: string; staffId: number; at: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into list_import (unit_id, file_name, state, worked_at, created_by, created_at)
    values (${row.unitId}, ${row.fileName}, 'reading', ${row.at}, ${row.staffId}, ${row.at}) returning id`.execute(
    db,
  )
  return rows[0]!.id
}

export async function setState(
  db: Db,
  id: number,
  state: ImportState,
  at: Date,
  more: { progress?: number; refusal?: object | null } = {},
): Promise<void> {
  await sql`update list_import set state = ${state}, worked_at = ${at}, progress = ${more.progress ?? 0},
    refusal = ${more.refusal === undefined || more.refusal === null ? null : JSON.stringify(more.refusal)}::jsonb
    where id = ${id}`.execute(db)
}

/** Raises the progress bar; the row itself may be held by the transaction that writes, so nobody waits for it. */
export async function setProgress(db: Db, id: number, progress: number, at: Date): Promise<void> {
  await sql`update list_import set progress = ${Math.round(progress)}, worked_at = ${at} where id = (
    select id from list_import where id = ${id} for update skip locked)`.execute(db)
}

export async function saveSheets(db: Db, id: number, sheets: readonly SheetTable[]): Promise<void> {
  for (const [index, sheet] of sheets.entries())
    await sql`insert into list_import_sheet (import_id, index, name, hidden, row_count, rows, merges)
      values (${id}, ${index}, ${sheet.name}, ${sheet.hidden === true}, ${sheet.rows.length},
        ${JSON.stringify(sheet.rows)}::jsonb, ${JSON.stringify(sheet.merges)}::jsonb)`.execute(db)
}

export type StoredSheet = SheetTable & { readonly index: number; readonly rowCount: number }

export async function sheetsOf(db: Db, id: number): Promise<StoredSheet[]> {
  return (await sheetRows(db, id, sql`rows`)).map(toSheet)
}

/** The sheets with their first rows only: what the screen shows of them. */
export async function sheetTops(db: Db, id: number, rows: number): Promise<StoredSheet[]> {
  const top = sql`coalesce(jsonb_path_query_array(rows, '$[0 to $last]', jsonb_build_object('last', ${rows - 1}::int)), '[]')`
  return (await sheetRows(db, id, top)).map(toSheet)
}

const sheetRows = async (db: Db, id: number, rows: RawBuilder<unknown>) =>
  (
    await sql<{
      index: number
      name: string
      hidden: boolean
      row_count: number
      rows: TableRow[]
      merges: SheetTable['merges']
    }>`
      select index, name, hidden, row_count, ${rows} as rows, merges from list_import_sheet where import_id = ${id} order by index`.execute(
      db,
    )
  ).rows

const toSheet = (row: Awaited<ReturnType<typeof sheetRows>>[number]): StoredSheet => ({
  index: row.index,
  name: row.name,
  rowCount: row.row_count,
  ...(row.hidden ? { hidden: true as const } : {}),
  rows: row.rows,
  merges: row.merges,
})

export async function saveSettings(db: Db, id: number, settings: Settings, source?: object): Promise<void> {
  await sql`update list_import set settings = ${JSON.stringify(settings)}::jsonb, revision = revision + 1,
    source = coalesce(${source ? JSON.stringify(source) : null}::jsonb, source) where id = ${id}`.execute(db)
}

export async function raiseRevision(db: Db, id: number): Promise<void> {
  await sql`update list_import set revision = revision + 1 where id = ${id}`.execute(db)
}

export async function saveSummary(db: Db, id: number, summary: object): Promise<void> {
  await sql`update list_import set summary = ${JSON.stringify(summary)}::jsonb where id = ${id}`.execute(db)
}

/** Replaces the plan of every row. `progress` hears the share done. */
export async function savePlan(
  db: Db,
  id: number,
  rows: readonly PlannedRow[],
  progress: (share: number) => Promise<void>,
): Promise<void> {
  await sql`delete from list_import_row where import_id = ${id}`.execute(db)
  const CHUNK = 2_500
  for (let at = 0; at < rows.length; at += CHUNK) {
    const chunk = rows.slice(at, at + CHUNK).map(({ plan, repairs, cells }) => ({
      sheet: plan.sheet,
      n: plan.n,
      verdict: plan.verdict,
      plan: { ...plan, mended: repairs },
      cells,
      repairs: [...new Set(repairs.map((repair) => repair.kind))],
    }))
    await sql`insert into list_import_row (import_id, sheet, row_number, verdict, plan, cells, repairs)
      select ${id}, r.sheet, r.n, r.verdict, r.plan, r.cells, array(select jsonb_array_elements_text(r.repairs))
      from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb)
        r (sheet smallint, n int, verdict text, plan jsonb, cells jsonb, repairs jsonb)`.execute(db)
    await progress((at + chunk.length) / rows.length)
  }
}

export async function editsOf(db: Db, id: number): Promise<EditedRow[]> {
  const { rows } = await sql<EditedRow>`
    select sheet, row_number as n, cells, decision from list_import_edit where import_id = ${id}`.execute(db)
  return rows
}

/** Adds what was typed and decided about one row to what stood before. */
export async function saveEdit(
  db: Db,
  id: number,
  row: { sheet: number; n: number },
  cells: Readonly<Record<string, string>>,
  decision: Readonly<Record<string, unknown>>,
): Promise<void> {
  await sql`insert into list_import_edit as e (import_id, sheet, row_number, cells, decision)
    values (${id}, ${row.sheet}, ${row.n}, ${JSON.stringify(cells)}::jsonb, jsonb_strip_nulls(${JSON.stringify(decision)}::jsonb))
    on conflict (import_id, sheet, row_number) do update
    set cells = e.cells || excluded.cells, decision = jsonb_strip_nulls(e.decision || ${JSON.stringify(decision)}::jsonb)`.execute(
    db,
  )
}

/** Decides alike about every row of a verdict that asks this question (any, when null). */
export async function decideAll(
  db: Db,
  id: number,
  of: { verdict: string; question: string | null },
  decision: Decision,
): Promise<void> {
  await sql`insert into list_import_edit as e (import_id, sheet, row_number, decision)
    select import_id, sheet, row_number, ${JSON.stringify(decision)}::jsonb from list_import_row
    where import_id = ${id} and verdict = ${of.verdict}
      and (${of.question}::text is null or plan -> 'questions' @> jsonb_build_array(jsonb_build_object('kind', ${of.question}::text)))
    on conflict (import_id, sheet, row_number) do update set decision = e.decision || excluded.decision`.execute(
    db,
  )
}

export async function layoutsOf(
  db: Db,
  unitId: number,
  signatures: readonly string[],
): Promise<ReadonlyMap<string, readonly (ImportField | null)[]>> {
  const { rows } = await sql<{ signature: string; fields: (ImportField | null)[] }>`
    select signature, fields from list_layout where unit_id = ${unitId} and signature = any(${signatures}::text[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.signature, row.fields]))
}

export async function rememberLayout(
  db: Db,
  row: {
    unitId: number
    signature: string
    fields: readonly (ImportField | null)[]
    staffId: number
    at: Date
  },
): Promise<void> {
  if (row.signature === '') return
  await sql`insert into list_layout (unit_id, signature, fields, saved_by, saved_at)
    values (${row.unitId}, ${row.signature}, ${JSON.stringify(row.fields)}::jsonb, ${row.staffId}, ${row.at})
    on conflict (unit_id, signature) do update
    set fields = excluded.fields, saved_by = excluded.saved_by, saved_at = excluded.saved_at`.execute(db)
}
