/** A list as it arrived: cells as text, with what tells how to understand them. Nothing is interpreted yet. */
export interface Cell {
  /** The text as a person sees it; a date cell as dd/mm/yyyy, a number in full digits. */
  readonly t: string
  /** `n` = Excel kept a number (a telephone number has lost its zero), `d` = Excel kept a date. */
  readonly k?: 'n' | 'd'
  /** The font, when it draws Vietnamese with codes of its own (.VnTime, VNI-Times). */
  readonly f?: string
}

export interface TableRow {
  /** The row's number in the file, from 1, as Excel shows it. */
  readonly n: number
  readonly hidden?: true
  readonly cells: readonly (Cell | null)[]
}

/** Zero-based columns, row numbers as in `TableRow.n`; both ends included. */
export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export interface SheetTable {
  readonly name: string
  readonly hidden?: true
  /** Rows that hold something, in order. */
  readonly rows: readonly TableRow[]
  readonly merges: readonly Merge[]
}

export interface FileTable {
  readonly format: 'xlsx' | 'xls' | 'csv' | 'paste'
  /** Of a text file: how its bytes were read. */
  readonly encoding?: TextEncoding
  /** Holds figures fetched from other files: their last saved values are used, nothing is fetched. */
  readonly externalLinks?: true
  readonly sheets: readonly SheetTable[]
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258' | 'windows-1252'

/** What a list may be at most. A city's list has 6,500 rows (domain.md §2.2); ten times that is no list any more. */
export const LIMITS = {
  fileBytes: 25 * 1024 * 1024,
  /** All parts of a workbook together, inflated. */
  inflatedBytes: 96 * 1024 * 1024,
  parts: 2_000,
  sheets: 150,
  /** In the whole file. */
  rows: 60_000,
  columns: 120,
  /** Of one cell; longer is no entry of a list. */
  cellCharacters: 2_000,
  milliseconds: 20_000,
  heapMegabytes: 512,
} as const

/** Why a file is refused; each code is a sentence under `problem.import.` */
export type RefusalCode =
  | 'file_empty'
  | 'file_too_large'
  | 'file_unknown'
  | 'file_extension'
  | 'file_macros'
  | 'file_encrypted'
  | 'file_damaged'
  | 'file_bomb'
  | 'file_entities'
  | 'file_too_slow'
  | 'file_too_many_sheets'
  | 'file_too_many_rows'
  | 'file_too_many_columns'
  | 'file_cell_too_long'
  | 'file_no_rows'

/** A file that is not read any further. Crosses from the reading thread as plain data. */
export class FileRefusal extends Error {
  readonly code: RefusalCode
  readonly values: Readonly<Record<string, string | number>>
  constructor(code: RefusalCode, values: Record<string, string | number> = {}) {
    super(code)
    this.code = code
    this.values = values
  }
}

/** Fonts whose text is not Unicode: the name is the reliable sign (domain.md §7.7). */
export const legacyFont = (font: string | undefined): string | undefined =>
  font !== undefined && /^(?:\.?Vn[A-Z]|VNI[- ])/i.test(font) && !/unicode/i.test(font) ? font : undefined

/** Collects the rows of one file and stops at its limits. */
export class TableBuilder {
  #rows = 0
  readonly sheets: SheetTable[] = []

  sheet(
    sheet: Pick<SheetTable, 'name' | 'hidden' | 'merges'>,
    rows: Iterable<{ n: number; hidden: boolean; cells: readonly (Cell | null)[] }>,
  ): void {
    if (this.sheets.length >= LIMITS.sheets)
      throw new FileRefusal('file_too_many_sheets', { limit: LIMITS.sheets })
    const kept: TableRow[] = []
    for (const row of rows) {
      const cells = trimEnd(row.cells)
      if (cells.length === 0) continue
      if (++this.#rows > LIMITS.rows) throw new FileRefusal('file_too_many_rows', { limit: LIMITS.rows })
      if (cells.length > LIMITS.columns)
        throw new FileRefusal('file_too_many_columns', {
          limit: LIMITS.columns,
          row: row.n,
          sheet: sheet.name,
        })
      for (const cell of cells)
        if (cell && cell.t.length > LIMITS.cellCharacters)
          throw new FileRefusal('file_cell_too_long', {
            row: row.n,
            sheet: sheet.name,
            limit: LIMITS.cellCharacters,
          })
      kept.push({ n: row.n, ...(row.hidden ? { hidden: true as const } : {}), cells })
    }
    this.sheets.push({ ...sheet, name: readableText(sheet.name), rows: kept })
  }

  done(): readonly SheetTable[] {
    if (this.#rows === 0) throw new FileRefusal('file_no_rows')
    return this.sheets
  }
}

function trimEnd(cells: readonly (Cell | null)[]): (Cell | null)[] {
  const kept = cells.map(readable)
  let end = kept.length
  while (end > 0 && kept[end - 1] == null) end--
  return kept.slice(0, end)
}

/** Signs that no list has and no database keeps go; half a letter becomes the sign for a lost one, and its row is asked about. */
function readable(cell: Cell | null): Cell | null {
  if (!cell) return null
  const t = readableText(cell.t)
  if (t.trim() === '') return null
  return t === cell.t ? cell : { ...cell, t }
}

/** The upper controls stay: old fonts and broken encodings have letters there. */
const readableText = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r\u0080-\u009f]/gu, '').toWellFormed()
