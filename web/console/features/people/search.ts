export const REACHES = ['ok', 'none', 'wrong'] as const

/** The filters of the list live in the address: a filtered list can be kept and sent to a colleague. */
export interface PeopleSearch {
  q?: string
  position?: string
  unit?: number
  area?: number
  reach?: (typeof REACHES)[number]
  consent?: 'withdrawn'
  state?: 'left'
}

const idOf = (value: unknown): number | undefined => {
  const id = Math.floor(Number(value))
  return id > 0 ? id : undefined
}

export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  return {
    // The router reads «12» in an address as a number; people mean the text.
    q: search.q === undefined || search.q === '' ? undefined : String(search.q).slice(0, 200),
    position: typeof search.position === 'string' && search.position !== '' ? search.position : undefined,
    unit: idOf(search.unit),
    area: idOf(search.area),
    reach: REACHES.find((name) => name === search.reach),
    consent: search.consent === 'withdrawn' ? 'withdrawn' : undefined,
    state: search.state === 'left' ? 'left' : undefined,
  }
}

/** The filters as the API takes them. */
export function queryText(search: PeopleSearch, more: Record<string, string | number> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...search, ...more }))
    if (value !== undefined) query.set(name, String(value))
  return query.toString()
}
