import type { UnitDetail } from '../../../../src/contract/board.ts'
import { useNow } from '../../app/clock.ts'
import { momentText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import classes from './board.module.css'

const STAGES = ['waiting', 'accepted', 'delivered', 'opened', 'acknowledged'] as const

/** Each person of the unit, how far the message got, and why not further, in one sentence. */
export function People({ people }: { people: UnitDetail['people'] }) {
  const t = useT()
  return (
    <section>
      <h3>{t('board.unit.people', { count: people.length })}</h3>
      {people.length === 0 && <p className="muted">{t('board.unit.nobody')}</p>}
      <ul className={classes.people}>
        {people.map((person) => (
          <li key={person.recipientId}>
            <p>
              <b>{person.name}</b>
              {person.position && `, ${person.position}`}
              {' · '}
              {t(
                `board.state.${person.problem === 'no_channel' ? 'no_channel' : (STAGES[person.stage] ?? 'waiting')}`,
              )}
            </p>
            {person.why && <p className={classes.whyNot}>{person.why}</p>}
            <p className={classes.small}>
              {person.contacts.map((contact) => (
                <span key={`${contact.channel}${contact.display}`} className={classes.contact}>
                  {t(`console.channel.${contact.channel}`)}:{' '}
                  {contact.tel ? (
                    <a className="num" href={`tel:${contact.tel}`}>
                      {contact.display}
                    </a>
                  ) : (
                    contact.display
                  )}
                  {contact.shared && ` (${t('board.unit.shared')})`}
                </span>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Every attempt and answer, newest first, with the provider's own number for when somebody disputes it. */
export function Timeline({ entries }: { entries: UnitDetail['timeline'] }) {
  const t = useT()
  const now = useNow(60)
  const newestFirst = [...entries].reverse()
  return (
    <section>
      <h3>{t('board.unit.timeline')}</h3>
      {entries.length === 0 && <p className="muted">{t('board.unit.nothing_yet')}</p>}
      <ol className={classes.timeline}>
        {newestFirst.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id and are never reordered
          <li key={`${entry.at}-${entries.length - index}`} data-kind={entry.kind}>
            <time dateTime={entry.at} className="num">
              {momentText(entry.at, now)}
            </time>
            <div>
              <p>{entry.text}</p>
              {(entry.person || entry.providerId || entry.providerCode) && (
                <p className={classes.small}>
                  {[
                    entry.person,
                    entry.providerId && t('board.unit.provider_id', { id: entry.providerId }),
                    entry.providerCode && t('board.lane.code', { code: entry.providerCode }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
