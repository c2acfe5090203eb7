import type { Db } from '../../../../db/client.ts'
import type { ChangeImport, ChangeRow, DecideAll } from '../../../contract/import.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { tidy } from '../../../kernel/text.ts'
import { record } from '../../audit/index.ts'
import { guessColumns } from '../layout/guess.ts'
import { headingOf, headingSignature } from '../layout/heading.ts'
import type { Decision } from '../matching/known.ts'
import { type Settings, type SheetSettings, withFields } from './settings.ts'
import {
  decideAll,
  findImport,
  type ImportRecord,
  insertImport,
  layoutsOf,
  raiseRevision,
  rememberLayout,
  type StoredSheet,
  saveEdit,
  saveSettings,
  setState,
  sheetsOf,
} from './store.ts'

export interface Importer {
  readonly staffId: number
  /** The federation for which they act: new units come below it. */
  readonly unitId: number
  readonly now: Date
}

/** After this long without a sign of life the process that worked on an import has died. */
const DEAD_AFTER_MS = 3 * 60_000

/** Notes a list that arrived; reading it is the caller's next step. */
export async function startImport(trx: Db, by: Importer, fileName: string): Promise<number> {
  const name =
    tidy(fileName.normalize('NFC'))
      .replace(/^.*[\\/]/, '')
      .slice(0, 200) || 'list'
  const id = await insertImport(trx, { unitId: by.unitId, fileName: name, staffId: by.staffId, at: by.now })
  await record(trx, {
    at: by.now,
    actor: { kind: 'staff', id: by.staffId },
    action: 'list.received',
    entity: 'list_import',
    entityId: id,
    unitId: by.unitId,
  })
  return id
}

/** The import, if it is seen from here. One that a dead process left is put back to where a person can go on. */
export async function readImport(trx: Db, id: number, now: Date): Promise<ImportRecord> {
  const session = await findImport(trx, id)
  if (!session || session.state === 'discarded') throw notFound('import')
  const silent = now.getTime() - session.workedAt.getTime() > DEAD_AFTER_MS
  if (!silent || !['reading', 'planning', 'writing'].includes(session.state)) return session
  const refusal = { code: 'import.interrupted', values: {} }
  // Writing is one transaction: whoever died in it has written nothing.
  const state = session.state === 'reading' ? 'refused' : 'open'
  await setState(trx, id, state, now, { refusal })
  return { ...session, state, refusal }
}

async function holdOpen(trx: Db, id: number, revision: number | null, now: Date): Promise<ImportRecord> {
  await readImport(trx, id, now)
  const session = await findImport(trx, id, true)
  if (!session) throw notFound('import')
  if (session.state === 'writing') throw conflict('import.being_written')
  if (session.state !== 'open' && session.state !== 'planning') throw conflict('import.over')
  if (revision !== null && session.revision !== revision) throw conflict('import.changed_elsewhere')
  return session
}

/** Changes how the list is read: sheets, headings, columns, repairs. Columns that a person has set are remembered. */
export async function changeImport(trx: Db, by: Importer, id: number, change: ChangeImport): Promise<void> {
  const session = await holdOpen(trx, id, change.revision, by.now)
  let settings: Settings = session.settings
  if (change.sheets) {
    const stored = await sheetsOf(trx, id)
    const sheets = settings.sheets.map((sheet) => {
      const wanted = change.sheets?.find((one) => one.index === sheet.index)
      const table = stored.find((one) => one.index === sheet.index)
      return wanted && table ? changedSheet(sheet, table, wanted) : sheet
    })
    const signatures = sheets.map((sheet) => sheet.signature).filter((one) => one !== '')
    const fresh = await layoutsOf(
      trx,
      session.unitId,
      signatures.filter((one) => !settings.sheets.some((old) => old.signature === one)),
    )
    settings = {
      ...settings,
      sheets: [...fresh].reduce((all, [signature, fields]) => withFields(all, signature, fields), sheets),
      remembered: [...new Set([...settings.remembered, ...fresh.keys()])],
    }
  }
  if (change.columns) {
    const { signature, fields } = change.columns
    const chosen = fields.filter(
      (field) => field !== null && field !== 'phone' && field !== 'email' && field !== 'note',
    )
    const twice = chosen.find((field, index) => chosen.indexOf(field) !== index)
    if (twice) throw invalid({ field: 'columns', code: 'import.field_twice' })
    settings = { ...settings, sheets: withFields(settings.sheets, signature, fields) }
    await rememberLayout(trx, { unitId: session.unitId, signature, fields, staffId: by.staffId, at: by.now })
  }
  if (change.repairs) {
    const on = new Set(settings.repairs)
    for (const { kind, on: wanted } of change.repairs) wanted ? on.add(kind) : on.delete(kind)
    settings = { ...settings, repairs: [...on] }
  }
  if (change.hiddenRows !== undefined) settings = { ...settings, hiddenRows: change.hiddenRows }
  await saveSettings(trx, id, settings)
  await setState(trx, id, 'planning', by.now, { progress: 35 })
  await noteChange(trx, session, by, 'list.changed', {
    what: Object.keys(change).find((key) => key !== 'revision') ?? '',
  })
}

