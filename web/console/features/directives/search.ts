export const LIST_STATES = ['all', 'live', 'done', 'draft', 'template'] as const
export type ListState = (typeof LIST_STATES)[number]

/** The filters of the directive list live in the address: a filtered list can be kept and sent to a colleague. */
export interface ListSearch {
  q?: string
  state?: ListState
  kind?: string
  /** Where the page before ended. */
  after?: string
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const state = LIST_STATES.find((name) => name === search.state)
  return {
    // The router reads «12» in an address as a number; people mean the text.
    q: search.q === undefined || search.q === '' ? undefined : String(search.q).slice(0, 200),
    state: state === 'all' ? undefined : state,
    kind: typeof search.kind === 'string' ? search.kind : undefined,
    after: typeof search.after === 'string' && search.after !== '' ? search.after : undefined,
  }
}
