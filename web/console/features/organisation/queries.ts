import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ChannelLoans } from '../../../../src/contract/channel-loan.ts'
import type { EventPage, SeatToReview, Totals, UnitChoice } from '../../../../src/contract/organisation.ts'
import type { UnitProfile } from '../../../../src/contract/units.ts'
import { api } from '../../app/api.ts'

export const totalsQuery = (asOf: string | undefined) =>
  queryOptions({
    queryKey: ['organisation', 'totals', asOf ?? 'today'],
    queryFn: ({ signal }) =>
      api.get<Totals>(`/api/organisation/totals${asOf ? `?asOf=${asOf}` : ''}`, signal),
    placeholderData: keepPreviousData,
  })

export const eventsQuery = infiniteQueryOptions({
  queryKey: ['organisation', 'events'],
  queryFn: ({ pageParam, signal }) =>
    api.get<EventPage>(`/api/organisation/events?limit=20${pageParam ? `&after=${pageParam}` : ''}`, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

export const loansQuery = queryOptions({
  queryKey: ['channel-loans'],
  queryFn: ({ signal }) => api.get<ChannelLoans>('/api/channel-loans', signal),
})

export const seatsQuery = queryOptions({
  queryKey: ['organisation', 'seats'],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: SeatToReview[] }>('/api/organisation/seats', signal)).items,
})

/** A unit that a form opens with. */
export const chosenUnitQuery = (id: number) =>
  queryOptions({
    queryKey: ['organisation', 'unit', id],
    queryFn: async ({ signal }): Promise<UnitChoice> => {
      const { code, name, typeCode, typeName, seat } = await api.get<UnitProfile>(`/api/units/${id}`, signal)
      return { id, code, name, typeCode, typeName, areaName: seat?.name ?? null }
    },
  })

/** The officers of a unit, each person once, under the first of their posts. */
export const officersQuery = (id: number) =>
  queryOptions({
    queryKey: ['organisation', 'officers', id],
    queryFn: async ({ signal }) => {
      const { officers } = await api.get<UnitProfile>(`/api/units/${id}`, signal)
      const once = new Map(officers.toReversed().map((officer) => [officer.personId, officer]))
      return [...once.values()]
        .toReversed()
        .map(({ personId, name, position }) => ({ personId, name, position }))
    },
  })
