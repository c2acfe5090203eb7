import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AudienceListReply, UnitFound } from '../../../../src/contract/audience.ts'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import classes from './audience.module.css'
import { PasteList } from './PasteList.tsx'

/** Units one by one: found by name or code without accents, or pasted as a list. */
export function PickedUnits(props: {
  id: string
  legend: string
  units: readonly number[]
  withPaste?: boolean
  onChange: (units: number[]) => void
}) {
  const t = useT()
  const [q, setQ] = useState('')
  const [asked] = useDebouncedValue(q.trim(), 120)
  const { data: found } = useQuery({
    queryKey: ['unit-search', asked],
    queryFn: ({ signal }) =>
      api.get<{ items: UnitFound[] }>(`/api/units/search?q=${encodeURIComponent(asked)}`, signal),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const add = (ids: readonly number[]) => props.onChange([...new Set([...props.units, ...ids])])
  const offered = asked === '' ? [] : (found?.items ?? []).filter((unit) => !props.units.includes(unit.id))
  return (
    <fieldset className={classes.field} id={`field-${props.id}`}>
      <legend>{props.legend}</legend>
      <TextInput
        label={t('composer.audience.find_unit')}
        placeholder={t('composer.audience.search_placeholder')}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      {asked !== '' && found && (
        <ul className={classes.found} aria-label={t('composer.audience.found')}>
          {offered.map((unit) => (
            <li key={unit.id}>
              <button type="button" onClick={() => add([unit.id])}>
                <span>{unit.name}</span>{' '}
                <span className="muted">{[unit.area, unit.code].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
          {offered.length === 0 && (
            <li className={`muted ${classes.nothing}`}>
              {t('composer.audience.nothing_matches', { q: asked })}
            </li>
          )}
        </ul>
      )}
      {props.units.length > 0 && (
        <Chosen
          units={props.units}
          onRemove={(id) => props.onChange(props.units.filter((unit) => unit !== id))}
        />
      )}
      {props.withPaste && <PasteList onAdd={add} />}
    </fieldset>
  )
}

const NAMES_SHOWN = 50

function Chosen({ units, onRemove }: { units: readonly number[]; onRemove: (id: number) => void }) {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['unit-names', units.join()],
    queryFn: () =>
      api.post<AudienceListReply>('/api/audience/list', {
        audience: {
          lines: [{ units }],
          positions: [],
          excludeUnits: [],
          excludePersons: [],
          groupPosts: null,
        },
        kind: 'units',
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <ul className={classes.chosen}>
      {data?.items
        .filter((unit) => units.includes(unit.id))
        .map((unit) => (
          <li key={unit.id}>
            <span>{unit.name}</span>
            <Button
              size="sm"
              variant="default"
              onClick={() => onRemove(unit.id)}
              aria-label={t('composer.audience.remove_named', { name: unit.name })}
            >
              {t('composer.audience.remove')}
            </Button>
          </li>
        ))}
      {units.length > NAMES_SHOWN && (
        <li className="muted">{t('composer.audience.and_more', { n: units.length - NAMES_SHOWN })}</li>
      )}
    </ul>
  )
}
