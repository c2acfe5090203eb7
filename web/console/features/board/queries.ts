import { queryOptions } from '@tanstack/react-query'
import type { AudienceChoices } from '../../../../src/contract/audience.ts'
import type { UnitDetail } from '../../../../src/contract/board.ts'
import type { Directive } from '../../../../src/contract/directive.ts'
import type { Question } from '../../../../src/contract/follow.ts'
import { api } from '../../app/api.ts'

/** While it is being held or sent its state changes by itself; the board's events tell the numbers, not the state. */
const MOVING = new Set(['held', 'sending'])

export const directiveQuery = (id: string) =>
  queryOptions({
    queryKey: ['directive', id],
    queryFn: ({ signal }) => api.get<Directive>(`/api/directives/${id}`, signal),
    refetchInterval: (query) => (MOVING.has(query.state.data?.state ?? '') ? 2000 : 30_000),
  })

export const unitQuery = (directiveId: number, targetId: number) =>
  queryOptions({
    queryKey: ['directive', String(directiveId), 'unit', targetId],
    queryFn: ({ signal }) => api.get<UnitDetail>(`/api/directives/${directiveId}/units/${targetId}`, signal),
  })

export const questionsQuery = (directiveId: number) =>
  queryOptions({
    queryKey: ['directive', String(directiveId), 'questions'],
    queryFn: ({ signal }) =>
      api.get<{ items: Question[] }>(`/api/directives/${directiveId}/questions`, signal),
  })

/** Names of sectors, for the grid «theo khối». */
export const choicesQuery = queryOptions({
  queryKey: ['audience', 'choices'],
  queryFn: ({ signal }) => api.get<AudienceChoices>('/api/audience/choices', signal),
  staleTime: 10 * 60_000,
})
