import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { PersonRow } from '../../../../src/contract/person.ts'
import { serverNow } from '../../app/clock.ts'
import { fullText } from '../../app/dates.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { useMe } from '../../app/session.ts'
import { showDay } from '../../components/days.ts'
import classes from './people.module.css'

interface PeopleTableProps {
  people: readonly PersonRow[]
  ticked: ReadonlySet<number>
  tick: (ticked: ReadonlySet<number>) => void
  busy: boolean
}

/** A row a person; on paper only those that were ticked, when any were. On a phone each row is a card. */
export function PeopleTable({ people, ticked, tick, busy }: PeopleTableProps) {
  const t = useT()
  const me = useMe()
  const all = people.every((person) => ticked.has(person.id))
  return (
    <table className={classes.table} aria-busy={busy} data-some={ticked.size > 0 || undefined}>
      <caption className={classes.caption}>
        {t('people.print_title', { unit: me.federation.name, at: fullText(serverNow()) })}
      </caption>
      <thead>
        <tr>
          <th scope="col" className={classes.box}>
            <Checkbox
              aria-label={t('people.tick_all')}
              checked={all}
              indeterminate={!all && ticked.size > 0}
              onChange={() => tick(all ? new Set() : new Set(people.map((person) => person.id)))}
            />
          </th>
          <th scope="col">{t('people.column.name')}</th>
          <th scope="col">{t('people.column.post')}</th>
          <th scope="col">{t('people.column.phone')}</th>
          <th scope="col">{t('people.column.channels')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id} data-person={person.id} data-ticked={ticked.has(person.id) || undefined}>
            <td className={classes.box}>
              <Checkbox
                aria-label={t('people.tick', { name: person.name })}
                checked={ticked.has(person.id)}
                onChange={() => {
                  const next = new Set(ticked)
                  if (!next.delete(person.id)) next.add(person.id)
                  tick(next)
                }}
              />
            </td>
            <th scope="row">
              <Link to="/people/$personId" params={{ personId: String(person.id) }}>
                {person.name}
              </Link>
            </th>
            <td>
              <Posts person={person} t={t} />
            </td>
            <td>
              {person.phone && (
                <a className="num" href={`tel:${person.phone.tel}`}>
                  {person.phone.display}
                </a>
              )}
            </td>
            <td>
              <Reach person={person} t={t} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const SHOWN = 3

function Posts({ person, t }: { person: PersonRow; t: Translate }) {
  const more = person.posts.length - SHOWN
  return (
    <>
      {person.posts.slice(0, SHOWN).map((post) => (
        <p key={post.postId}>
          {post.position} · {post.unitName}
          {post.to && <span className="muted"> {t('people.until', { day: showDay(post.to) })}</span>}
        </p>
      ))}
      {more > 0 && <p className="muted">{t('people.more_posts', { count: more })}</p>}
    </>
  )
}

function Reach({ person, t }: { person: PersonRow; t: Translate }) {
  const written = person.channels.filter((channel) => channel !== 'phone')
  return (
    <>
      {written.length > 0 ? (
        <span>{written.map((channel) => t(`people.channel.${channel}`)).join(', ')}</span>
      ) : (
        <b className={classes.bad}>{t('people.no_channel')}</b>
      )}
      {person.wrong && <span className={classes.bad}> · {t('people.wrong')}</span>}
      {person.stopped.length > 0 && (
        <span className="muted">
          {' · '}
          {t('people.stopped', {
            channels: person.stopped.map((channel) => t(`people.channel.${channel}`)).join(', '),
          })}
        </span>
      )}
    </>
  )
}
