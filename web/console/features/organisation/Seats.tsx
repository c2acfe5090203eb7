import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { catalogueQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { DayField } from '../../components/DayField.tsx'
import classes from './organisation.module.css'
import { seatsQuery } from './queries.ts'

/** As many as one looks at before saving. */
const SHOWN = 20

/** Units whose office stands in an area that is gone: somebody looks at each address. */
export function Seats() {
  const t = useT()
  const may = useMay('unit.write')
  const queries = useQueryClient()
  const { data } = useQuery(seatsQuery)
  const { data: catalogue } = useQuery({ ...catalogueQuery, enabled: (data?.length ?? 0) > 0 })
  const [chosen, setChosen] = useState<Readonly<Record<number, string>>>({})
  const [from, setFrom] = useState<string | null>(null)
  const save = useMutation({
    mutationFn: async () => {
      const byArea = new Map<string, number[]>()
      for (const [unit, area] of Object.entries(chosen))
        if (area) byArea.set(area, [...(byArea.get(area) ?? []), Number(unit)])
      for (const [area, units] of byArea)
        await api.post('/api/organisation/seats', { units, areaId: Number(area), effectiveOn: from })
    },
    onSuccess: () => {
      setChosen({})
      notify(t('organisation.seats.saved'))
    },
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['organisation'] }),
  })
  if (!data || data.length === 0) return null
  const count = Object.values(chosen).filter(Boolean).length
  return (
    <section className={classes.panel} aria-labelledby="seats">
      <h2 id="seats">{t('organisation.seats.title')}</h2>
      <p className="muted">{t('organisation.seats.lead')}</p>
      <ul className={classes.events}>
        {data.slice(0, SHOWN).map((seat) => {
          const first = new Set(seat.into.map((area) => area.id))
          const others = (catalogue?.areas ?? []).filter((area) => !first.has(area.id))
          return (
            <li key={seat.id} className={classes.event}>
              <div className={classes.eventMain}>
                <p>
                  <Link to="/units/$unitId" params={{ unitId: String(seat.id) }}>
                    {seat.name}
                  </Link>
                </p>
                <p className="muted">
                  {seat.address
                    ? t('organisation.seats.was', { address: seat.address, area: seat.areaName })
                    : t('organisation.seats.was_short', { area: seat.areaName })}
                </p>
              </div>
              {may && (
                <NativeSelect
                  aria-label={t('organisation.seats.new', { name: seat.name })}
                  value={chosen[seat.id] ?? ''}
                  onChange={(event) => {
                    const area = event.currentTarget.value
                    setChosen((old) => ({ ...old, [seat.id]: area }))
                  }}
                  data={[
                    { value: '', label: t('organisation.form.choose') },
                    ...[...seat.into, ...others].map((area) => ({
                      value: String(area.id),
                      label: area.name,
                    })),
                  ]}
                />
              )}
            </li>
          )
        })}
      </ul>
      {data.length > SHOWN && (
        <p className="muted">{t('organisation.seats.more', { n: data.length - SHOWN })}</p>
      )}
      {may && (
        <div className={classes.dayPick}>
          <DayField label={t('organisation.seats.from')} required value={from} onChange={setFrom} />
          <Button disabled={count === 0 || !from} loading={save.isPending} onClick={() => save.mutate()}>
            {t('organisation.seats.save', { n: count })}
          </Button>
        </div>
      )}
    </section>
  )
}
