import 'dayjs/locale/vi'
import '@mantine/dates/styles.css'
import { Button, NativeSelect } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { currentLocale, useT } from '../../app/i18n.ts'
import classes from './audit.module.css'
import { choicesQuery } from './queries.ts'
import type { AuditSearch } from './search.ts'

interface FiltersProps {
  search: AuditSearch
  change: (next: Partial<AuditSearch>) => void
  clear: () => void
}

export function Filters({ search, change, clear }: FiltersProps) {
  const t = useT()
  const { data } = useQuery(choicesQuery)
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <search className={classes.filters} aria-label={t('history.filter.label')}>
      <NativeSelect
        label={t('history.filter.staff')}
        value={search.by ?? String(search.staff ?? '')}
        onChange={(event) => change(whoOf(event.currentTarget.value))}
        data={[
          { value: '', label: t('history.filter.all_staff') },
          { value: 'office', label: t('history.filter.office') },
          { value: 'officers', label: t('history.filter.officers') },
          ...(data?.staff ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
      />
      <NativeSelect
        label={t('history.filter.kind')}
        value={search.kind ?? ''}
        onChange={(event) => change({ kind: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('history.filter.all_kinds') },
          ...(data?.kinds ?? []).map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <Day label={t('history.filter.from')} value={search.from} onChange={(from) => change({ from })} />
      <Day label={t('history.filter.to')} value={search.to} onChange={(to) => change({ to })} />
      {filtered && (
        <Button variant="default" onClick={clear}>
          {t('history.filter.clear')}
        </Button>
      )}
    </search>
  )
}

/** One choice stands for two filters: a group of people, or one of them. */
function whoOf(value: string): Partial<AuditSearch> {
  const by = value === 'office' || value === 'officers' ? value : undefined
  return { by, staff: by ? undefined : Number(value) || undefined }
}

interface DayProps {
  label: string
  value: string | undefined
  onChange: (day: string | undefined) => void
}

/** A day, typed day first; what cannot be read stays in the field with a sentence. */
function Day({ label, value, onChange }: DayProps) {
  const t = useT()
  const [unread, setUnread] = useState(false)
  return (
    <DateInput
      label={label}
      valueFormat="DD/MM/YYYY"
      locale={currentLocale()}
      firstDayOfWeek={1}
      fixOnBlur={false}
      clearable
      placeholder={t('history.filter.day_example')}
      dateParser={parseDay}
      value={value ?? null}
      onChange={(next) => {
        setUnread(false)
        onChange(next ?? undefined)
      }}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim()
        setUnread(text !== '' && parseDay(text) === null)
      }}
      error={unread ? t('history.filter.day_unread') : undefined}
    />
  )
}

/** «05/12/2026», «5/12/26», «05122026» → «2026-12-05»; a day that does not exist is null. */
function parseDay(text: string): string | null {
  const found = /^(\d{1,2})[/.-]?(\d{1,2})[/.-]?(\d{4}|\d{2})$/.exec(text.trim())
  if (!found) return null
  const [, day = '', month = '', rawYear = ''] = found
  const year = rawYear.length === 2 ? 2000 + Number(rawYear) : Number(rawYear)
  const at = new Date(Date.UTC(year, Number(month) - 1, Number(day)))
  const exists = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
  return exists ? at.toISOString().slice(0, 10) : null
}
