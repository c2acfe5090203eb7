import { queryOptions } from '@tanstack/react-query'
import type { StaffMemberPage, StaffPage } from '../../../../src/contract/staff.ts'
import { api } from '../../app/api.ts'

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => api.get<StaffPage>('/api/staff', signal),
})

export const memberQuery = (id: string) =>
  queryOptions({
    queryKey: ['staff', id],
    queryFn: ({ signal }) => api.get<StaffMemberPage>(`/api/staff/${id}`, signal),
  })
