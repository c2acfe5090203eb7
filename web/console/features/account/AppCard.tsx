import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Account, RecoveryCodes, TotpSetup } from '../../../../src/contract/account.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './account.module.css'
import { useAccountChanged } from './query.ts'
import { ProofDeclined, useProof } from './useProof.tsx'

interface AppCardProps {
  account: Account
  onCodes: (codes: readonly string[]) => void
}

/** The authenticator app: added by a picture and its first code, taken away with the password. */
export function AppCard({ account, onCodes }: AppCardProps) {
  const t = useT()
  const changed = useAccountChanged()
  const { prove, dialog } = useProof()
  const begin = useMutation({
    mutationFn: () => prove((password) => api.post<TotpSetup>('/api/account/totp', { password })),
  })
  const remove = useMutation({
    mutationFn: () => prove((password) => api.post('/api/account/totp/remove', { password })),
    onSuccess: changed,
  })
  const failed = [begin.error, remove.error].find((error) => error && !(error instanceof ProofDeclined))
  return (
    <section className={classes.card} aria-labelledby="app-heading">
      <h2 id="app-heading">{t('account.app.title')}</h2>
      <p>
        {account.totpSince
          ? t('account.app.since', { date: dateText(account.totpSince) })
          : t('account.app.none')}
      </p>
      {failed && <Banner tone="fail">{readable(failed)}</Banner>}
      {begin.data ? (
        <Setup
          setup={begin.data}
          onDone={(codes) => {
            begin.reset()
            if (codes.length > 0) onCodes(codes)
          }}
          onCancel={() => begin.reset()}
        />
      ) : (
        <div className={classes.actions}>
          <Button
            variant={account.totpSince ? 'default' : 'filled'}
            loading={begin.isPending}
            onClick={() => begin.mutate()}
          >
            {t(account.totpSince ? 'account.app.replace' : 'account.app.add')}
          </Button>
          {account.totpSince && (
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('account.app.remove')}
            </Button>
          )}
        </div>
      )}
      {dialog}
    </section>
  )
}

interface SetupProps {
  setup: TotpSetup
  onDone: (codes: readonly string[]) => void
  onCancel: () => void
}

function Setup({ setup, onDone, onCancel }: SetupProps) {
  const t = useT()
  const changed = useAccountChanged()
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: (given: string) => api.post<RecoveryCodes>('/api/account/totp/confirm', { code: given }),
    onSuccess: async ({ codes }) => {
      onDone(codes)
      await changed()
    },
    onError: () => setCode(''),
  })
  const fault = confirm.error instanceof ApiError ? confirm.error.faultOf('code') : undefined
  const type = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 6)
    setCode(digits)
    if (digits.length === 6 && !confirm.isPending) confirm.mutate(digits)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code) confirm.mutate(code)
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
        {confirm.isError && !fault && <Banner tone="fail">{readable(confirm.error)}</Banner>}
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
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </div>
  )
}
