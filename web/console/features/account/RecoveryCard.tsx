import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Account, RecoveryCodes } from '../../../../src/contract/account.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './account.module.css'
import { useAccountChanged } from './query.ts'
import { ProofDeclined, useProof } from './useProof.tsx'

/** Below so many it is time for new ones. */
const FEW = 3

interface RecoveryCardProps {
  account: Account
  onCodes: (codes: readonly string[]) => void
}

/** How many recovery codes are left, and new ones in their place. */
export function RecoveryCard({ account, onCodes }: RecoveryCardProps) {
  const t = useT()
  const changed = useAccountChanged()
  const { prove, dialog } = useProof()
  const renew = useMutation({
    mutationFn: () =>
      prove((password) => api.post<RecoveryCodes>('/api/account/recovery-codes', { password })),
    onSuccess: async ({ codes }) => {
      onCodes(codes)
      await changed()
    },
  })
  const left = account.recoveryCodesLeft
  return (
    <section className={classes.card} aria-labelledby="recovery-heading">
      <h2 id="recovery-heading">{t('account.recovery.title')}</h2>
      <p>{t('account.recovery.lead')}</p>
      {left < FEW ? (
        <Banner tone="warn">{t('account.recovery.few', { count: left })}</Banner>
      ) : (
        <p className="muted">{t('account.recovery.left', { count: left })}</p>
      )}
      {renew.isError && !(renew.error instanceof ProofDeclined) && (
        <Banner tone="fail">{readable(renew.error)}</Banner>
      )}
      <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
        {t('account.recovery.renew')}
      </Button>
      {dialog}
    </section>
  )
}

interface CodesOnceProps {
  codes: readonly string[]
  email: string
  onKept: () => void
}

/** The codes themselves: on the screen once, to be saved or printed. */
export function CodesOnce({ codes, email, onKept }: CodesOnceProps) {
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
    <section className={classes.card} aria-labelledby="codes-heading">
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
          {t('account.recovery.kept')}
        </Button>
      </div>
    </section>
  )
}
