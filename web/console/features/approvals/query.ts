import { queryOptions } from '@tanstack/react-query'
import type { ApprovalList } from '../../../../src/contract/approval.ts'
import { api } from '../../app/api.ts'

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
