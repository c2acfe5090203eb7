import type { ReactNode } from 'react'
import type { GroupPerson } from '../../../../src/contract/group.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import classes from './groups.module.css'

/** Somebody in a list of a group: who, where, the number to find them by, since when and why. */
export function PersonRow(props: { person: GroupPerson; left?: boolean; children?: ReactNode }) {
  const t = useT()
  const { person } = props
  const why = t(`groups.reason.${props.left ? 'left' : 'joined'}.${person.reason}`)
  return (
    <li className={classes.row}>
      <div className={classes.person}>
        <b>{person.name}</b>
        <p className={classes.meta}>
          {[person.position, person.unitName].filter(Boolean).join(', ') || t('groups.no_post')}
        </p>
      </div>
      <span className={`num ${classes.phone}`}>
        {person.phone ?? <span className="muted">{t('groups.no_phone')}</span>}
      </span>
      <span className={classes.why}>
        {person.since ? t('groups.since', { why, day: dateText(person.since) }) : why}
      </span>
      {props.children}
    </li>
  )
}
