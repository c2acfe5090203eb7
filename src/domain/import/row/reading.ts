import type { ImportFaultCode } from '../../../contract/import.ts'
import type { Field } from '../layout/fields.ts'
import type { Repair } from '../text/repair.ts'

export type FaultCode = ImportFaultCode

/** Worth a look, but no reason to leave the row out. */
export const WARNINGS: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'people_and_phones',
  'members_above_workers',
  'women_above_members',
  'sector_unknown',
  'position_unknown',
  'area_new',
])

export interface Fault {
  readonly code: FaultCode
  /** Column of the cell, from 0; null when the row as a whole is at fault. */
  readonly column: number | null
  readonly found: string
}

export interface UnitReading {
  readonly code: string | null
  readonly name: string | null
  /** As the list writes it: of its column, of the section, of the title. */
  readonly area: string | null
  readonly address: string | null
  readonly sectorCode: string | null
  readonly subsector: string | null
  readonly workers: number | null
  readonly members: number | null
  readonly women: number | null
}

export interface PersonReading {
  readonly name: string
  readonly salutation: 'ông' | 'bà' | null
  readonly position: string
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  /** yyyy-mm-dd, or null when the list does not say. */
  readonly since: string | null
}

/** One entry of a list, understood. */
export interface RowReading {
  /** Position of its sheet in the file, from 0. */
  readonly sheet: number
  /** The row's number in the file, as Excel shows it. */
  readonly n: number
  readonly unit: UnitReading
  readonly people: readonly PersonReading[]
  readonly repairs: readonly Repair[]
  readonly faults: readonly Fault[]
}

export interface CleanCell {
  readonly column: number
  readonly text: string
  readonly kind?: 'n' | 'd'
}

export type Cells = ReadonlyMap<Field, readonly CleanCell[]>
