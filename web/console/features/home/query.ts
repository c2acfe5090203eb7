import { queryOptions } from '@tanstack/react-query'
import type { DirectiveListItem } from '../../../../src/contract/directive.ts'
import { api } from '../../app/api.ts'

/** The ready texts, in the order of their codes. */
export const templatesQuery = queryOptions({
  queryKey: ['directives', { state: 'template' }],
  queryFn: ({ signal }) =>
    api.get<{ items: DirectiveListItem[]; total: number }>('/api/directives?state=template', signal),
  select: (page) => page.items,
  staleTime: 60_000,
})
