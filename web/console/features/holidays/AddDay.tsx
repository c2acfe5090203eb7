import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Holiday } from '../../../../src/contract/holiday.ts'
import { useT } from '../../app/i18n.ts'
import { DayField } from '../../components/DayField.tsx'
import classes from './holidays.module.css'

interface AddDayProps {
  year: number
  days: readonly Holiday[]
  saving: boolean
  onAdd: (day: Holiday) => void
}

/** One more day of the year; its name in both languages, the second when it differs. */
export function AddDay({ year, days, saving, onAdd }: AddDayProps) {
  const t = useT()
  const [day, setDay] = useState<string | null>(null)
  const [nameVi, setNameVi] = useState('')
  const [nameEn, setNameEn] = useState('')
  const strange = day !== null && !day.startsWith(`${year}-`)
  const twice = day !== null && days.some((one) => one.day === day)
  const fault = strange
    ? t('units.holidays.other_year', { year })
    : twice
      ? t('units.holidays.twice')
      : undefined
  return (
    <form
      className={`${classes.panel} ${classes.add}`}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        if (day === null || fault || nameVi.trim() === '' || saving) return
        onAdd({ day, nameVi: nameVi.trim(), nameEn: nameEn.trim() || nameVi.trim() })
        setDay(null)
      }}
    >
      <DayField label={t('units.holidays.day')} value={day} onChange={setDay} error={fault} />
      <TextInput
        label={t('units.holidays.name_vi')}
        value={nameVi}
        maxLength={120}
        onChange={(event) => setNameVi(event.currentTarget.value)}
      />
      <TextInput
        label={t('units.holidays.name_en')}
        value={nameEn}
        maxLength={120}
        onChange={(event) => setNameEn(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={saving}
        disabled={day === null || nameVi.trim() === ''}
      >
        {t('units.holidays.add')}
      </Button>
    </form>
  )
}
