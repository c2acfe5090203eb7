import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useT } from '../../app/i18n.ts'
import classes from './privacy.module.css'

interface EndFormProps {
  what: 'finish' | 'extend'
  busy: boolean
  onSend: (body: object) => void
  onCancel: () => void
}

const LONGEST_EXTENSION = 15

/** How a request ends, or by how much it is extended; a reason is asked for where the person must be told one. */
export function EndForm({ what, busy, onSend, onCancel }: EndFormProps) {
  const t = useT()
  const [outcome, setOutcome] = useState<'done' | 'partly' | 'refused'>('done')
  const [days, setDays] = useState<number | string>(LONGEST_EXTENSION)
  const [text, setText] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSend(
      what === 'finish'
        ? { outcome, note: text.trim() || null }
        : { days: Number(days), reason: text.trim() },
    )
  }
  const needed = what === 'extend' || outcome !== 'done'
  return (
    <form className={classes.form} onSubmit={send}>
      {what === 'finish' ? (
        <NativeSelect
          label={t('personal.end.outcome')}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value as typeof outcome)}
          data={(['done', 'partly', 'refused'] as const).map((value) => ({
            value,
            label: t(`personal.outcome.${value}`),
          }))}
        />
      ) : (
        <NumberInput
          hideControls
          label={t('personal.end.days')}
          min={1}
          max={LONGEST_EXTENSION}
          value={days}
          onChange={setDays}
        />
      )}
      <TextInput
        label={t('personal.end.reason')}
        required={needed}
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" size="sm" loading={busy}>
          {t(what === 'finish' ? 'personal.requests.finish' : 'personal.requests.extend')}
        </Button>
        <Button size="sm" variant="default" onClick={onCancel}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
