import { queryOptions } from '@tanstack/react-query'
import type { UnitDetail } from '../../../../src/contract/board.ts'
import type { Question } from '../../../../src/contract/follow.ts'
import { api } from '../../app/api.ts'

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
