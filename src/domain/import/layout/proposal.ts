import type { FileTable } from '../reading/table.ts'
import { guessColumns } from './guess.ts'
import { findHeading, type Heading, headingSignature } from './heading.ts'

/** How Loa would read one sheet; a person may say otherwise. */
export interface SheetProposal {
  readonly index: number
  readonly use: boolean
  /** Null: nothing in the sheet looks like a list of units or officers. */
  readonly heading: Heading | null
  /** Sheets of one signature share their columns: a ward a sheet, all alike. */
  readonly signature: string
}

/** A list without a heading must show at least what it is about and one thing more. */
const ENOUGH_GUESSED = 2

/** For each sheet where its heading is and whether it belongs to the list: those like the one with most rows do. */
export function propose(table: FileTable): SheetProposal[] {
  const found = table.sheets.map((sheet, index) => {
    const heading = findHeading(sheet) ?? guessed(sheet)
    return {
      index,
      heading,
      signature: heading ? headingSignature(heading) : '',
      hidden: sheet.hidden === true,
      rows: sheet.rows.length,
    }
  })
  const listed = found.filter((sheet) => sheet.heading !== null && !sheet.hidden)
  const rowsOf = (signature: string) =>
    listed.filter((sheet) => sheet.signature === signature).reduce((sum, sheet) => sum + sheet.rows, 0)
  const main = listed.map((sheet) => sheet.signature).sort((a, b) => rowsOf(b) - rowsOf(a))[0]
  return found.map(({ index, heading, signature, hidden }) => ({
    index,
    heading,
    signature,
    use: heading !== null && !hidden && signature === main,
  }))
}

function guessed(sheet: FileTable['sheets'][number]): Heading | null {
  const heading = guessColumns(sheet)
  const fields = new Set(heading.columns.map((column) => column.field))
  const named = fields.has('unit_name') || fields.has('person_name')
  return named && heading.understood >= ENOUGH_GUESSED ? heading : null
}
