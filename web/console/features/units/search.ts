import type { UnitFilter } from '../../../../src/contract/units.ts'

/** The filters of the list, and the day of the tree, live in the address. */
export interface UnitsSearch extends Partial<Omit<UnitFilter, 'state'>> {
  view?: 'tree'
  state?: 'ended'
}

const textOf = (value: unknown, most: number): string | undefined =>
  value === undefined || value === '' ? undefined : String(value).slice(0, most)
const idOf = (value: unknown): number | undefined => {
  const id = Math.floor(Number(value))
  return id > 0 ? id : undefined
}

export function readUnitsSearch(search: Record<string, unknown>): UnitsSearch {
  return {
    view: search.view === 'tree' ? 'tree' : undefined,
    q: textOf(search.q, 200),
    typeCode: textOf(search.typeCode, 40),
    sectorCode: textOf(search.sectorCode, 40),
    areaId: idOf(search.areaId),
    lacks: search.lacks === 'contact' || search.lacks === 'officer' ? search.lacks : undefined,
    state: search.state === 'ended' ? 'ended' : undefined,
    under: idOf(search.under),
    asOf:
      typeof search.asOf === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.asOf) ? search.asOf : undefined,
  }
}

/** As the API takes them. */
export function queryText(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && name !== 'view') query.set(name, String(value))
  return query.toString()
}
