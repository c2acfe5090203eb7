import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { PastedMatch } from '../../../../src/contract/audience.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import classes from './audience.module.css'

/** A list copied out of a spreadsheet: what fits one unit is added, what fits several is asked about, the rest is named. */
export function PasteList({ onAdd }: { onAdd: (units: number[]) => void }) {
  const t = useT()
  const [text, setText] = useState('')
  const [open, setOpen] = useState<PastedMatch[]>([])
  const [added, setAdded] = useState<number | null>(null)
  const match = useMutation({
    mutationFn: () => api.post<{ matches: PastedMatch[] }>('/api/audience/match', { text }),
    onSuccess: ({ matches }) => {
      const sure = matches.flatMap((one) => (one.unit ? [one.unit.id] : []))
      onAdd(sure)
      setAdded(sure.length)
      setOpen(matches.filter((one) => !one.unit))
      setText('')
    },
  })
  const settle = (line: string, unit: number) => {
    onAdd([unit])
    setOpen(open.filter((one) => one.line !== line))
  }
  return (
    <details className={classes.details}>
      <summary>{t('composer.paste.summary')}</summary>
      <div className={classes.stack}>
        <Textarea
          label={t('composer.paste.label')}
          autosize
          minRows={4}
          maxRows={12}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div>
          <Button
            variant="default"
            loading={match.isPending}
            disabled={text.trim() === ''}
            onClick={() => match.mutate()}
          >
            {t('composer.paste.match')}
          </Button>
        </div>
        {match.isError && <p className={classes.bad}>{readable(match.error)}</p>}
        {added !== null && <p role="status">{t('composer.paste.added', { n: added })}</p>}
        {open.length > 0 && (
          <ul className={classes.names}>
            {open.map((one) => (
              <li key={one.line}>
                <b>{one.line}</b>
                {one.candidates.length === 0 ? (
                  <span className={classes.bad}>{t('composer.paste.unknown')}</span>
                ) : (
                  <span className={classes.row}>
                    {t('composer.paste.which')}
                    {one.candidates.map((unit) => (
                      <Button
                        key={unit.id}
                        size="sm"
                        variant="default"
                        onClick={() => settle(one.line, unit.id)}
                      >
                        {[unit.name, unit.area].filter(Boolean).join(', ')}
                      </Button>
                    ))}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  )
}
