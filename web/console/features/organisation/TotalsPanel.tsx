import { Button, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { NamedTotal } from '../../../../src/contract/organisation.ts'
import { readable } from '../../app/api.ts'
import { currentLocale, useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { DayField } from '../../components/DayField.tsx'
import { showDay } from '../../components/days.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './organisation.module.css'
import { totalsQuery } from './queries.ts'

interface TotalsPanelProps {
  asOf: string | undefined
  onDay: (day: string | undefined) => void
}

/** How many units, workers and members there were on a day, whole and by sector, area or parent. */
export function TotalsPanel({ asOf, onDay }: TotalsPanelProps) {
  const t = useT()
  const mayImport = useMay('list.import')
  const [by, setBy] = useState<'bySector' | 'byArea' | 'byParent'>('bySector')
  const { data, error } = useQuery(totalsQuery(asOf))
  const number = new Intl.NumberFormat(currentLocale() === 'vi' ? 'vi-VN' : 'en')
  return (
    <section className={classes.panel} aria-labelledby="totals">
      <div className={classes.panelHead}>
        <h2 id="totals">
          {data ? t('organisation.totals.title', { day: showDay(data.asOf) }) : t('organisation.as_of')}
        </h2>
        <div className={classes.dayPick}>
          <DayField
            label={t('organisation.as_of')}
            value={asOf ?? null}
            onChange={(day) => onDay(day ?? undefined)}
          />
          {asOf && (
            <Button variant="default" onClick={() => onDay(undefined)}>
              {t('organisation.today')}
            </Button>
          )}
        </div>
      </div>
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {data && data.whole.units === 0 && (
        <EmptyState
          title={t('organisation.totals.empty')}
          text={t('organisation.totals.empty_hint')}
          action={mayImport && <Link to="/imports">{t('console.nav.imports')}</Link>}
        />
      )}
      {data && data.whole.units > 0 && (
        <>
          <dl className={classes.figures}>
            {(['units', 'workers', 'members'] as const).map((figure) => (
              <div key={figure}>
                <dd className="num">{number.format(data.whole[figure])}</dd>
                <dt>{t(`organisation.totals.${figure}`)}</dt>
              </div>
            ))}
          </dl>
          {data.byGender.membersUnits > 0 && (
            <p className="muted">
              {t('organisation.totals.gender', {
                membersWomen: number.format(data.byGender.membersWomen),
                membersMen: number.format(data.byGender.membersMen),
                workersWomen: number.format(data.byGender.workersWomen),
                workersMen: number.format(data.byGender.workersMen),
                reported: data.byGender.membersUnits,
                units: data.whole.units,
              })}
            </p>
          )}
          {data.whole.reported < data.whole.units && (
            <p className="muted">
              {t('organisation.totals.reported', { reported: data.whole.reported, units: data.whole.units })}
            </p>
          )}
          <Radio.Group
            label={t('organisation.totals.by')}
            value={by}
            onChange={(value) => setBy(value as typeof by)}
          >
            <div className={classes.choices}>
              <Radio value="bySector" label={t('organisation.totals.sector')} />
              <Radio value="byArea" label={t('organisation.totals.area')} />
              <Radio value="byParent" label={t('organisation.totals.parent')} />
            </div>
          </Radio.Group>
          <Breakdown rows={data[by]} number={number} />
        </>
      )}
    </section>
  )
}

function Breakdown({ rows, number }: { rows: readonly NamedTotal[]; number: Intl.NumberFormat }) {
  const t = useT()
  const sum = (figure: 'units' | 'workers' | 'members') => rows.reduce((total, row) => total + row[figure], 0)
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('organisation.totals.name')}</th>
          {(['units', 'workers', 'members'] as const).map((figure) => (
            <th key={figure} scope="col" className={classes.figure}>
              {t(`organisation.totals.${figure}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key ?? ''}>
            <th scope="row">{row.name ?? t('organisation.totals.none')}</th>
            {(['units', 'workers', 'members'] as const).map((figure) => (
              <td key={figure} className={`num ${classes.figure}`}>
                {number.format(row[figure])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('organisation.totals.sum')}</th>
          {(['units', 'workers', 'members'] as const).map((figure) => (
            <td key={figure} className={`num ${classes.figure}`}>
              {number.format(sum(figure))}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  )
}
