import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Holiday, Holidays } from '../../../../src/contract/holiday.ts'
import { api, readable } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { dayText, fullText, isoDay } from '../../app/dates.ts'
import { currentLocale, useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { AddDay } from './AddDay.tsx'
import classes from './holidays.module.css'
import { PasteList } from './PasteList.tsx'

const route = getRouteApi('/staff/settings/holidays')

const holidaysQuery = (year: number) =>
  queryOptions({
    queryKey: ['holidays', year],
    queryFn: ({ signal }) => api.get<Holidays>(`/api/holidays?year=${year}`, signal),
  })

/** «Ngày nghỉ lễ»: the days of a year that no deadline in working days counts, by hand or from the announced list. */
export function HolidaysPage() {
  const t = useT()
  const year = route.useSearch().year ?? Number(isoDay(serverNow()).slice(0, 4))
  const { data, error } = useQuery(holidaysQuery(year))
  return (
    <>
      <PageHeader
        title={t('units.holidays.title', { year })}
        meta={<span>{t('units.holidays.lead')}</span>}
      />
      <nav className={classes.years} aria-label={t('units.holidays.years')}>
        {[year - 1, year, year + 1].map((one) => (
          <Link
            key={one}
            to="/settings/holidays"
            search={{ year: one }}
            aria-current={one === year ? 'page' : undefined}
          >
            {one}
          </Link>
        ))}
      </nav>
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {data && <Year key={year} data={data} />}
    </>
  )
}

function Year({ data: { year, days, mayChange, changes } }: { data: Holidays }) {
  const t = useT()
  const queries = useQueryClient()
  const [pasting, setPasting] = useState(false)
  const refresh = () => queries.invalidateQueries({ queryKey: ['holidays'] })
  const write = useMutation({
    mutationFn: (next: readonly Holiday[]) => api.put('/api/holidays', { year, days: next }),
    onSuccess: () => {
      setPasting(false)
      notify(t('units.holidays.saved', { year }))
    },
    onError: notifyError,
    onSettled: refresh,
  })
  const undo = useMutation({
    mutationFn: (changeId: number) => api.post('/api/holidays/undo', { changeId }),
    onSuccess: () => notify(t('units.holidays.undone')),
    onError: notifyError,
    onSettled: refresh,
  })
  return (
    <div className={classes.page}>
      {!mayChange && <Banner tone="info">{t('units.holidays.read_only')}</Banner>}
      {days.length === 0 && (
        <EmptyState
          title={t('units.holidays.none', { year })}
          text={t(mayChange ? 'units.holidays.none_hint' : 'units.holidays.none_means')}
        />
      )}
      {days.length > 0 && (
        <section className={classes.panel} aria-labelledby="days">
          <h2 id="days">{t('units.holidays.count', { count: days.length })}</h2>
          <ul className={classes.days}>
            {days.map((one) => (
              <li key={one.day}>
                <span className={`num ${classes.day}`}>{dayText(`${one.day}T12:00:00+07:00`)}</span>
                <span className={classes.name}>{currentLocale() === 'en' ? one.nameEn : one.nameVi}</span>
                {mayChange && (
                  <Button
                    size="sm"
                    variant="default"
                    disabled={write.isPending}
                    onClick={() => write.mutate(days.filter((other) => other.day !== one.day))}
                  >
                    {t('units.holidays.remove')}
                    <span className="visually-hidden"> {one.day}</span>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {mayChange && (
        <>
          <AddDay
            year={year}
            days={days}
            saving={write.isPending}
            onAdd={(one) => write.mutate([...days, one])}
          />
          {pasting ? (
            <PasteList
              year={year}
              before={days}
              saving={write.isPending}
              onWrite={(next) => write.mutate(next)}
              onClose={() => setPasting(false)}
            />
          ) : (
            <p className={classes.acts}>
              <Button variant="default" onClick={() => setPasting(true)}>
                {t('units.holidays.paste', { year })}
              </Button>
            </p>
          )}
        </>
      )}
      {changes.length > 0 && (
        <section className={classes.panel} aria-labelledby="changes">
          <h2 id="changes">{t('units.holidays.changes')}</h2>
          <ul className={classes.days}>
            {changes.map((change) => (
              <li key={change.id}>
                <span className={classes.name}>
                  {t('units.holidays.change', { added: change.added, removed: change.removed })}{' '}
                  <span className="muted">
                    {[fullText(change.at), change.by, change.undoneAt && t('units.holidays.was_undone')]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                {mayChange && change.canUndo && (
                  <Button
                    size="sm"
                    variant="default"
                    loading={undo.isPending}
                    onClick={() => undo.mutate(change.id)}
                  >
                    {t('console.action.undo')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
