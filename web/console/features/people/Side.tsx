import { Link } from '@tanstack/react-router'
import type { Person } from '../../../../src/contract/person.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { showDay } from '../../components/days.ts'
import classes from './people.module.css'

/** What somebody agreed to, purpose by purpose, and the channels on which they want no more. */
export function Consent({ person }: { person: Person }) {
  const t = useT()
  return (
    <section className={classes.card} aria-label={t('people.consent.title')}>
      <h2>{t('people.consent.title')}</h2>
      <p className={classes.small}>{t('people.consent.duty')}</p>
      <ul className={classes.items}>
        {person.consents.map((one) => (
          <li key={`${one.purpose}-${one.channel ?? ''}`}>
            <p>
              {t(`people.consent.purpose.${one.purpose}`)}
              {one.channel && ` · ${t(`people.channel.${one.channel}`)}`}
            </p>
            <p className={classes.small}>
              {one.withdrawnAt
                ? t('people.consent.withdrawn', { at: dateText(one.withdrawnAt) })
                : t('people.consent.given', { at: dateText(one.givenAt) })}
            </p>
          </li>
        ))}
        {person.stopped.map((one) => (
          <li key={one.channel}>
            <p>
              {t('people.consent.stopped', {
                channel: t(`people.channel.${one.channel}`),
                at: dateText(one.at),
              })}
            </p>
          </li>
        ))}
        {person.consents.length + person.stopped.length === 0 && (
          <li className="muted">{t('people.consent.none')}</li>
        )}
      </ul>
    </section>
  )
}

export function Groups({ person }: { person: Person }) {
  const t = useT()
  return (
    <section className={classes.card} aria-label={t('people.groups.title')}>
      <h2>{t('people.groups.title')}</h2>
      {person.groups.length === 0 && <p className="muted">{t('people.groups.none')}</p>}
      <ul className={classes.items}>
        {person.groups.map((group) => (
          <li key={group.groupId}>
            <p>
              <Link to="/groups/$groupId" params={{ groupId: String(group.groupId) }}>
                {group.name}
              </Link>
            </p>
            <p className={classes.small}>
              {[
                t(`people.platform.${group.platform}`),
                group.from && t('people.groups.since', { day: showDay(group.from) }),
                group.byRule && t('people.groups.by_rule'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Note({ person }: { person: Person }) {
  const t = useT()
  if (!person.note) return null
  return (
    <section className={classes.card} aria-label={t('people.field.note')}>
      <h2>{t('people.field.note')}</h2>
      <p>{person.note}</p>
    </section>
  )
}
