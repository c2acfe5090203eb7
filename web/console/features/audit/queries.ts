import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AuditChoices, AuditPage } from '../../../../src/contract/audit.ts'
import { api } from '../../app/api.ts'
import { type AuditSearch, queryText } from './search.ts'

export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditPage>(`/api/audit${queryText(search, pageParam ? { after: pageParam } : {})}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const choicesQuery = queryOptions({
  queryKey: ['audit-choices'],
  queryFn: ({ signal }) => api.get<AuditChoices>('/api/audit/choices', signal),
  staleTime: 60_000,
})
