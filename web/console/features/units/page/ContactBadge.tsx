import type { OfficerContact } from '../../../../../src/contract/units.ts'
import { useT } from '../../../app/i18n.ts'
import classes from './page.module.css'
import { sinceText } from './ReachSentence.tsx'

const SIGNS: Readonly<Record<OfficerContact['state'], string>> = {
  works: 'm3 8.600 3.400 3.400L13 4.600',
  untried: 'M4 8h8',
  failing: 'M8 3v6m0 3.500v.500',
  closed: 'm4 4 8 8m0-8-8 8',
}

/** An address of an officer and how it stands: a sign, words, and when. */
export function ContactBadge({ contact, now }: { contact: OfficerContact; now: number }) {
  const t = useT()
  const name = t(`units.channel.${contact.channel}`)
  const known = contact.display.toLowerCase() === name.toLowerCase() ? null : contact.display
  const when = contact.at && sinceText(contact.at, now, t)
  return (
    <li className={classes.badge} data-state={contact.state}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path
          d={SIGNS[contact.state]}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.400"
          strokeLinecap="round"
        />
      </svg>
      <span>
        {name} {known && (contact.tel ? <a href={`tel:${contact.tel}`}>{known}</a> : known)}{' '}
        <span className={classes.badgeState}>
          {t(`units.contact.${contact.state}`, { at: when, reason: contact.reason })}
          {contact.shared && ` · ${t('units.contact.shared')}`}
        </span>
      </span>
    </li>
  )
}
