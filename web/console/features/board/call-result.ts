import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { translate } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { useBoardTools } from './context.tsx'

export const OUTCOMES = ['promised', 'no_answer', 'wrong_number', 'acknowledged', 'dissolved'] as const

export interface CallResult {
  outcome: (typeof OUTCOMES)[number]
  recipientId: number | null
  spokeWith: string
  note: string
}

/** Records what a telephone call brought. A dissolved unit leaves the denominator, with the note as reason. */
export function useCallResult(targetId: number, onDone: () => void) {
  const { feed, directive } = useBoardTools()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (result: CallResult) =>
      api.post(`/api/targets/${targetId}/calls`, {
        outcome: result.outcome,
        recipientId: result.recipientId,
        spokeWith: result.outcome === 'acknowledged' ? result.spokeWith : undefined,
        note: result.note || undefined,
      }),
    onSuccess: (_reply, result) => {
      notify(translate(`board.call.recorded.${result.outcome}`))
      onDone()
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['directive', String(directive.id), 'unit', targetId] })
      await feed.refresh()
    },
  })
}
