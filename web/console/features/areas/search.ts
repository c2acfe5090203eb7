export interface AreasSearch {
  q?: string
  state?: 'ended'
}

export const readAreasSearch = (search: Record<string, unknown>): AreasSearch => ({
  q: search.q === undefined || search.q === '' ? undefined : String(search.q).slice(0, 120),
  state: search.state === 'ended' ? 'ended' : undefined,
})
