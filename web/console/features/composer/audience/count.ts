import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Audience, AudienceCount } from '../../../../../src/contract/audience.ts'
import { api } from '../../../app/api.ts'

/** Short enough that the numbers follow within 300 ms, long enough that a typed word is one question. */
const PAUSE_MS = 120

export function useAudienceCount(audience: Audience): { count: AudienceCount | undefined; stale: boolean } {
  const [settled] = useDebouncedValue(audience, PAUSE_MS)
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['audience-count', JSON.stringify(settled)],
    queryFn: () => api.post<AudienceCount>('/api/audience/count', { audience: settled }),
    placeholderData: keepPreviousData,
  })
  return { count: data, stale: isPlaceholderData || settled !== audience }
}
