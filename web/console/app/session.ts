import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Me, Permission } from '../../../src/contract/session.ts'
import { api } from './api.ts'
import { learnServerTime } from './clock.ts'

/** Who is signed in, what they may do, and the server's clock. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await api.get<Me>('/api/me')
    learnServerTime(me.now)
    return me
  },
  staleTime: 5 * 60_000,
})

export const useMe = (): Me => useSuspenseQuery(meQuery).data

export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission)
}
