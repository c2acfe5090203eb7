import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SearchReply } from '../../../../src/contract/search.ts'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import found from '../../components/audience/audience.module.css'
import classes from './groups.module.css'

/** People found by name, accents optional, and put into the group one by one. */
export function AddMember(props: {
  isMember: (personId: number) => boolean
  onAdd: (person: { id: number; name: string }) => void
}) {
  const t = useT()
  const [q, setQ] = useState('')
  const [asked] = useDebouncedValue(q.trim(), 120)
  const { data } = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => api.get<SearchReply>(`/api/search?q=${encodeURIComponent(asked)}`, signal),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const offered = asked === '' || !data ? [] : data.people
  return (
    <div className={classes.search}>
      <TextInput
        label={t('groups.add')}
        placeholder={t('groups.search_hint')}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      {asked !== '' && data && (
        <ul className={found.found} aria-label={t('groups.found')}>
          {offered.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                disabled={props.isMember(person.id)}
                onClick={() => {
                  props.onAdd(person)
                  setQ('')
                }}
              >
                <span>{person.name}</span>{' '}
                <span className="muted">
                  {[
                    [person.position, person.unitName].filter(Boolean).join(', '),
                    props.isMember(person.id) && t('groups.already'),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </button>
            </li>
          ))}
          {offered.length === 0 && (
            <li className={`muted ${found.nothing}`}>{t('groups.nobody_found', { q: asked })}</li>
          )}
        </ul>
      )}
    </div>
  )
}
