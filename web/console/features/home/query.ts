import { queryOptions } from '@tanstack/react-query'
import type { Home } from '../../../../src/contract/board.ts'
import { api } from '../../app/api.ts'
import { learnServerTime } from '../../app/clock.ts'

/** What is burning now. The rail's numbers and the home screen share this one question. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: async ({ signal }) => {
    const home = await api.get<Home>('/api/home', signal)
    learnServerTime(home.at)
    return home
  },
  refetchInterval: 15_000,
})