/** A change of how a list is read leaves a line: which part, never what stands in the cells. */
async function noteChange(
  trx: Db,
  session: ImportRecord,
  by: Importer,
  action: string,
  data: Record<string, string | number>,
): Promise<void> {
  await record(trx, {
    at: by.now,
    actor: { kind: 'staff', id: by.staffId },
    action,
    entity: 'list_import',
    entityId: session.id,
    unitId: session.unitId,
    data,
  })
}

function changedSheet(
  sheet: SheetSettings,
  table: StoredSheet,
  wanted: NonNullable<ChangeImport['sheets']>[number],
): SheetSettings {
  if (wanted.heading === undefined) return { ...sheet, use: wanted.use }
  if (
    wanted.heading !== null &&
    (wanted.heading.last < wanted.heading.first || wanted.heading.last - wanted.heading.first > 4)
  )
    throw invalid({ field: 'sheets', code: 'import.heading_rows' })
  const heading =
    wanted.heading === null
      ? guessColumns(table)
      : headingOf(table, wanted.heading.first, wanted.heading.last)
  return {
    index: sheet.index,
    use: wanted.use,
    heading: heading.rows,
    signature: headingSignature(heading) || `#${sheet.index}`,
    columns: heading.columns,
  }
}

/** Mends cells of a row in place, or answers what it asks. */
export async function changeRow(
  trx: Db,
  by: Importer,
  id: number,
  row: { sheet: number; n: number },
  change: ChangeRow,
): Promise<void> {
  const session = await holdOpen(trx, id, null, by.now)
  const cells = Object.fromEntries(
    Object.entries(change.cells ?? {}).map(([column, text]) => [column, tidy(text)]),
  )
  const { unit, chair, leaveOut } = change
  await saveEdit(trx, id, row, cells, {
    ...(unit === undefined ? {} : { unit }),
    ...(chair === undefined ? {} : { chair }),
    ...(leaveOut === undefined ? {} : { leaveOut: leaveOut || null }),
  })
  await replanNeeded(trx, id, by)
  await noteChange(trx, session, by, 'list.row_changed', { row: row.n })
}

/** One answer to every row that asks the same. */
export async function decideRows(trx: Db, by: Importer, id: number, order: DecideAll): Promise<void> {
  const session = await holdOpen(trx, id, null, by.now)
  const decision: Decision =
    order.question === 'errors'
      ? { leaveOut: true }
      : order.question === 'unit'
        ? { unit: order.answer }
        : { chair: order.answer }
  const of =
    order.question === 'errors'
      ? { verdict: 'error', question: null }
      : { verdict: 'decide', question: order.question }
  await decideAll(trx, id, of, decision)
  await replanNeeded(trx, id, by)
  await noteChange(trx, session, by, 'list.decided', { question: order.question })
}

async function replanNeeded(trx: Db, id: number, by: Importer): Promise<void> {
  await raiseRevision(trx, id)
  await setState(trx, id, 'planning', by.now, { progress: 35 })
}

/** Puts an import aside that has written nothing. */
export async function discardImport(trx: Db, by: Importer, id: number): Promise<void> {
  const session = await readImport(trx, id, by.now)
  if (session.state === 'writing') throw conflict('import.being_written')
  if (session.writtenAt !== null) throw conflict('import.over')
  await setState(trx, id, 'discarded', by.now)
  await record(trx, {
    at: by.now,
    actor: { kind: 'staff', id: by.staffId },
    action: 'list.discarded',
    entity: 'list_import',
    entityId: id,
    unitId: session.unitId,
  })
}
