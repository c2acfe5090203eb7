import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { ApiKey, ApiKeyChoices } from '../../../../src/contract/api-key.ts'
import { api } from '../../app/api.ts'

interface Page {
  items: ApiKey[]
  next: string | null
}

export const keysQuery = infiniteQueryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ pageParam, signal }) =>
    api.get<Page>(`/api/api-keys${pageParam ? `?after=${pageParam}` : ''}`, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

export const choicesQuery = queryOptions({
  queryKey: ['api-key-choices'],
  queryFn: ({ signal }) => api.get<ApiKeyChoices>('/api/api-keys/choices', signal),
  staleTime: 60_000,
})
