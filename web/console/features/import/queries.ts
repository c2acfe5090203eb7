import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ImportList, ImportRows, ImportSession, RepairList } from '../../../../src/contract/import.ts'
import { api } from '../../app/api.ts'

const WORKING = new Set(['reading', 'planning', 'writing', 'undoing'])
export const isWorking = (session: Pick<ImportSession, 'state'>): boolean => WORKING.has(session.state)

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => api.get<z.infer<typeof ImportList>>('/api/imports', signal),
})

/** One import; asked again and again while the server works on it. */
export const importQuery = (id: number) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => api.get<ImportSession>(`/api/imports/${id}`, signal),
    refetchInterval: (query) => (query.state.data && isWorking(query.state.data) ? 700 : false),
  })

export const rowsQuery = (session: ImportSession, filter: string, after: string) =>
  queryOptions({
    queryKey: ['import', session.id, 'rows', session.revision, session.state, filter, after],
    queryFn: ({ signal }) =>
      api.get<ImportRows>(`/api/imports/${session.id}/rows?limit=50&after=${after}&${filter}`, signal),
    placeholderData: keepPreviousData,
    enabled: !isWorking(session),
  })

export const repairQuery = (session: ImportSession, kind: string) =>
  queryOptions({
    queryKey: ['import', session.id, 'repair', session.revision, kind],
    queryFn: ({ signal }) =>
      api.get<z.infer<typeof RepairList>>(`/api/imports/${session.id}/repairs/${kind}`, signal),
  })

/** Sends a change; the reply is the whole import as it is now. */
export function useImportChange(id: number) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (order: { method?: 'post'; path?: string; body: object }) =>
      order.method === 'post'
        ? api.post<ImportSession>(`/api/imports/${id}${order.path ?? ''}`, order.body)
        : api.patch<ImportSession>(`/api/imports/${id}${order.path ?? ''}`, order.body),
    onSuccess: (session) => queries.setQueryData(importQuery(id).queryKey, session),
    // Somebody else was faster: show what is true now.
    onError: () => queries.invalidateQueries({ queryKey: ['import', id] }),
  })
}
export type ImportChange = ReturnType<typeof useImportChange>
