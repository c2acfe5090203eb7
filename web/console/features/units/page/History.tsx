import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { UnitEvent, UnitProfile } from '../../../../../src/contract/units.ts'
import { useT } from '../../../app/i18n.ts'
import { showDay } from '../../../components/days.ts'
import classes from './page.module.css'

/** What decisions did with the unit, the newest first, down to the day from which it is there. */
export function History({ unit }: { unit: UnitProfile }) {
  const t = useT()
  return (
    <section className={classes.panel} aria-labelledby="changes">
      <h2 id="changes">{t('units.events.title')}</h2>
      <ol className={classes.events}>
        {unit.events.map((event) => (
          <Event key={`${event.id}${event.role}`} unit={unit} event={event} />
        ))}
        {!unit.events.some((event) => event.kind === 'found') && (
          <li>
            <time className="num">{showDay(unit.validFrom)}</time>
            <span>{t('units.events.begins')}</span>
          </li>
        )}
      </ol>
    </section>
  )
}

function Event({ unit, event }: { unit: UnitProfile; event: UnitEvent }) {
  const t = useT()
  const others = (event.role === 'predecessor' ? event.successors : event.predecessors).filter(
    (one) => one.id !== unit.id,
  )
  return (
    <li data-state={event.state}>
      <time className="num">{showDay(event.effectiveOn)}</time>
      <span>
        <b>{t(`organisation.kind.${event.kind}`)}</b>
        {event.state !== 'applied' && ` (${t(`organisation.state.${event.state}`)})`}
        {others.length > 0 && (event.role === 'predecessor' ? ' → ' : ' ← ')}
        {others.map((one, index) => (
          <Fragment key={one.id}>
            {index > 0 && ', '}
            <Link to="/units/$unitId" params={{ unitId: String(one.id) }}>
              {one.name}
            </Link>
          </Fragment>
        ))}
        <small>
          {event.decision
            ? t('organisation.events.decision', {
                number: event.decision.number,
                date: showDay(event.decision.date),
              })
            : t('organisation.events.no_decision')}
        </small>
      </span>
    </li>
  )
}
