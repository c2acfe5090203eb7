import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../app/i18n.ts'
import { foundQuery } from '../../app/queries.ts'
import classes from './people.module.css'

export interface NamedUnit {
  readonly id: number
  readonly name: string
}

interface UnitSearchProps {
  label: string
  unit: NamedUnit | null
  onChange: (unit: NamedUnit | null) => void
}

/** One unit, found by name or code without accents. */
export function UnitSearch({ label, unit, onChange }: UnitSearchProps) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.normalize('NFC').trim(), 150)
  const { data } = useQuery(foundQuery(asked))
  const found = typed.trim() === '' || asked === '' ? null : data?.units
  const choose = (one: NamedUnit) => {
    setTyped('')
    onChange({ id: one.id, name: one.name })
  }
  if (unit)
    return (
      <fieldset className={classes.choice}>
        <legend>{label}</legend>
        <div className={classes.chosen}>
          <span>{unit.name}</span>
          <Button size="sm" variant="default" onClick={() => onChange(null)}>
            {t('people.choose_other')}
            <span className="visually-hidden">: {label}</span>
          </Button>
        </div>
      </fieldset>
    )
  return (
    <div className={classes.choice}>
      <TextInput
        type="search"
        label={label}
        placeholder={t('people.unit_hint')}
        autoComplete="off"
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found ?? []
          if (event.key !== 'Enter' || !first) return
          event.preventDefault()
          choose(first)
        }}
      />
      {found && (
        <ul className={classes.found}>
          {found.map((one) => (
            <li key={one.id}>
              <button type="button" className={classes.pick} onClick={() => choose(one)}>
                {one.name} <span className="muted">{[one.area, one.code].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
          {found.length === 0 && (
            <li>
              <p className="muted">{t('people.no_unit', { q: asked })}</p>
            </li>
          )}
        </ul>
      )}
    </div>
  )
}
