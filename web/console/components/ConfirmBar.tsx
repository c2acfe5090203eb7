import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useT } from '../app/i18n.ts'
import classes from './ConfirmBar.module.css'
import { useSettledClicks } from './settled-clicks.ts'

interface ConfirmBarProps {
  /** What will happen, before the button: «Sau khi đóng, …». */
  children: ReactNode
  /** Verb and number: «Nhắc 47 đơn vị». */
  confirm: string
  danger?: boolean
  busy?: boolean
  disabled?: boolean
  onConfirm: () => void
  onCancel: () => void
}

/** Asks in the page, not in a dialogue, and ignores the second half of a double click. */
export function ConfirmBar(props: ConfirmBarProps) {
  const t = useT()
  const settled = useSettledClicks()
  const bar = useRef<HTMLElement>(null)
  useEffect(() => bar.current?.focus(), [])
  return (
    <section ref={bar} className={classes.bar} tabIndex={-1} aria-label={props.confirm}>
      <div className={classes.text}>{props.children}</div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={props.onCancel}>
          {t('console.action.cancel')}
        </Button>
        <Button
          variant={props.danger ? 'outline' : 'filled'}
          color={props.danger ? 'red' : 'blue'}
          loading={props.busy}
          disabled={props.disabled}
          onClick={() => settled() && props.onConfirm()}
        >
          {props.confirm}
        </Button>
      </div>
    </section>
  )
}
