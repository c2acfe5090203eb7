import { readXlsx } from 'hucre/xlsx'
import { columnLetters } from '../text/columns.ts'
import { openArchive, storedArchive } from './archive.ts'
import { type Cell, FileRefusal, type FileTable, LIMITS, legacyFont, TableBuilder } from './table.ts'
import { dateText, numberText } from './values.ts'

type Book = Awaited<ReturnType<typeof readXlsx>>
type BookSheet = Book['sheets'][number]

/** A workbook of Excel 2007 or later. */
export async function readNewExcel(bytes: Buffer): Promise<FileTable> {
  const { parts, externalLinks } = await openArchive(bytes)
  refuseTooManySheets(parts)
  // Cells without a style of their own are drawn in the first font: of an old office, often .VnTime.
  const baseFont = legacyFont(firstFont(parts.get('xl/styles.xml')))
  const book = await readXlsx(storedArchive(parts), {
    readStyles: true,
    // One row and column more than allowed, so that the refusal can say so; a stray cell far away costs nothing.
    range: `A1:${columnLetters(LIMITS.columns)}${LIMITS.rows + 1}`,
  }).catch(() => {
    throw new FileRefusal('file_damaged')
  })
  const table = new TableBuilder()
  for (const sheet of book.sheets)
    table.sheet(
      {
        name: sheet.name.normalize('NFC'),
        ...(sheet.hidden || sheet.veryHidden ? { hidden: true as const } : {}),
        merges: (sheet.merges ?? []).map((merge) => ({
          top: merge.startRow + 1,
          left: merge.startCol,
          bottom: merge.endRow + 1,
          right: merge.endCol,
        })),
      },
      rowsOf(sheet, baseFont),
    )
  return {
    format: 'xlsx',
    ...(externalLinks ? { externalLinks: true as const } : {}),
    sheets: table.done(),
  }
}

function* rowsOf(sheet: BookSheet, baseFont: string | undefined) {
  for (const [index, values] of sheet.rows.entries()) {
    yield {
      n: index + 1,
      hidden: sheet.rowDefs?.get(index)?.hidden === true,
      cells: values.map((value, column) => cellOf(value, sheet, index, column, baseFont)),
    }
  }
}

function cellOf(
  value: unknown,
  sheet: BookSheet,
  row: number,
  column: number,
  baseFont: string | undefined,
): Cell | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return { t: numberText(value), k: 'n' }
  if (value instanceof Date) return { t: dateText(value), k: 'd' }
  if (typeof value === 'boolean') return { t: value ? 'x' : '' }
  const detail = sheet.cells?.get(`${row},${column}`)
  const run = detail?.richText?.find((part) => legacyFont(part.font?.name))?.font?.name
  const own = detail?.style?.font?.name
  const font = legacyFont(run) ?? (own === undefined ? baseFont : legacyFont(own))
  return { t: String(value), ...(font ? { f: font } : {}) }
}

/** The name of the first font of the styles: looked for in steps, because a pattern would begin anew at every tag. */
function firstFont(styles: Buffer | undefined): string | undefined {
  const start = styles?.indexOf('<font>') ?? -1
  if (!styles || start < 0) return undefined
  const end = styles.indexOf('</font>', start)
  const font = styles.subarray(start, end < 0 ? start + 2_000 : Math.min(end, start + 2_000)).toString('utf8')
  return /<name val="([^"]+)"/.exec(font)?.[1]
}

/** A book of thousands of sheets is refused before its sheets are read. */
function refuseTooManySheets(parts: ReadonlyMap<string, Buffer>): void {
  const sheets = [...parts.keys()].filter((name) => name.toLowerCase().startsWith('xl/worksheets/')).length
  if (sheets > LIMITS.sheets) throw new FileRefusal('file_too_many_sheets', { limit: LIMITS.sheets })
}
