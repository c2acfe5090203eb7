/** The filters of the log live in the address: «Lịch sử» of any screen is the log with one of them set. */
export interface AuditSearch {
  staff?: number
  by?: 'office' | 'officers'
  kind?: string
  from?: string
  to?: string
  directive?: number
  unit?: number
  person?: number
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const idOf = (value: unknown): number | undefined => {
  const id = Math.floor(Number(value))
  return id > 0 ? id : undefined
}
const dayOf = (value: unknown): string | undefined =>
  typeof value === 'string' && DAY.test(value) ? value : undefined

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return {
    staff: idOf(search.staff),
    by: search.by === 'office' || search.by === 'officers' ? search.by : undefined,
    kind: typeof search.kind === 'string' && /^[a-z_]{1,40}$/.test(search.kind) ? search.kind : undefined,
    from: dayOf(search.from),
    to: dayOf(search.to),
    directive: idOf(search.directive),
    unit: idOf(search.unit),
    person: idOf(search.person),
  }
}

/** The filters as the API takes them. */
export function queryText(search: AuditSearch, more: Record<string, string | number> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...search, ...more }))
    if (value !== undefined) query.set(name, String(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
