import { Button, Textarea } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useT } from '../../../app/i18n.ts'
import classes from '../composer.module.css'

const MOST = 30

/** «Việc phải làm», in order; the first one is the call to action. */
export function Actions({
  actions,
  onChange,
}: {
  actions: readonly string[]
  onChange: (actions: string[]) => void
}) {
  const t = useT()
  const list = useRef<HTMLOListElement>(null)
  const focus = useRef<number | null>(null)
  useEffect(() => {
    if (focus.current === null) return
    list.current?.querySelectorAll('textarea')[focus.current]?.focus()
    focus.current = null
  })
  const move = (from: number, by: number) => {
    const next = [...actions]
    const [moved = ''] = next.splice(from, 1)
    next.splice(from + by, 0, moved)
    focus.current = from + by
    onChange(next)
  }
  return (
    <fieldset className={classes.field} id="field-actions">
      <legend>{t('composer.content.actions')}</legend>
      <p className="muted">{t('composer.content.actions_hint')}</p>
      <ol className={classes.actions} ref={list}>
        {actions.map((action, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence has no identity but its place
          <li key={index}>
            <Textarea
              aria-label={t('composer.content.action_n', { n: index + 1 })}
              autosize
              minRows={1}
              maxRows={6}
              maxLength={1000}
              value={action}
              onChange={(event) =>
                onChange(actions.map((each, at) => (at === index ? event.currentTarget.value : each)))
              }
            />
            <span className={classes.actionButtons}>
              <Button
                size="sm"
                variant="default"
                disabled={index === 0}
                aria-label={t('composer.content.action_up', { n: index + 1 })}
                onClick={() => move(index, -1)}
              >
                ↑
              </Button>
              <Button
                size="sm"
                variant="default"
                disabled={index === actions.length - 1}
                aria-label={t('composer.content.action_down', { n: index + 1 })}
                onClick={() => move(index, 1)}
              >
                ↓
              </Button>
              <Button
                size="sm"
                variant="default"
                aria-label={t('composer.content.action_remove', { n: index + 1 })}
                onClick={() => onChange(actions.filter((_, at) => at !== index))}
              >
                {t('composer.audience.remove')}
              </Button>
            </span>
          </li>
        ))}
      </ol>
      {actions.length < MOST && (
        <Button
          variant="default"
          onClick={() => {
            focus.current = actions.length
            onChange([...actions, ''])
          }}
        >
          {t('composer.content.action_add')}
        </Button>
      )}
    </fieldset>
  )
}
