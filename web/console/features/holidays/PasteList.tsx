import { Button, FileButton, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Holiday, HolidayReading } from '../../../../src/contract/holiday.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import { showDay } from '../../components/days.ts'
import classes from './holidays.module.css'

interface PasteListProps {
  year: number
  before: readonly Holiday[]
  saving: boolean
  onWrite: (days: readonly Holiday[]) => void
  onClose: () => void
}

/** The list of a year as it was announced: pasted or from a file, looked at, then put in place of the one before. */
export function PasteList({ year, before, saving, onWrite, onClose }: PasteListProps) {
  const t = useT()
  const [text, setText] = useState('')
  const read = useMutation({
    mutationFn: () => api.post<HolidayReading>('/api/holidays/parse', { year, text }),
  })
  const change = (next: string) => {
    setText(next)
    read.reset()
  }
  const found = read.data
  const gone = before.filter((one) => !found?.days.some((other) => other.day === one.day))
  return (
    <section className={classes.panel} aria-labelledby="paste">
      <h2 id="paste">{t('units.holidays.paste', { year })}</h2>
      {read.isError && <Banner tone="fail">{readable(read.error)}</Banner>}
      <Textarea
        label={t('units.holidays.list')}
        description={t('units.holidays.list_hint')}
        value={text}
        rows={8}
        maxLength={20_000}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <div className={classes.acts}>
        <Button
          variant={found ? 'default' : 'filled'}
          loading={read.isPending}
          disabled={text.trim() === ''}
          onClick={() => read.mutate()}
        >
          {t('units.holidays.check')}
        </Button>
        <FileButton
          accept=".csv,.txt,text/csv,text/plain"
          onChange={(file) => void file?.text().then(change)}
        >
          {(props) => (
            <Button variant="default" {...props}>
              {t('units.holidays.file')}
            </Button>
          )}
        </FileButton>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
      {found && (
        <>
          {found.faults.length > 0 && (
            <Banner tone="warn">
              {t('units.holidays.faults', { count: found.faults.length })}
              <ul>
                {found.faults.map((fault) => (
                  <li key={fault.line}>
                    {t('units.holidays.fault', { line: fault.line, text: fault.text, why: fault.why })}
                  </li>
                ))}
              </ul>
            </Banner>
          )}
          <ul className={classes.days}>
            {found.days.map((one) => (
              <li key={one.day}>
                <span className={`num ${classes.day}`}>{showDay(one.day)}</span>
                <span className={classes.name}>{one.nameVi}</span>
              </li>
            ))}
          </ul>
          {gone.length > 0 && (
            <p>
              {t('units.holidays.gone', { count: gone.length })}{' '}
              {gone.map((one) => showDay(one.day)).join(', ')}
            </p>
          )}
          {found.days.length > 0 && (
            <Button loading={saving} onClick={() => onWrite(found.days)}>
              {t('units.holidays.write', { year, count: found.days.length })}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
