import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnitOfficer, UnitProfile } from '../../../../../src/contract/units.ts'
import { api } from '../../../app/api.ts'
import { useT } from '../../../app/i18n.ts'
import { notifyError } from '../../../app/notify.ts'

/** The order of contact while it is being changed: by buttons, by dragging; written at once, taken back when refused. */
export function useContactOrder(unit: UnitProfile) {
  const t = useT()
  const queries = useQueryClient()
  const [shown, setShown] = useState<readonly number[] | null>(null)
  const [taken, setTaken] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const stored = unit.officers.filter((one) => one.contactOrder !== null).map((one) => one.postId)
  const ids = shown ?? stored
  const save = useMutation({
    mutationFn: (postIds: readonly number[]) => api.put(`/api/units/${unit.id}/contact-order`, { postIds }),
    onError: notifyError,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['units'] })
      setShown(null)
    },
  })
  const write = (next: readonly number[]) => {
    setShown(next)
    if (next.join() !== stored.join()) save.mutate(next)
  }
  const named = (id: number) => unit.officers.find((one) => one.postId === id)?.name ?? ''
  const placed = (id: number, at: number): number[] => {
    const rest = ids.filter((one) => one !== id)
    rest.splice(at, 0, id)
    return rest
  }
  return {
    contacts: ids.flatMap((id): UnitOfficer[] => unit.officers.filter((one) => one.postId === id)),
    saving: save.isPending,
    said,
    taken,
    move: (id: number, by: -1 | 1) => {
      const at = ids.indexOf(id) + by
      setSaid(t('units.officers.moved', { name: named(id), place: at + 1 }))
      write(placed(id, at))
    },
    join: (id: number) => write([...ids, id]),
    leave: (id: number) => write(ids.filter((one) => one !== id)),
    take: setTaken,
    over: (id: number) => {
      if (taken !== null && taken !== id) setShown(placed(taken, ids.indexOf(id)))
    },
    drop: () => {
      setTaken(null)
      if (shown) write(shown)
    },
  }
}
