import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useT } from '../app/i18n.ts'
import { notify } from '../app/notify.ts'
import classes from './AppSetup.module.css'

interface CodesOnceProps {
  codes: readonly string[]
  email: string
  onKept: () => void
  /** What the last button says; by default «Đã cất xong». */
  onward?: string
}

/** The codes themselves: on the screen once, to be saved or printed. */
export function CodesOnce({ codes, email, onKept, onward }: CodesOnceProps) {
  const t = useT()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const text = [t('account.recovery.file_title', { email }), '', ...codes, ''].join('\r\n')
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
    link.download = t('account.recovery.file_name')
    link.click()
    URL.revokeObjectURL(link.href)
  }
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    notify(t('console.action.copied'))
  }
  return (
    <section className={classes.codesOnce} aria-labelledby="codes-heading">
      <h2 id="codes-heading" ref={heading} tabIndex={-1}>
        {t('account.recovery.once_title')}
      </h2>
      <p>{t('account.recovery.once')}</p>
      <ul className={classes.codes} data-codes>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.actions}>
        <Button onClick={save}>{t('account.recovery.save')}</Button>
        <Button variant="default" onClick={() => void copy()}>
          {t('console.action.copy')}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {t('account.recovery.print')}
        </Button>
        <Button variant="default" onClick={onKept}>
          {onward ?? t('account.recovery.kept')}
        </Button>
      </div>
    </section>
  )
}
