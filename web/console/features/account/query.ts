import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { Account } from '../../../../src/contract/account.ts'
import { api } from '../../app/api.ts'
import { meQuery } from '../../app/session.ts'

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => api.get<Account>('/api/account', signal),
})

/** After any change: the page, and what the rest of the console knows of the person. */
export function useAccountChanged(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
      queries.invalidateQueries({ queryKey: meQuery.queryKey }),
    ])
  }
}
