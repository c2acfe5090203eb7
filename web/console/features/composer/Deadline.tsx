import 'dayjs/locale/vi'
import '@mantine/dates/styles.css'
import { Button } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { useNow } from '../../app/clock.ts'
import { dayText, spanText, timeText } from '../../app/dates.ts'
import { currentLocale, useT } from '../../app/i18n.ts'
import classes from './composer.module.css'
import { daysToFriday, fromLocal, localTimeOn, parseLocal, toLocal } from './local-date.ts'

/**
 * A moment, typed day first. What cannot be read stays in the field with a sentence, never a silent change; what was
 * understood is said in words below it.
 */
export function Deadline({
  value,
  onChange,
}: {
  value: string | null
  onChange: (value: string | null) => void
}) {
  const t = useT()
  const now = useNow(30)
  const [unread, setUnread] = useState(false)
  const past = value !== null && Date.parse(value) <= now
  const quick: readonly [string, string][] = [
    ['today', localTimeOn(now, 0, 17)],
    ['tomorrow', localTimeOn(now, 1, 10)],
    ['friday', localTimeOn(now, daysToFriday(now), 17)],
  ]
  return (
    <div className={classes.stack}>
      <DateInput
        id="field-acknowledgeBefore"
        size="md"
        label={t('composer.deadline.label')}
        description={t('composer.deadline.hint')}
        valueFormat="DD/MM/YYYY HH:mm"
        withTime
        locale={currentLocale()}
        firstDayOfWeek={1}
        fixOnBlur={false}
        clearable
        clearButtonProps={{ 'aria-label': t('composer.deadline.clear') }}
        placeholder={t('composer.deadline.example')}
        dateParser={parseLocal}
        value={value === null ? null : toLocal(value)}
        onChange={(next) => {
          setUnread(false)
          onChange(next === null ? null : fromLocal(next.length === 10 ? `${next} 17:00:00` : next))
        }}
        onBlur={(event) => {
          const text = event.currentTarget.value.trim()
          setUnread(text !== '' && parseLocal(text) === null)
        }}
        error={unread ? t('composer.deadline.unread') : past ? t('composer.deadline.past') : undefined}
      />
      {value !== null && !unread && (
        <p data-deadline-words>
          {past
            ? t('composer.deadline.was', { time: timeText(value), day: dayText(value) })
            : t('composer.deadline.is', {
                time: timeText(value),
                day: dayText(value),
                left: spanText(Date.parse(value) - now),
              })}
        </p>
      )}
      <div className={classes.row}>
        {quick
          .filter(([, at]) => Date.parse(at) > now)
          .map(([name, at]) => (
            <Button
              key={name}
              size="sm"
              variant="default"
              onClick={() => {
                setUnread(false)
                onChange(at)
              }}
            >
              {t(`composer.deadline.${name}`)}
            </Button>
          ))}
      </div>
    </div>
  )
}
