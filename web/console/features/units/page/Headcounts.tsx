import { Button, NumberInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Headcount, NewHeadcount, UnitProfile } from '../../../../../src/contract/units.ts'
import { ApiError, api, readable } from '../../../app/api.ts'
import { serverNow } from '../../../app/clock.ts'
import { isoDay } from '../../../app/dates.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import { notify } from '../../../app/notify.ts'
import { useMay } from '../../../app/session.ts'
import { Banner } from '../../../components/Banner.tsx'
import { DayField } from '../../../components/DayField.tsx'
import { showDay } from '../../../components/days.ts'
import { HeadcountChart } from './HeadcountChart.tsx'
import classes from './page.module.css'

const FIGURES = ['workers', 'workersMen', 'workersWomen', 'members', 'membersMen', 'membersWomen'] as const

/** Workers and members as they were counted, with men and women where they are known; the newest first. */
export function Headcounts({ unit, open }: { unit: UnitProfile; open: boolean }) {
  const t = useT()
  const may = useMay('people.write') && open && unit.isRecipient
  const [adding, setAdding] = useState(false)
  const counts = unit.headcounts
  if (counts.length === 0 && !may) return null
  return (
    <section className={classes.panel} aria-labelledby="headcounts">
      <div className={classes.panelHead}>
        <h2 id="headcounts">{t('units.count.title')}</h2>
        {may && !adding && (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('units.count.add')}
          </Button>
        )}
      </div>
      {adding && <CountForm unit={unit} onClose={() => setAdding(false)} />}
      {counts.length === 0 && !adding && <p className="muted">{t('units.count.none')}</p>}
      {counts.length > 1 && <HeadcountChart counts={counts} />}
      {counts.length > 0 && <CountTable counts={counts.toReversed()} />}
    </section>
  )
}

function CountTable({ counts }: { counts: readonly Headcount[] }) {
  const t = useT()
  const figure = (value: number | null) => (value === null ? '–' : numberText(value))
  return (
    <div className={classes.scroll}>
      <table className={classes.counts}>
        <caption className="visually-hidden">{t('units.count.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('units.count.asOf')}</th>
            {FIGURES.map((name) => (
              <th key={name} scope="col">
                {t(`units.count.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((count) => (
            <tr key={count.asOf}>
              <th scope="row" className="num">
                {showDay(count.asOf)}
              </th>
              {FIGURES.map((name) => (
                <td key={name} className="num">
                  {figure(count[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** One figure of a day, beside the last one. Nothing typed is not zero: it is left open. */
function CountForm({ unit, onClose }: { unit: UnitProfile; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const last = unit.headcounts.at(-1)
  const [asOf, setAsOf] = useState<string | null>(() => isoDay(serverNow()))
  const [typed, setTyped] = useState<Partial<Record<(typeof FIGURES)[number], number>>>({})
  const [missing, setMissing] = useState(false)
  const save = useMutation({
    mutationFn: (count: Partial<NewHeadcount>) => api.post(`/api/units/${unit.id}/headcounts`, count),
    onSuccess: async () => {
      notify(t('units.count.saved'))
      await queries.invalidateQueries({ queryKey: ['units'] })
      onClose()
    },
  })
  const fault = (field: string) => (save.error instanceof ApiError ? save.error.faultOf(field) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lacks = !asOf || typed.workers === undefined || typed.members === undefined
    setMissing(lacks)
    if (!lacks && !save.isPending) save.mutate({ ...typed, asOf: asOf! })
  }
  return (
    <form className={classes.countForm} onSubmit={submit} noValidate>
      {missing && <Banner tone="fail">{t('units.count.missing')}</Banner>}
      {save.isError && <Banner tone="fail">{readable(save.error)}</Banner>}
      <div className={classes.countFields}>
        <DayField
          label={t('units.count.asOf')}
          value={asOf}
          onChange={setAsOf}
          required
          error={fault('asOf')}
        />
        {FIGURES.map((name) => (
          <NumberInput
            key={name}
            label={t(`units.count.${name}`)}
            value={typed[name] ?? ''}
            placeholder={last && last[name] !== null ? numberText(last[name]) : undefined}
            onChange={(value) =>
              setTyped(({ [name]: _, ...old }) =>
                typeof value === 'number' ? { ...old, [name]: value } : old,
              )
            }
            error={fault(name)}
            min={0}
            max={10_000_000}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator="."
            decimalSeparator=","
            hideControls
            inputMode="numeric"
          />
        ))}
      </div>
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}>
          {t('units.count.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
