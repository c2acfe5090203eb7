import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Account, RecoveryCodes } from '../../../../src/contract/account.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
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
  const { prove, dialog } = useProof(account)
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
