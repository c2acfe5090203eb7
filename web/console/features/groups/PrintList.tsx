import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import type { GroupPerson } from '../../../../src/contract/group.ts'
import { serverNow } from '../../app/clock.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { useMe } from '../../app/session.ts'
import classes from './print.module.css'

/** A list of people on A4, black on white, with a box to tick by hand. Printed as soon as it is drawn. */
export function PrintList(props: {
  title: string
  group: string
  people: readonly GroupPerson[]
  onDone: () => void
}) {
  const t = useT()
  const me = useMe()
  const { onDone } = props
  useEffect(() => {
    const done = () => onDone()
    window.addEventListener('afterprint', done, { once: true })
    window.print()
    return () => window.removeEventListener('afterprint', done)
  }, [onDone])
  return createPortal(
    <article className={classes.sheet} data-print-sheet="">
      <p>{me.federation.name}</p>
      <h1>{props.title}</h1>
      <p className={classes.subject}>{props.group}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('groups.column.number')}</th>
            <th scope="col">{t('groups.column.name')}</th>
            <th scope="col">{t('groups.column.unit')}</th>
            <th scope="col">{t('groups.column.phone')}</th>
            <th scope="col">{t('groups.column.done')}</th>
          </tr>
        </thead>
        <tbody>
          {props.people.map((person, index) => (
            <tr key={person.personId}>
              <td>{index + 1}</td>
              <td>{person.name}</td>
              <td>{[person.position, person.unitName].filter(Boolean).join(', ')}</td>
              <td>{person.phone ?? ''}</td>
              <td>☐</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.foot}>{t('groups.printed', { at: fullText(serverNow()), name: me.name })}</p>
    </article>,
    document.body,
  )
}
