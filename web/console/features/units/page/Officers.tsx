import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { UnitOfficer, UnitProfile } from '../../../../../src/contract/units.ts'
import { serverNow } from '../../../app/clock.ts'
import { useT } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { showDay } from '../../../components/days.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { AddOfficer } from '../../../components/people/AddOfficer.tsx'
import { EndPost } from '../../../components/people/EndPost.tsx'
import { ContactBadge } from './ContactBadge.tsx'
import { OfficerMenu, Steps } from './OfficerActs.tsx'
import classes from './page.module.css'
import { useContactOrder } from './useContactOrder.ts'

/** Who holds a post: the contacts in the order in which they are called, then the others. */
export function Officers({ unit, open }: { unit: UnitProfile; open: boolean }) {
  const t = useT()
  const may = useMay('people.write') && open
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<number | null>(null)
  const order = useContactOrder(unit)
  const others = unit.officers.filter((one) => one.contactOrder === null)
  const row = (officer: UnitOfficer, place: number | null) => (
    <Officer
      key={officer.postId}
      unit={unit}
      officer={officer}
      place={place}
      last={place === order.contacts.length}
      may={may}
      order={order}
      onEnd={() => setEnding(officer.postId)}
    />
  )
  return (
    <section className={classes.panel} aria-labelledby="officers">
      <div className={classes.panelHead}>
        <h2 id="officers">{t('units.officers.title')}</h2>
        {may && (
          <Button variant={unit.officers.length === 0 ? 'filled' : 'default'} onClick={() => setAdding(true)}>
            {t('units.officers.add')}
          </Button>
        )}
      </div>
      {unit.officers.length === 0 && (
        <EmptyState
          title={t(open ? 'units.officers.none' : 'units.officers.none_ended')}
          text={open && t('units.officers.none_hint')}
        />
      )}
      {order.contacts.length > 0 && (
        <>
          {order.contacts.length > 1 && <p className="muted">{t('units.officers.order_hint')}</p>}
          <ol className={classes.officers}>{order.contacts.map((one, index) => row(one, index + 1))}</ol>
        </>
      )}
      {others.length > 0 && (
        <>
          <h3>{t('units.officers.others')}</h3>
          <ul className={classes.officers}>{others.map((one) => row(one, null))}</ul>
        </>
      )}
      <p role="status" className="visually-hidden">
        {order.said}
      </p>
      <SharedPhones unit={unit} />
      <Former unit={unit} />
      {adding && <AddOfficer unit={unit} onClose={() => setAdding(false)} />}
      {ending !== null && <EndPost postId={ending} onClose={() => setEnding(null)} />}
    </section>
  )
}

interface OfficerProps {
  unit: UnitProfile
  officer: UnitOfficer
  /** In the order of contacts, from 1; null: an officer who is not called. */
  place: number | null
  last: boolean
  may: boolean
  order: ReturnType<typeof useContactOrder>
  onEnd: () => void
}

function Officer({ unit, officer, place, last, may, order, onEnd }: OfficerProps) {
  const t = useT()
  const now = serverNow()
  const drag =
    may && place !== null
      ? {
          draggable: true,
          onDragStart: () => order.take(officer.postId),
          onDragOver: (event: React.DragEvent) => {
            event.preventDefault()
            order.over(officer.postId)
          },
          onDragEnd: order.drop,
        }
      : {}
  return (
    <li
      className={classes.officer}
      data-post={officer.postId}
      data-taken={order.taken === officer.postId}
      {...drag}
    >
      {place !== null && <span className={`num ${classes.place}`}>{place}</span>}
      <div className={classes.officerMain}>
        <p>
          <Link to="/people/$personId" params={{ personId: String(officer.personId) }} draggable={false}>
            <b>{officer.name}</b>
          </Link>{' '}
          · {officer.position}{' '}
          <span className="muted">
            {officer.until
              ? t('units.officers.term', { from: showDay(officer.from), until: showDay(officer.until) })
              : t('units.officers.since', { from: showDay(officer.from) })}
          </span>
        </p>
        {officer.contacts.length === 0 ? (
          <p className={classes.lacking}>{t('units.officers.no_contact')}</p>
        ) : (
          <ul className={classes.badges}>
            {officer.contacts.map((contact) => (
              <ContactBadge key={contact.id} contact={contact} now={now} />
            ))}
          </ul>
        )}
      </div>
      {may && (
        <div className={classes.officerActs}>
          {place !== null && (
            <Steps
              officer={officer}
              first={place === 1}
              last={last}
              move={order.move}
              disabled={order.saving}
            />
          )}
          <OfficerMenu unit={unit} officer={officer} order={order} onEnd={onEnd} />
        </div>
      )}
    </li>
  )
}

/** Whoever answers: the telephone of an office stands with several people. */
function SharedPhones({ unit }: { unit: UnitProfile }) {
  const t = useT()
  if (unit.sharedPhones.length === 0) return null
  return (
    <>
      <h3>{t('units.officers.shared')}</h3>
      <ul className={classes.plain}>
        {unit.sharedPhones.map((phone) => (
          <li key={phone.tel}>
            <a href={`tel:${phone.tel}`} className={classes.tel}>
              {phone.display}
            </a>{' '}
            <span className="muted">{phone.people.join(', ')}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Former({ unit }: { unit: UnitProfile }) {
  const t = useT()
  if (unit.formerOfficers.length === 0) return null
  return (
    <details className={classes.former}>
      <summary>{t('units.officers.former', { count: unit.formerOfficers.length })}</summary>
      <ul className={classes.plain}>
        {unit.formerOfficers.map((one) => (
          <li key={one.postId}>
            <Link to="/people/$personId" params={{ personId: String(one.personId) }}>
              {one.name}
            </Link>{' '}
            · {one.position}{' '}
            <span className="muted">
              {t('units.officers.term', { from: showDay(one.from), until: showDay(one.until) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
