import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { UnitPage, UnitProfile } from '../../../../src/contract/units.ts'
import { api } from '../../app/api.ts'
import { queryText, type UnitsSearch } from './search.ts'

const PAGE_SIZE = 50

export const listQuery = (search: UnitsSearch) =>
  infiniteQueryOptions({
    queryKey: ['units', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<UnitPage>(`/api/units?${queryText({ ...search, limit: PAGE_SIZE, after: pageParam })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

/** The units directly below one; without one, the tops of what the reader sees. */
export const branchQuery = (parentId: number | undefined, asOf: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['units', 'tree', parentId ?? 'top', asOf ?? 'today'],
    queryFn: ({ pageParam, signal }) =>
      api.get<UnitPage>(
        `/api/units/tree?${queryText({ parentId, asOf, limit: PAGE_SIZE, after: pageParam })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  })

export const unitQuery = (id: string) =>
  queryOptions({
    queryKey: ['units', 'page', id],
    queryFn: ({ signal }) => api.get<UnitProfile>(`/api/units/${id}`, signal),
  })
