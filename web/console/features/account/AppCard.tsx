import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Account, RecoveryCodes, TotpSetup } from '../../../../src/contract/account.ts'
import { api, readable } from '../../app/api.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { AppSetup } from '../../components/AppSetup.tsx'
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
  const { prove, dialog } = useProof(account)
  const begin = useMutation({
    mutationFn: () => prove((password) => api.post<TotpSetup>('/api/account/totp', { password })),
  })
  const remove = useMutation({
    mutationFn: () => prove((password) => api.post('/api/account/totp/remove', { password })),
    onSuccess: changed,
  })
  const confirm = useMutation({
    mutationFn: (code: string) => api.post<RecoveryCodes>('/api/account/totp/confirm', { code }),
    onSuccess: async ({ codes }) => {
      begin.reset()
      if (codes.length > 0) onCodes(codes)
      await changed()
    },
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
        <AppSetup setup={begin.data} confirm={confirm} onCancel={() => begin.reset()} />
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
