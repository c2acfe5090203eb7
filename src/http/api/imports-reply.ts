import type { FastifyReply } from 'fastify'
import type {
  ImportColumn,
  ImportLayout,
  ImportListed,
  ImportRow,
  ImportSession,
} from '../../contract/import.ts'
import {
  columnLetters,
  type ImportRecord,
  type PlannedRowView,
  type StoredSheet,
  undoUntil,
  WARNINGS,
} from '../../domain/import/index.ts'
import type { Translate } from '../../kernel/i18n.ts'

/** Rows of a sheet that are shown to point at its heading, and values that show what a column holds. */
export const TOP_ROWS = 60
const SHOWN_ROWS = 14
const SAMPLES = 3

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export const listedReply = (session: ImportRecord, now: Date): ImportListed => ({
  id: session.id,
  fileName: session.fileName,
  state: session.state,
  createdAt: session.createdAt.toISOString(),
  createdBy: session.createdBy,
  writtenAt: iso(session.writtenAt),
  undoUntil: iso(undoUntil(session, now)),
  written: session.summary?.written ?? null,
})

/** The whole wizard as the screen shows it. */
export function sessionReply(
  session: ImportRecord,
  tops: readonly StoredSheet[],
  t: Translate,
  now: Date,
): ImportSession {
  const settings = session.settings.sheets ?? []
  return {
    id: session.id,
    revision: session.revision,
    fileName: session.fileName,
    state: session.state,
    progress: session.progress,
    format: session.source?.format ?? null,
    encoding: session.source?.encoding ?? null,
    externalLinks: session.source?.externalLinks ?? false,
    refusal: session.refusal && t(`problem.${session.refusal.code}`, session.refusal.values),
    unitName: session.unitName,
    sheets: settings.map((sheet) => {
      const top = tops.find((one) => one.index === sheet.index)
      return {
        index: sheet.index,
        name: top?.name ?? '',
        hidden: top?.hidden === true,
        rows: top?.rowCount ?? 0,
        use: sheet.use,
        heading: sheet.heading,
        signature: sheet.signature,
        top: (top?.rows ?? []).slice(0, SHOWN_ROWS).map((row) => ({
          n: row.n,
          cells: row.cells.map((cell) => (cell?.t ?? '').slice(0, 80)),
        })),
      }
    }),
    layouts: layoutsOf(session, tops),
    hiddenRows: session.settings.hiddenRows ?? false,
    summary: session.summary,
    createdBy: session.createdBy,
    createdAt: session.createdAt.toISOString(),
    writtenAt: iso(session.writtenAt),
    undoUntil: iso(undoUntil(session, now)),
    undoneAt: iso(session.undoneAt),
    written: session.summary?.written ?? null,
    undo: session.summary?.undo ?? null,
  }
}

function layoutsOf(session: ImportRecord, tops: readonly StoredSheet[]): ImportLayout[] {
  const used = (session.settings.sheets ?? []).filter((sheet) => sheet.use)
  return [...new Set(used.map((sheet) => sheet.signature))].map((signature) => {
    const sheets = used.filter((sheet) => sheet.signature === signature)
    const first = sheets[0]!
    const top = tops.find((one) => one.index === first.index)
    const columns = first.columns.map(
      (column): ImportColumn => ({
        index: column.index,
        letter: columnLetters(column.index + 1),
        heading: column.heading,
        field: column.field,
        samples: (top?.rows ?? [])
          .filter((row) => row.n > (first.heading?.last ?? 0) && (row.cells[column.index]?.t ?? '') !== '')
          .slice(0, SAMPLES)
          .map((row) => row.cells[column.index]!.t.slice(0, 60)),
      }),
    )
    return {
      signature,
      sheets: sheets.map((sheet) => tops.find((one) => one.index === sheet.index)?.name ?? ''),
      // A column without heading and values is an empty one.
      columns: columns.filter((column) => column.heading !== '' || column.samples.length > 0 || column.field),
      remembered: session.settings.remembered.includes(signature),
    }
  })
}

export function rowReply(session: ImportRecord, row: PlannedRowView, t: Translate): ImportRow {
  const columns = session.settings.sheets.find((sheet) => sheet.index === row.sheet)?.columns ?? []
  const { plan } = row
  return {
    sheet: row.sheet,
    row: row.n,
    verdict: row.verdict,
    unitName: plan.unitName,
    cells: columns.flatMap((column) =>
      column.field && column.field !== 'ordinal' && column.field !== 'note'
        ? [
            {
              column: column.index,
              letter: columnLetters(column.index + 1),
              heading: column.heading || t(`import.field.${column.field}`),
              field: column.field,
              text: row.cells[column.index] ?? '',
            },
          ]
        : [],
    ),
    faults: plan.faults.map((fault) => ({
      code: fault.code,
      warning: WARNINGS.has(fault.code),
      column: fault.column,
      message: faultMessage(session, row, fault, t),
    })),
    changes: plan.changes.map((change) => ({ ...change })),
    people: plan.people.map((person) => person.name),
    questions: plan.questions.map((question) => ({ ...question, units: [...question.units] })),
    duplicateOf: plan.duplicateOf?.n ?? null,
    undoRefusal: row.undoRefusal && t(`problem.import.undo.${row.undoRefusal}`),
  }
}

/** «Dòng 12, cột K «SĐT chủ tịch»: …»: row, field, what was found, how to mend it. */
function faultMessage(
  session: ImportRecord,
  row: PlannedRowView,
  fault: PlannedRowView['plan']['faults'][number],
  t: Translate,
): string {
  const columns = session.settings.sheets.find((sheet) => sheet.index === row.sheet)?.columns ?? []
  const column = columns.find((one) => one.index === fault.column)
  const what = t(`import.fault.${fault.code}`, { found: fault.found.slice(0, 120) })
  return column
    ? t('import.fault_at', {
        row: row.n,
        column: columnLetters(column.index + 1),
        heading: column.heading || t(`import.field.${column.field ?? 'note'}`),
        what,
      })
    : t('import.fault_of', { row: row.n, what })
}

/** Why a row is not written, in one cell of the file that is given back. */
export function rejectionReason(session: ImportRecord, row: PlannedRowView, t: Translate): string {
  if (row.undoRefusal) return t(`problem.import.undo.${row.undoRefusal}`)
  if (row.verdict === 'duplicate') return t('import.reason.duplicate', { row: row.plan.duplicateOf?.n ?? 0 })
  if (row.verdict === 'left_out') return t('import.reason.left_out')
  if (row.verdict === 'decide')
    return row.plan.questions.map((one) => t(`import.reason.${one.kind}`)).join(' ')
  return row.plan.faults
    .filter((fault) => !WARNINGS.has(fault.code))
    .map((fault) => faultMessage(session, row, fault, t))
    .join(' ')
}

/** A file to be kept, and by nobody on the way. */
export const sendFile = (reply: FastifyReply, type: string, name: string, content: string | Buffer) =>
  reply
    .type(type)
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(content)
