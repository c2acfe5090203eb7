import { QueryClient, queryOptions } from '@tanstack/react-query'
import type { DirectiveKind } from '../../../src/contract/directive.ts'
import { ApiError, api } from './api.ts'

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
