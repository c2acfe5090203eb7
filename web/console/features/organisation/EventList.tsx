import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import type { OrganisationEvent } from '../../../../src/contract/organisation.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { showDay } from '../../components/days.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './organisation.module.css'
import { eventsQuery } from './queries.ts'

/** Decisions, the newest day first; the ones of today can be undone, the ones to come cancelled. */
export function EventList() {
  const t = useT()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(eventsQuery)
  const events = data?.pages.flatMap((page) => page.items)
  return (
    <section className={classes.panel} aria-labelledby="events">
      <h2 id="events">{t('organisation.events.title')}</h2>
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {events?.length === 0 && (
        <EmptyState title={t('organisation.events.empty')} text={t('organisation.events.empty_hint')} />
      )}
      {events && events.length > 0 && (
        <ol className={classes.events}>
          {events.map((event) => (
            <Event key={event.id} event={event} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('organisation.events.more')}
        </Button>
      )}
    </section>
  )
}

function Event({ event }: { event: OrganisationEvent }) {
  const t = useT()
  const may = useMay('unit.write')
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const verb = event.canUndo ? 'undo' : 'cancel'
  const act = useMutation({
    mutationFn: () => api.post(`/api/organisation/events/${event.id}/${verb}`),
    onSuccess: () =>
      notify(t(verb === 'undo' ? 'organisation.events.undone' : 'organisation.events.cancelled')),
    onError: notifyError,
    onSettled: () => {
      setAsking(false)
      return queries.invalidateQueries({ queryKey: ['organisation'] })
    },
  })
  return (
    <li className={classes.event}>
      <div className={classes.eventMain}>
        <p>
          <b>{t(`organisation.kind.${event.kind}`)}</b>{' '}
          <span className={classes.state} data-state={event.state}>
            {t(`organisation.state.${event.state}`)}
          </span>
        </p>
        <p>
          <Names units={event.predecessors} />
          {event.predecessors.length > 0 && event.successors.length > 0 && ' → '}
          <Names units={event.successors} />
        </p>
        <p className="muted">
          {[
            event.decision
              ? t('organisation.events.decision', {
                  number: event.decision.number,
                  date: showDay(event.decision.date),
                })
              : t('organisation.events.no_decision'),
            t('organisation.events.effective', { date: showDay(event.effectiveOn) }),
            event.createdBy && t('organisation.events.by', { name: event.createdBy }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {event.note && <p>{event.note}</p>}
        {event.problem && <p className={classes.problem}>{event.problem}</p>}
      </div>
      {may && (event.canUndo || event.canCancel) && (
        <div className={classes.eventActs}>
          {asking ? (
            <>
              <span>{t(`organisation.events.${verb}_sure`)}</span>
              <Button color="red" loading={act.isPending} onClick={() => act.mutate()}>
                {t(`organisation.events.${verb}`)}
              </Button>
              <Button variant="default" onClick={() => setAsking(false)}>
                {t('organisation.events.keep')}
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t(`organisation.events.${verb}`)}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

/** The first three, each with its page; how many more there are. */
function Names({ units }: { units: OrganisationEvent['predecessors'] }) {
  const t = useT()
  return (
    <>
      {units.slice(0, 3).map((unit, index) => (
        <Fragment key={unit.id}>
          {index > 0 && ', '}
          <Link to="/units/$unitId" params={{ unitId: String(unit.id) }}>
            {unit.name}
          </Link>
        </Fragment>
      ))}
      {units.length > 3 && ` ${t('organisation.events.and_more', { n: units.length - 3 })}`}
    </>
  )
}
