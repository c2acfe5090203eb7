import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { fold } from '../../app/fold.ts'
import { numberText, useT } from '../../app/i18n.ts'
import classes from './audience.module.css'

const SEARCH_FROM = 9

/** A list of ticks with counts; long ones can be searched without accents. What is ticked always stays in sight. */
export function Ticks<T extends string | number>(props: {
  legend: string
  options: readonly { value: T; label: string; count: number }[]
  value: readonly T[]
  onChange: (value: T[]) => void
}) {
  const t = useT()
  const id = useId()
  const [q, setQ] = useState('')
  const words = fold(q)
  const shown = props.options.filter(
    (option) => fold(option.label).includes(words) || props.value.includes(option.value),
  )
  return (
    <fieldset className={classes.ticks} aria-labelledby={id}>
      <legend id={id}>{props.legend}</legend>
      {props.options.length >= SEARCH_FROM && (
        <TextInput
          aria-label={t('composer.audience.search_in', { what: props.legend })}
          placeholder={t('composer.audience.search_placeholder')}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
      )}
      <div className={classes.tickList}>
        {shown.map((option) => (
          <label key={option.value} className={classes.tick}>
            <input
              type="checkbox"
              checked={props.value.includes(option.value)}
              onChange={(event) =>
                props.onChange(
                  event.currentTarget.checked
                    ? [...props.value, option.value]
                    : props.value.filter((value) => value !== option.value),
                )
              }
            />
            <span>
              {option.label} <span className="muted num">{numberText(option.count)}</span>
            </span>
          </label>
        ))}
        {shown.length === 0 && (
          <p className="muted">
            {q ? t('composer.audience.nothing_matches', { q }) : t('composer.audience.nothing_here')}
          </p>
        )}
      </div>
    </fieldset>
  )
}
