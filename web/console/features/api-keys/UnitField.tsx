import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnitFound } from '../../../../src/contract/audience.ts'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import classes from './api-keys.module.css'

export interface ChosenUnit {
  id: number
  name: string
}

/** The units of one's own roles first; one of those below them is found by its name. */
export function UnitField(props: {
  choices: readonly ChosenUnit[]
  unit: ChosenUnit | null
  onChange: (unit: ChosenUnit) => void
}) {
  const t = useT()
  const [searching, setSearching] = useState(false)
  const { unit, choices } = props
  const known = unit && !choices.some((one) => one.id === unit.id) ? [...choices, unit] : choices
  return (
    <div className={classes.stack}>
      <NativeSelect
        label={t('api_keys.form.unit')}
        description={t('api_keys.form.unit_hint')}
        value={String(unit?.id ?? '')}
        onChange={(event) => {
          const chosen = known.find((one) => String(one.id) === event.currentTarget.value)
          if (chosen) props.onChange(chosen)
        }}
        data={known.map((one) => ({ value: String(one.id), label: one.name }))}
      />
      {searching ? (
        <Search
          onChosen={(chosen) => {
            props.onChange(chosen)
            setSearching(false)
          }}
        />
      ) : (
        <Button variant="subtle" size="compact-md" onClick={() => setSearching(true)}>
          {t('api_keys.form.below')}
        </Button>
      )}
    </div>
  )
}

function Search({ onChosen }: { onChosen: (unit: ChosenUnit) => void }) {
  const t = useT()
  const [q, setQ] = useState('')
  const [asked] = useDebouncedValue(q.trim(), 120)
  const { data } = useQuery({
    queryKey: ['unit-search', asked],
    queryFn: ({ signal }) =>
      api.get<{ items: UnitFound[] }>(`/api/units/search?q=${encodeURIComponent(asked)}`, signal),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const found = asked === '' ? [] : (data?.items ?? [])
  return (
    <>
      <TextInput
        label={t('api_keys.form.find')}
        value={q}
        autoFocus
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <ul className={classes.found}>
        {found.map((unit) => (
          <li key={unit.id}>
            <button type="button" onClick={() => onChosen(unit)}>
              {unit.name} <span className="muted">{[unit.area, unit.code].filter(Boolean).join(' · ')}</span>
            </button>
          </li>
        ))}
        {asked !== '' && data && found.length === 0 && (
          <li className="muted">{t('api_keys.form.none', { q: asked })}</li>
        )}
      </ul>
    </>
  )
}
