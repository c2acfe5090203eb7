import type { Cell, Merge, SheetTable, TableRow } from '../reading/table.ts'
import { cleanText } from '../text/clean.ts'
import { DEFAULT_REPAIRS } from '../text/repair.ts'
import { type Field, fieldOfHeading, headingWords } from './fields.ts'

export interface Column {
  readonly index: number
  /** The heading as people read it, lines joined: «Loại hình › Nhà nước». */
  readonly heading: string
  /** What the heading names; null: Loa keeps nothing of the kind. */
  readonly field: Field | null
}

export interface Heading {
  /** First and last row of the heading, numbered as in the file; null when the list has none. */
  readonly rows: { readonly first: number; readonly last: number } | null
  readonly columns: readonly Column[]
  /** How many columns were understood. */
  readonly understood: number
}

const MOST_ROWS_ABOVE = 40
const MOST_HEADING_ROWS = 3
const KEYS: ReadonlySet<Field> = new Set([
  'unit_name',
  'unit_code',
  'person_name',
  'given_name',
  'chair_name',
])

/** Finds the heading: the one to three rows near the top whose texts name the most fields. */
export function findHeading(sheet: SheetTable): Heading | null {
  let best: { heading: Heading; score: number } | null = null
  const rows = sheet.rows.filter((row) => row.hidden !== true).slice(0, MOST_ROWS_ABOVE)
  for (const [start, row] of rows.entries()) {
    if (isData(row)) continue
    for (let height = 1; height <= MOST_HEADING_ROWS; height++) {
      const part = rows.slice(start, start + height)
      if (part.length < height || part.at(-1)!.n !== row.n + height - 1 || part.some(isData)) break
      const heading = headingOf(sheet, row.n, row.n + height - 1)
      const score = scoreOf(heading) - height * 0.4
      if (score > 1 && (best === null || score > best.score)) best = { heading, score }
    }
  }
  return best?.heading ?? null
}

/** Columns under given heading rows, as when a person says which rows they are. */
export function headingOf(sheet: SheetTable, first: number, last: number): Heading {
  const rows = sheet.rows.filter((row) => row.n >= first && row.n <= last)
  const width = Math.max(
    0,
    ...rows.map((row) => row.cells.length),
    ...sheet.rows.slice(0, 200).map((row) => row.cells.length),
  )
  const taken = new Set<Field>()
  // A list may have twenty thousand merged cells: those over its heading are few.
  const merges = sheet.merges.filter((merge) => merge.top <= last && merge.bottom >= first)
  const columns = Array.from({ length: width }, (_, index): Column => {
    const lines: string[] = []
    for (let n = first; n <= last; n++) {
      const text = textAt({ rows, merges, isMerged: sheet.merges.length > 0 }, n, index, { first, last })
      if (text !== '' && lines.at(-1) !== text) lines.push(text)
    }
    const field = fieldOfHeading(lines)
    // A second «Đơn vị» is something else; a second telephone is one more number.
    const kept = field !== null && (!taken.has(field) || field === 'phone') ? field : null
    if (kept) taken.add(kept)
    return { index, heading: lines.join(' › '), field: kept }
  })
  return {
    rows: { first, last },
    columns: settleRoles(columns),
    understood: columns.filter((column) => column.field).length,
  }
}

/** The telephone beside «Tên chủ tịch» in a list of units is the chair's; a lone «Tên» is what the list is about. */
function settleRoles(columns: readonly Column[]): Column[] {
  const has = (field: Field) => columns.some((column) => column.field === field)
  const role = (['chair', 'vice', 'contact'] as const).find((one) => has(`${one}_name`))
  const given: Field | null = has('family_name')
    ? 'given_name'
    : has('unit_name')
      ? 'person_name'
      : 'unit_name'
  return columns.map((column) => {
    if (column.field === 'given_name') return { ...column, field: given }
    if (role && !has('person_name') && !has('given_name')) {
      if (column.field === 'phone' && !has(`${role}_phone`)) return { ...column, field: `${role}_phone` }
      if (column.field === 'email' && !has(`${role}_email`)) return { ...column, field: `${role}_email` }
    }
    return column
  })
}

function scoreOf(heading: Heading): number {
  const fields = new Set(heading.columns.flatMap((column) => (column.field ? [column.field] : [])))
  if (fields.size < 2 || ![...fields].some((field) => KEYS.has(field))) return 0
  return fields.size
}

/** A heading has no long numbers and no addresses of mail. */
const isData = (row: TableRow): boolean =>
  row.cells.some(
    (cell) =>
      cell !== null &&
      (cell.k === 'd' || /\d{6,}|@\w/.test(cell.t.replace(/[\s.]/g, '')) || cell.t.length > 120),
  )

const plain = (cell: Cell | null | undefined): string =>
  cell ? cleanText(cell, DEFAULT_REPAIRS).text.replace(/\s+/g, ' ') : ''

/** The text over a cell of the heading: its own, or that of the merged block it belongs to. */
function textAt(
  { rows, merges, isMerged }: { rows: readonly TableRow[]; merges: readonly Merge[]; isMerged: boolean },
  n: number,
  column: number,
  part: { first: number; last: number },
): string {
  const block = merges.find((merge) => holds(merge, n, column))
  const row = rows.find((one) => one.n === (block ? block.top : n))
  if (block && block.top < part.first) return ''
  const own = plain(row?.cells[block ? block.left : column])
  if (own !== '' || block || n === part.last) return own
  // Lists pasted as text have no merged cells: an empty cell right of a group's name belongs to the group.
  const below = rows.some((one) => one.n > n && plain(one.cells[column]) !== '')
  if (!below || isMerged) return own
  for (let left = column - 1; left >= 0; left--) {
    const text = plain(row?.cells[left])
    if (text !== '') {
      const groupHasParts = rows.some((one) => one.n > n && plain(one.cells[left]) !== '')
      return groupHasParts ? text : ''
    }
  }
  return own
}

export const holds = (merge: Merge, row: number, column: number): boolean =>
  row >= merge.top && row <= merge.bottom && column >= merge.left && column <= merge.right

/** By which a layout is known again next month: the headings in their order, whatever rows they stand in. */
export const headingSignature = (heading: Heading): string =>
  heading.columns
    .map((column) => headingWords(column.heading))
    .join('|')
    .replace(/\|+$/, '')
