import { queryOptions } from '@tanstack/react-query'
import type { Home } from '../../../../src/contract/board.ts'
import type { DirectiveListItem } from '../../../../src/contract/directive.ts'
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

/** The ready texts, in the order of their codes. */
export const templatesQuery = queryOptions({
  queryKey: ['directives', { state: 'template' }],
  queryFn: ({ signal }) =>
    api.get<{ items: DirectiveListItem[]; total: number }>('/api/directives?state=template', signal),
  select: (page) => page.items,
  staleTime: 60_000,
})
