import 'dayjs/locale/vi'
import '@mantine/dates/styles.css'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { currentLocale, useT } from '../app/i18n.ts'
import { parseDay } from './days.ts'

interface DayFieldProps {
  label: string
  value: string | null
  onChange: (day: string | null) => void
  error?: string | undefined
  required?: boolean
}

/** A day, typed day first; what cannot be read stays in the field with a sentence. */
export function DayField({ label, value, onChange, error, required = false }: DayFieldProps) {
  const t = useT()
  const [unread, setUnread] = useState(false)
  return (
    <DateInput
      label={label}
      valueFormat="DD/MM/YYYY"
      locale={currentLocale()}
      firstDayOfWeek={1}
      fixOnBlur={false}
      clearable={!required}
      withAsterisk={false}
      placeholder={t('organisation.day_example')}
      dateParser={parseDay}
      value={value}
      onChange={(next) => {
        setUnread(false)
        onChange(next)
      }}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim()
        setUnread(text !== '' && parseDay(text) === null)
      }}
      error={unread ? t('organisation.day_unread') : error}
    />
  )
}
