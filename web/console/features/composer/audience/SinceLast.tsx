import { useQuery } from '@tanstack/react-query'
import type { Directive, LastOfKind } from '../../../../../src/contract/directive.ts'
import { api } from '../../../app/api.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import classes from '../composer.module.css'

/** From which share of the last number on a difference is worth a sentence. */
const WORTH_SAYING = 0.1

/** «Ít hơn lần trước 27 đơn vị»: against the last directive of the same kind, when the difference is large. */
export function SinceLast({ draft, units }: { draft: Directive; units: number }) {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['last-of-kind', draft.id, draft.kind],
    queryFn: () => api.get<LastOfKind>(`/api/directives/${draft.id}/last-of-kind`),
    staleTime: 60_000,
  })
  const last = data?.last
  if (!last || last.units === 0 || units === 0) return null
  const difference = units - last.units
  if (Math.abs(difference) < last.units * WORTH_SAYING) return null
  return (
    <p className={classes.since} data-since={difference}>
      {t(difference < 0 ? 'composer.since.fewer' : 'composer.since.more', {
        count: Math.abs(difference),
        reference: last.reference,
        units: numberText(last.units),
      })}
    </p>
  )
}
