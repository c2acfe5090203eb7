import { RepairKind } from '../../../contract/import.ts'

/** What Loa mends in a list by itself. Each kind is shown with its cells before → after, and can be switched off. */
export const REPAIR_KINDS = RepairKind.options
export type { RepairKind }

/** Off until somebody has looked at the preview: guessing a font by its content is risky (domain.md §7.7). */
export const OPT_IN: ReadonlySet<RepairKind> = new Set<RepairKind>(['font_guess'])

export const DEFAULT_REPAIRS: ReadonlySet<RepairKind> = new Set(
  REPAIR_KINDS.filter((kind) => !OPT_IN.has(kind)),
)

export interface Repair {
  readonly kind: RepairKind
  /** Column of the cell, from 0. */
  readonly column: number
  readonly before: string
  readonly after: string
}
