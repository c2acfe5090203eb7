import type { ImportField, RepairKind } from '../../../contract/import.ts'
import type { Column } from '../layout/heading.ts'

/** What was chosen for one sheet. Columns follow from the heading; what they hold may have been said otherwise. */
export interface SheetSettings {
  readonly index: number
  readonly use: boolean
  readonly heading: { readonly first: number; readonly last: number } | null
  readonly signature: string
  readonly columns: readonly Column[]
}

export interface Settings {
  readonly sheets: readonly SheetSettings[]
  /** Signatures whose columns were known from an earlier list. */
  readonly remembered: readonly string[]
  /** Repairs that are switched on. */
  readonly repairs: readonly RepairKind[]
  readonly hiddenRows: boolean
}

/** Puts fields on the columns of every sheet of one signature. */
export const withFields = (
  sheets: readonly SheetSettings[],
  signature: string,
  fields: readonly (ImportField | null)[],
): SheetSettings[] =>
  sheets.map((sheet) =>
    sheet.signature === signature
      ? {
          ...sheet,
          columns: sheet.columns.map((column) => ({ ...column, field: fields[column.index] ?? null })),
        }
      : sheet,
  )
