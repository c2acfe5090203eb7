import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PersonPanel } from './PersonPanel.tsx'
import classes from './privacy.module.css'
import { peopleQuery } from './queries.ts'

/** Find somebody, then see what is held and do what they ask for. */
export function People({ personId, mayWrite }: { personId: number | null; mayWrite: boolean }) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const q = typed.normalize('NFC').trim()
  const { data } = useQuery(peopleQuery(q))
  return (
    <>
      <search className={classes.search}>
        <TextInput
          type="search"
          label={t('personal.people.search')}
          placeholder={t('personal.people.search_hint')}
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </search>
      {q.length >= 2 && data && (
        <ul className={classes.found}>
          {data.map((person) => (
            <li key={person.id}>
              <Link to="/privacy" search={{ tab: 'people', person: person.id }} onClick={() => setTyped('')}>
                {person.name}
              </Link>{' '}
              <span className="muted">{person.unitName}</span>
            </li>
          ))}
          {data.length === 0 && <li>{t('personal.people.none', { q })}</li>}
        </ul>
      )}
      {personId ? (
        <PersonPanel key={personId} personId={personId} mayWrite={mayWrite} />
      ) : (
        q.length < 2 && <EmptyState title={t('personal.people.choose')} text={t('personal.people.logged')} />
      )}
    </>
  )
}
