/** What Loa mends in a list by itself. Each kind is shown with its cells before → after, and can be switched off. */
export const REPAIR_KINDS = [
  'font_tcvn3',
  'font_vni',
  'font_guess',
  'mojibake',
  'unicode_form',
  'merged',
  'carried',
  'ditto',
  'phone_zero',
  'phone_scientific',
  'phone_country',
  'phone_old_prefix',
  'phone_landline',
  'phone_letters',
  'phone_words',
  'two_phones',
  'two_people',
  'honorific',
  'name_capitals',
  'number_grouping',
  'email',
] as const
export type RepairKind = (typeof REPAIR_KINDS)[number]

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
