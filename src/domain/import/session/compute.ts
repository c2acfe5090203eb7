import type { ImportSummary, RepairKind, RowVerdict } from '../../../contract/import.ts'
import { fold } from '../../../kernel/text.ts'
import type { Decision, Known } from '../matching/known.ts'
import { planRows, rowKey } from '../matching/plan.ts'
import type { RowPlan } from '../matching/row-plan.ts'
import type { SheetTable } from '../reading/table.ts'
import { type RowReading, WARNINGS } from '../row/reading.ts'
import { areaName, readSheet, type SkippedRow } from '../row/sheet.ts'
import { cleanText } from '../text/clean.ts'
import { columnLetters } from '../text/columns.ts'
import { OPT_IN, REPAIR_KINDS, type Repair } from '../text/repair.ts'
import type { Settings } from './settings.ts'

export interface PlanInput {
  readonly sheets: readonly (SheetTable & { readonly index: number })[]
  readonly settings: Settings
  readonly edits: readonly EditedRow[]
  readonly known: Known
  /** Local day, yyyy-mm-dd. */
  readonly today: string
}

export interface EditedRow {
  readonly sheet: number
  readonly n: number
  readonly cells: Readonly<Record<string, string>>
  readonly decision: Decision
}

export interface PlannedRow {
  readonly plan: RowPlan
  readonly repairs: readonly Repair[]
  readonly cells: readonly string[]
}

export interface PlanOutput {
  readonly rows: readonly PlannedRow[]
  readonly summary: ImportSummary
}

const EXAMPLES = 5
const MOST_SKIPPED = 300

/** The whole way from cells to what would be written. Pure, so that it can run in a thread of its own. */
export function computePlan({ sheets, settings, edits, known, today }: PlanInput): PlanOutput {
  const repairs = new Set<RepairKind>(settings.repairs)
  const readings: RowReading[] = []
  const skipped: { sheet: number; row: SkippedRow }[] = []
  const offered: { sheet: number; repair: Repair }[] = []
  const cells = new Map<string, readonly string[]>()
  for (const chosen of settings.sheets) {
    const sheet = sheets.find((one) => one.index === chosen.index)
    if (!chosen.use || !sheet) continue
    const own = edits.filter((edit) => edit.sheet === chosen.index)
    const edited = new Map(
      own.map((edit) => [
        edit.n,
        new Map(Object.entries(edit.cells).map(([column, text]) => [Number(column), text])),
      ]),
    )
    const read = readSheet(
      sheet,
      chosen.index,
      { rows: chosen.heading, columns: chosen.columns, understood: 0 },
      {
        repairs,
        hiddenRows: settings.hiddenRows,
        areas: new Set(known.areas.map((area) => fold(areaName(area.name)))),
        today,
        edits: edited,
      },
    )
    readings.push(...read.rows)
    skipped.push(...read.skipped.map((row) => ({ sheet: chosen.index, row })))
    offered.push(...read.offered.map((repair) => ({ sheet: chosen.index, repair })))
    const entries = new Set(read.rows.map((row) => row.n))
    for (const row of sheet.rows)
      if (entries.has(row.n))
        cells.set(
          rowKey({ sheet: chosen.index, n: row.n }),
          row.cells.map(
            (cell, column) => edited.get(row.n)?.get(column) ?? (cell ? cleanText(cell, repairs).text : ''),
          ),
        )
  }
  const decisions = new Map(edits.map((edit) => [rowKey(edit), edit.decision]))
  const plans = planRows(readings, known, decisions)
  const rows = plans.map((plan, index) => ({
    plan,
    repairs: readings[index]!.repairs,
    cells: cells.get(rowKey(plan)) ?? [],
  }))
  return { rows, summary: summaryOf(rows, settings, skipped, offered, known) }
}

function summaryOf(
  rows: readonly PlannedRow[],
  settings: Settings,
  skipped: readonly { sheet: number; row: SkippedRow }[],
  offered: readonly { sheet: number; repair: Repair }[],
  known: Known,
): ImportSummary {
  const counts: Record<RowVerdict, number> = {
    new: 0,
    update: 0,
    same: 0,
    duplicate: 0,
    decide: 0,
    error: 0,
    left_out: 0,
  }
  const groups = new Map<
    RepairKind,
    { count: number; examples: ImportSummary['repairs'][number]['examples'] }
  >()
  const add = (kind: RepairKind, sheet: number, row: number, repair: Repair) => {
    const group = groups.get(kind) ?? { count: 0, examples: [] }
    group.count++
    if (group.examples.length < EXAMPLES) group.examples.push(exampleOf(sheet, row, repair))
    groups.set(kind, group)
  }
  const faults = new Map<string, { warning: boolean; count: number }>()
  const questions = { unit: 0, chair: 0 }
  const areas = new Set<string>()
  const people = new Set<string>()
  let newUnits = 0
  for (const { plan, repairs } of rows) {
    counts[plan.verdict]++
    for (const repair of repairs) add(repair.kind, plan.sheet, plan.n, repair)
    for (const question of plan.questions) questions[question.kind]++
    for (const fault of plan.faults) {
      const group = faults.get(fault.code) ?? { warning: WARNINGS.has(fault.code), count: 0 }
      group.count++
      faults.set(fault.code, group)
      if (fault.code === 'area_new') areas.add(fault.found)
    }
    if (plan.founds && isWritten(plan)) newUnits++
    if (isWritten(plan))
      for (const person of plan.people)
        if ('found' in person.ref && person.position !== null) people.add(person.ref.found)
  }
  // Switched off repairs stay in the list with nothing to count, so that they can be switched on again.
  for (const kind of groups.keys()) if (!settings.repairs.includes(kind)) groups.delete(kind)
  for (const { sheet, repair } of offered) add(repair.kind, sheet, 0, repair)
  const off = REPAIR_KINDS.filter(
    (kind) => !settings.repairs.includes(kind) && !groups.has(kind) && !OPT_IN.has(kind),
  )
  return {
    counts,
    repairs: [
      ...[...groups].map(([kind, group]) => ({ kind, on: settings.repairs.includes(kind), ...group })),
      ...off.map((kind) => ({ kind, on: false, count: 0, examples: [] })),
    ].sort((a, b) => b.count - a.count),
    faults: [...faults]
      .map(([code, group]) => ({ code: code as never, ...group }))
      .sort((a, b) => b.count - a.count),
    questions,
    skipped: skipped
      .slice(0, MOST_SKIPPED)
      .map(({ sheet, row }) => ({ sheet, row: row.n, kind: row.kind, text: row.text })),
    skippedCount: skipped.length,
    newUnits,
    newPeople: people.size,
    newAreas: [...areas].filter((area) => !known.areas.some((one) => fold(one.name) === fold(area))).sort(),
  }
}

export const exampleOf = (sheet: number, row: number, repair: Repair) => ({
  sheet,
  row,
  column: columnLetters(repair.column + 1),
  before: repair.before.slice(0, 300),
  after: repair.after.slice(0, 300),
})

/** Rows that the confirmation writes. */
export const isWritten = (plan: RowPlan): boolean => plan.verdict === 'new' || plan.verdict === 'update'
