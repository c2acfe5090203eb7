import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { type OrderDraft, placeOf } from './order.ts'
import classes from './organisation.module.css'
import { officersQuery } from './queries.ts'

interface PlacingProps {
  draft: OrderDraft
  set: (change: Partial<OrderDraft>) => void
  unitId: number
}

/** Who goes to which part of a split: each officer of the unit, one choice each. */
export function Placing({ draft, set, unitId }: PlacingProps) {
  const t = useT()
  const { data, error } = useQuery(officersQuery(unitId))
  const ids = data?.map((officer) => officer.personId).join(' ')
  // The order names people, so the form knows them as soon as they are known.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids say whether the people are others
  useEffect(() => {
    // Coming back from the preview finds the same people: what was chosen stays.
    if (ids !== undefined && ids !== draft.splitOfficers.join(' '))
      set({ splitOfficers: (data ?? []).map((officer) => officer.personId), placing: {} })
  }, [ids])
  if (error) return <p role="alert">{readable(error)}</p>
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const nameOf = (index: number): string =>
    draft.parts[index]?.name.trim() || t('organisation.form.part', { n: index + 1 })
  return (
    <section className={classes.part} aria-labelledby="placing">
      <h3 id="placing">{t('organisation.form.placing')}</h3>
      <p className="muted">{t('organisation.form.placing_hint')}</p>
      {data.length === 0 && <p>{t('organisation.form.placing_nobody')}</p>}
      {data.map((officer) => (
        <NativeSelect
          key={officer.personId}
          label={`${officer.name}, ${officer.position}`}
          value={String(placeOf(draft, officer.personId))}
          onChange={(event) => {
            const to = event.currentTarget.value
            set({ placing: { ...draft.placing, [officer.personId]: to === 'none' ? 'none' : Number(to) } })
          }}
          data={[
            ...draft.parts.map((_, index) => ({ value: String(index), label: nameOf(index) })),
            {
              value: 'none',
              label: t(
                draft.keepsGoing ? 'organisation.form.placing_stays' : 'organisation.form.placing_ends',
              ),
            },
          ]}
        />
      ))}
    </section>
  )
}
