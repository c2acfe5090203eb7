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
