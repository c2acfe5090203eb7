import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  Breaches,
  DataRequests,
  HeldData,
  PeopleFound,
  PrivacyOverview,
} from '../../../../src/contract/privacy.ts'
import { api } from '../../app/api.ts'

export const overviewQuery = queryOptions({
  queryKey: ['privacy'],
  queryFn: ({ signal }) => api.get<PrivacyOverview>('/api/privacy', signal),
})
export const requestsQuery = queryOptions({
  queryKey: ['privacy', 'requests'],
  queryFn: async ({ signal }) =>
    (await api.get<z.infer<typeof DataRequests>>('/api/privacy/requests', signal)).items,
})
export const breachesQuery = queryOptions({
  queryKey: ['privacy', 'breaches'],
  queryFn: async ({ signal }) =>
    (await api.get<z.infer<typeof Breaches>>('/api/privacy/breaches', signal)).items,
})
export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['privacy', 'people', q],
    queryFn: async ({ signal }) =>
      (await api.get<z.infer<typeof PeopleFound>>(`/api/privacy/people?q=${encodeURIComponent(q)}`, signal))
        .items,
    enabled: q.length >= 2,
  })
/** Reading somebody's data is a line of the log: asked for once, not again at every focus of the window. */
export const heldQuery = (personId: number) =>
  queryOptions({
    queryKey: ['privacy', 'held', personId],
    queryFn: ({ signal }) => api.get<HeldData>(`/api/privacy/people/${personId}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
