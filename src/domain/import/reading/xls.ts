import * as sheetjs from '@e965/xlsx'
import { type Biff, readBiff } from './biff.ts'
import { type Cell, FileRefusal, type FileTable, TableBuilder } from './table.ts'
import { dateText, numberText } from './values.ts'

/** A workbook of Excel 97–2003: values from SheetJS, fonts and hidden rows from the records it leaves out. */
export function readOldExcel(bytes: Buffer): FileTable {
  const stream = workbookStream(bytes)
  const biff = readBiff(stream)
  if (biff.encrypted) throw new FileRefusal('file_encrypted')
  let book: sheetjs.WorkBook
  try {
    book = sheetjs.read(bytes, {
      type: 'buffer',
      cellDates: true,
      UTC: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
      bookVBA: false,
      WTF: false,
    })
  } catch {
    throw new FileRefusal('file_damaged')
  }
  const table = new TableBuilder()
  for (const [index, name] of book.SheetNames.entries()) {
    const sheet = book.Sheets[name]
    if (!sheet) continue
    table.sheet(
      {
        name: name.normalize('NFC'),
        ...(book.Workbook?.Sheets?.[index]?.Hidden ? { hidden: true as const } : {}),
        merges: (sheet['!merges'] ?? []).map((merge) => ({
          top: merge.s.r + 1,
          left: merge.s.c,
          bottom: merge.e.r + 1,
          right: merge.e.c,
        })),
      },
      rowsOf(sheet, biff, index),
    )
  }
  return { format: 'xls', sheets: table.done() }
}

function workbookStream(bytes: Buffer): Buffer {
  let container: { FullPaths: string[] }
  try {
    container = sheetjs.CFB.read(bytes, { type: 'buffer' }) as { FullPaths: string[] }
  } catch {
    throw new FileRefusal('file_damaged')
  }
  if (container.FullPaths.some((path) => /_VBA_PROJECT/i.test(path))) throw new FileRefusal('file_macros')
  const entry = (sheetjs.CFB.find(container, 'Workbook') ?? sheetjs.CFB.find(container, 'Book')) as {
    content?: Uint8Array
  } | null
  // A Word document has the same container.
  if (!entry?.content) throw new FileRefusal('file_extension', { extension: '.xls' })
  return Buffer.from(entry.content)
}

function* rowsOf(sheet: sheetjs.WorkSheet, biff: Biff, index: number) {
  const ref = sheet['!ref']
  if (!ref) return
  const range = sheetjs.utils.decode_range(ref)
  const letters = Array.from({ length: range.e.c + 1 }, (_, column) => sheetjs.utils.encode_col(column))
  for (let row = range.s.r; row <= range.e.r; row++)
    yield {
      n: row + 1,
      hidden: biff.sheets[index]?.hiddenRows.has(row) ?? false,
      cells: letters.map((letter, column) =>
        cellOf(
          sheet[`${letter}${row + 1}`] as sheetjs.CellObject | undefined,
          biff.fontOf(index, row, column),
        ),
      ),
    }
}

function cellOf(cell: sheetjs.CellObject | undefined, font: string | undefined): Cell | null {
  if (!cell || cell.v === undefined || cell.v === null || cell.t === 'z' || cell.t === 'e') return null
  if (cell.v instanceof Date) return { t: dateText(cell.v), k: 'd' }
  if (typeof cell.v === 'number') return { t: numberText(cell.v), k: 'n' }
  if (typeof cell.v === 'boolean') return { t: cell.v ? 'x' : '' }
  return { t: cell.v, ...(font ? { f: font } : {}) }
}
