import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query'
import type { ApprovalList } from '../../../src/contract/approval.ts'
import type { AudienceChoices } from '../../../src/contract/audience.ts'
import type { Home } from '../../../src/contract/board.ts'
import type { Directive, DirectiveKind } from '../../../src/contract/directive.ts'
import type { OrganisationCatalogue, UnitChoice } from '../../../src/contract/organisation.ts'
import type { Alike, PeopleChoices, Person } from '../../../src/contract/person.ts'
import type { SearchReply } from '../../../src/contract/search.ts'
import { ApiError, api } from './api.ts'
import { learnServerTime } from './clock.ts'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // A refusal is an answer: only silence and accidents are worth a second try.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
    },
  },
})

/** The kinds of directive, which are data of the installation: one shape under one key for every screen. */
export const kindsQuery = queryOptions({
  queryKey: ['directive-kinds'],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: DirectiveKind[] }>('/api/directive-kinds', signal)).items,
  staleTime: 10 * 60_000,
})

/** While it is being held or sent its state changes by itself; the board's events tell the numbers, not the state. */
const MOVING = new Set(['held', 'sending'])

export const directiveQuery = (id: string) =>
  queryOptions({
    queryKey: ['directive', id],
    queryFn: ({ signal }) => api.get<Directive>(`/api/directives/${id}`, signal),
    refetchInterval: (query) => (MOVING.has(query.state.data?.state ?? '') ? 2000 : 30_000),
  })

/** Names of sectors, for the grid «theo khối». */
export const choicesQuery = queryOptions({
  queryKey: ['audience', 'choices'],
  queryFn: ({ signal }) => api.get<AudienceChoices>('/api/audience/choices', signal),
  staleTime: 10 * 60_000,
})

/** What is burning now. The rail's numbers and the home screen share this one question. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: async ({ signal }) => {
    const home = await api.get<Home>('/api/home', signal)
    learnServerTime(home.at)
    return home
  },
  refetchInterval: 15_000,
})

/** Tiers, sectors and areas that a form or a filter about units chooses from. */
export const catalogueQuery = queryOptions({
  queryKey: ['organisation', 'catalogue'],
  queryFn: ({ signal }) => api.get<OrganisationCatalogue>('/api/organisation/catalogue', signal),
  staleTime: 5 * 60_000,
})

/** Positions, areas and salutations: what forms and filters about people choose from. */
export const peopleChoicesQuery = queryOptions({
  queryKey: ['people', 'choices'],
  queryFn: ({ signal }) => api.get<PeopleChoices>('/api/people/choices', signal),
  staleTime: 10 * 60_000,
})

/** Units and people by name, for a field in which one is chosen. */
export const foundQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api.get<SearchReply>(`/api/search?q=${encodeURIComponent(q)}`, signal),
    enabled: q.length > 0,
    staleTime: 30_000,
  })

/** People who may be the one that is being written down. */
export const alikeQuery = (of: { fullName?: string; address?: string }) => {
  const query = new URLSearchParams(Object.entries(of).filter(([, value]) => value !== ''))
  return queryOptions({
    queryKey: ['people', 'alike', of],
    queryFn: async ({ signal }) => (await api.get<Alike>(`/api/people/alike?${query}`, signal)).items,
    enabled: query.size > 0,
    staleTime: 30_000,
  })
}

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => api.get<Person>(`/api/people/${id}`, signal),
  })

/** Units of any tier by name or code, for whoever chooses one in a form. */
export const unitsQuery = (q: string) =>
  queryOptions({
    queryKey: ['organisation', 'units', q],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: UnitChoice[] }>(`/api/organisation/units?q=${encodeURIComponent(q)}`, signal))
        .items,
    placeholderData: keepPreviousData,
  })

/** A Hỏa tốc waits a quarter of an hour at most: whoever could let it go should see it within seconds. */
const LOOK_EVERY_MS = 10_000

/** Requests that wait, and emergencies the reader was told of. */
export const approvalsQuery = (all = false) =>
  queryOptions({
    queryKey: ['approvals', all],
    queryFn: () => api.get<ApprovalList>(`/api/approvals${all ? '?state=all' : ''}`),
    refetchInterval: LOOK_EVERY_MS,
    staleTime: 5_000,
  })
