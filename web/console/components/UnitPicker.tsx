import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnitChoice } from '../../../src/contract/organisation.ts'
import { useT } from '../app/i18n.ts'
import { unitsQuery } from '../app/queries.ts'
import classes from './UnitPicker.module.css'

interface UnitPickerProps {
  label: string
  units: readonly UnitChoice[]
  onChange: (units: UnitChoice[]) => void
  /** One unit only: choosing another one takes its place. */
  single?: boolean
}

/** Units of any tier, found by name or code without accents, shown as they are chosen. */
export function UnitPicker({ label, units, onChange, single = false }: UnitPickerProps) {
  const t = useT()
  const [q, setQ] = useState('')
  const [asked] = useDebouncedValue(q.trim(), 150)
  const { data } = useQuery({ ...unitsQuery(asked), enabled: asked.length > 0 })
  const typed = q.trim() !== '' && asked !== ''
  const found = !typed ? [] : (data ?? []).filter((one) => !units.some((unit) => unit.id === one.id))
  const choose = (unit: UnitChoice) => {
    onChange(single ? [unit] : [...units, unit])
    setQ('')
  }
  return (
    <fieldset className={classes.picker}>
      <legend>{label}</legend>
      {units.length > 0 && (
        <ul className={classes.chosen}>
          {units.map((unit) => (
            <li key={unit.id}>
              <span>
                {unit.name} <span className="muted">{unit.code}</span>
              </span>
              <CloseButton
                aria-label={t('organisation.form.remove', { name: unit.name })}
                onClick={() => onChange(units.filter((one) => one.id !== unit.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {(!single || units.length === 0) && (
        <>
          <TextInput
            aria-label={`${label}: ${t('organisation.form.find')}`}
            placeholder={t('organisation.form.find')}
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
            onKeyDown={(event) => {
              const [first] = found
              if (event.key !== 'Enter' || !first) return
              event.preventDefault()
              choose(first)
            }}
          />
          {typed && (
            <ul className={classes.found}>
              {found.map((unit) => (
                <li key={unit.id}>
                  <button type="button" onClick={() => choose(unit)}>
                    {unit.name}{' '}
                    <span className="muted">
                      {[unit.typeName, unit.areaName, unit.code].filter(Boolean).join(' · ')}
                    </span>
                  </button>
                </li>
              ))}
              {data && found.length === 0 && (
                <li className="muted">{t('organisation.form.none_found', { q: asked })}</li>
              )}
            </ul>
          )}
        </>
      )}
    </fieldset>
  )
}
