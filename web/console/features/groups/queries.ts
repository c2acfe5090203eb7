import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  GroupDetail,
  GroupMoves,
  GroupPage,
  GroupPeople,
  GroupPerson,
  GroupUnits,
} from '../../../../src/contract/group.ts'
import { api } from '../../app/api.ts'

const parameters = (values: Record<string, string | undefined>): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value)
  return query.toString()
}

/** Everything under this key changes with any act on a group. */
export const GROUPS = ['groups'] as const

export const groupsQuery = (q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, 'list', q ?? ''],
    queryFn: ({ pageParam, signal }) =>
      api.get<GroupPage>(`/api/groups?${parameters({ q, after: pageParam, limit: '50' })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: [...GROUPS, id],
    queryFn: ({ signal }) => api.get<GroupDetail>(`/api/groups/${id}`, signal),
  })

export type PeopleList = 'members' | 'invite' | 'remove'
/** The largest page that the server gives: a list to be worked through is seen whole. */
const WORK_PAGE = '200'

export const peopleQuery = (id: string, list: PeopleList, q?: string) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, id, 'people', list, q ?? ''],
    queryFn: ({ pageParam, signal }) => peoplePage(id, { list, q, after: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })

const peoplePage = (
  id: string,
  of: { list: PeopleList; q?: string | undefined; after: string },
  signal?: AbortSignal,
): Promise<GroupPeople> =>
  api.get<GroupPeople>(
    `/api/groups/${id}/people?${parameters({ list: of.list, q: of.q, after: of.after, limit: WORK_PAGE })}`,
    signal,
  )

/** The whole list, also the part that is not on the screen. */
export async function everybody(id: string, list: PeopleList): Promise<GroupPerson[]> {
  const people: GroupPerson[] = []
  for (let after = ''; ; ) {
    const page = await peoplePage(id, { list, after })
    people.push(...page.items)
    if (page.next === null) return people
    after = page.next
  }
}

export const movesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, id, 'changes'],
    queryFn: ({ pageParam, signal }) =>
      api.get<GroupMoves>(`/api/groups/${id}/changes?${parameters({ after: pageParam })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })

export const unitsWithoutQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, id, 'units'],
    queryFn: ({ pageParam, signal }) =>
      api.get<GroupUnits>(`/api/groups/${id}/units-without?${parameters({ after: pageParam })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
