/** Where a new draft comes from: a kind, a template M1–M8, or the directive that it corrects. */
const RELATIONS = ['replaces', 'corrects', 'recalls'] as const

export interface NewSearch {
  kind?: string
  template?: number
  corrects?: number
  /** Wrong content is replaced (the default), wrong form is corrected (Decree 30/2020, art. 18.3). */
  relation?: (typeof RELATIONS)[number]
}
export function readNewSearch(search: Record<string, unknown>): NewSearch {
  return {
    kind: typeof search.kind === 'string' ? search.kind : undefined,
    template: Number(search.template) || undefined,
    corrects: Number(search.corrects) || undefined,
    relation: RELATIONS.find((one) => one === search.relation),
  }
}

export type Step = 1 | 2 | 3 | 4 | 5

/** Which of the five steps is open, and which row of the check page sent the reader there. */
export interface ComposerSearch {
  step?: Step
  edit?: string
}
export function readComposerSearch(search: Record<string, unknown>): ComposerSearch {
  const step = [1, 2, 3, 4, 5].find((each) => each === Number(search.step))
  return {
    step: step as Step | undefined,
    edit: typeof search.edit === 'string' ? search.edit : undefined,
  }
}

/** The step on which a field of the draft stands. */
export function stepOf(field: string): Step {
  if (['kind', 'urgency', 'messageClass', 'isDrill'].includes(field)) return 1
  if (field === 'audience') return 2
  if (['acknowledge', 'acknowledgeBy', 'acknowledgeBefore', 'validUntil', 'escalation'].includes(field))
    return 4
  return 3
}
