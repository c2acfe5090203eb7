import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { TotpSetup } from '../../../src/contract/account.ts'
import { ApiError, readable } from '../app/api.ts'
import { useT } from '../app/i18n.ts'
import classes from './AppSetup.module.css'
import { Banner } from './Banner.tsx'

interface AppSetupProps {
  setup: TotpSetup
  /** Sends the first code; a mutation of TanStack Query. */
  confirm: {
    mutate: (code: string, options: { onError: () => void }) => void
    readonly isPending: boolean
    readonly error: unknown
  }
  /** What the second button does, and says when it does not say «Hủy». */
  onCancel: () => void
  cancel?: string
}

/** An authenticator app takes the secret over as a picture or typed, and shows its first code. The sixth digit sends it off. */
export function AppSetup({ setup, confirm, onCancel, cancel }: AppSetupProps) {
  const t = useT()
  const [code, setCode] = useState('')
  const fault = confirm.error instanceof ApiError ? confirm.error.faultOf('code') : undefined
  const send = (given: string) => confirm.mutate(given, { onError: () => setCode('') })
  const type = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 6)
    setCode(digits)
    if (digits.length === 6 && !confirm.isPending) send(digits)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code) send(code)
  }
  return (
    <div className={classes.setup}>
      <img
        className={classes.qr}
        alt={t('account.app.qr')}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(setup.qr)}`}
      />
      <form className={classes.form} onSubmit={submit}>
        <ol className={classes.steps}>
          <li>{t('account.app.step_install')}</li>
          <li>
            {t('account.app.step_scan')} <span className={classes.secret}>{setup.secret}</span>
          </li>
          <li>{t('account.app.step_code')}</li>
        </ol>
        {confirm.error !== null && !fault && <Banner tone="fail">{readable(confirm.error)}</Banner>}
        <TextInput
          label={t('account.sign_in.app_code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          withAsterisk={false}
          error={fault}
          classNames={{ input: classes.code }}
          value={code}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button type="submit" loading={confirm.isPending}>
            {t('account.app.confirm')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {cancel ?? t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </div>
  )
}
