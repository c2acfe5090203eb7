import type { RowVerdict } from '../../../contract/import.ts'
import type { Fault } from '../row/reading.ts'

export type Verdict = RowVerdict

export interface Change {
  /** `address`, `sector`, `subsector`, `area`, `workers`, `members`, `women`, `person`, `position`, `phone`, `email`, `chair`. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

export interface Question {
  readonly kind: 'unit' | 'chair'
  readonly units: readonly { readonly id: number; readonly name: string; readonly area: string | null }[]
  /** Who is chair today. */
  readonly current: string | null
}

/** A unit that is there, or the place of a new one among those that the list founds. */
export type UnitRef = { readonly id: number } | { readonly found: string }

export interface PersonPlan {
  /** Known to Loa, or the key of a new person within the list. */
  readonly ref: { readonly id: number } | { readonly found: string }
  readonly name: string
  readonly salutation: 'ông' | 'bà' | null
  /** Null: the person holds the post already. */
  readonly position: string | null
  readonly since: string | null
  readonly addresses: readonly { readonly address: string; readonly shared: boolean }[]
  /** Posts that end because this person takes over. */
  readonly ends: readonly number[]
}

export interface RowPlan {
  readonly sheet: number
  readonly n: number
  readonly verdict: Verdict
  readonly unit: UnitRef | null
  readonly unitName: string
  /** Of a new unit. */
  readonly founds: FoundedUnit | null
  /** Fields of a known unit that the list knows better. */
  readonly sets: {
    readonly address?: string
    readonly sectorCode?: string
    readonly subsector?: string
    readonly area?: string
  } | null
  readonly headcount: {
    readonly workers: number
    readonly members: number
    readonly women: number | null
  } | null
  readonly people: readonly PersonPlan[]
  readonly changes: readonly Change[]
  readonly questions: readonly Question[]
  readonly faults: readonly Fault[]
  /** The earlier row that says the same. */
  readonly duplicateOf: { readonly sheet: number; readonly n: number } | null
}

export interface FoundedUnit {
  readonly key: string
  readonly code: string | null
  readonly name: string
  readonly area: string | null
  readonly address: string | null
  readonly sectorCode: string | null
  readonly subsector: string | null
  /** Union of the ward, when one looks after it. */
  readonly parentId: number | null
}
