import type { EventKind } from '../../../../src/contract/organisation.ts'

/** The day that is looked at lives in the address. */
export interface OrganisationSearch {
  asOf?: string
}

export function readOrganisationSearch(search: Record<string, unknown>): OrganisationSearch {
  return {
    asOf:
      typeof search.asOf === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.asOf) ? search.asOf : undefined,
  }
}

/** Which decision, about which unit: the page of a unit opens the form with both. */
export interface DecisionSearch {
  kind?: EventKind
  unit?: number
}

const KINDS: readonly EventKind[] = [
  'found',
  'merge',
  'split',
  'move',
  'rename',
  'dissolve',
  'end_activity',
  'hand_over',
]

export function readDecisionSearch(search: Record<string, unknown>): DecisionSearch {
  const unit = Math.floor(Number(search.unit))
  return { kind: KINDS.find((kind) => kind === search.kind), unit: unit > 0 ? unit : undefined }
}
