import { writeXlsx } from 'hucre/xlsx'
import { inert } from '../../../kernel/csv.ts'

/** One sheet as .xlsx: a bold heading that stays in view, every cell as text, nothing that a spreadsheet would run. */
export async function workbook(
  name: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<Buffer> {
  const cells = new Map(
    heading.map((value, column) => [`0,${column}`, { value: inert(value), style: { font: { bold: true } } }]),
  )
  const bytes = await writeXlsx({
    sheets: [
      {
        // What Excel takes as the name of a sheet.
        name: name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31),
        rows: [heading.map(inert), ...rows.map((row) => row.map(inert))],
        columns: heading.map((value, column) => ({
          width: Math.min(
            60,
            Math.max(value.length, ...rows.slice(0, 200).map((row) => (row[column] ?? '').length)) + 3,
          ),
        })),
        cells,
        freezePane: { rows: 1 },
      },
    ],
  })
  return Buffer.from(bytes)
}
