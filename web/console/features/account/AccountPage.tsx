import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Account } from '../../../../src/contract/account.ts'
import { readable } from '../../app/api.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import { CodesOnce } from '../../components/CodesOnce.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { AppCard } from './AppCard.tsx'
import classes from './account.module.css'
import { DevicesCard } from './DevicesCard.tsx'
import { PasskeyCard } from './PasskeyCard.tsx'
import { PasswordCard } from './PasswordCard.tsx'
import { accountQuery } from './query.ts'
import { RecoveryCard } from './RecoveryCard.tsx'

const route = getRouteApi('/staff/account')

/** «Tài khoản của tôi»: password, second factors, recovery codes, devices. */
export function AccountPage() {
  const t = useT()
  const { data, error } = useQuery(accountQuery)
  // Shown once: they survive a new load of the account, never one of the page.
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  return (
    <>
      <PageHeader title={t('account.title')} meta={data && <span>{data.email}</span>} />
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {data && (
        <div className={classes.cards}>
          <Demand account={data} />
          {codes && <CodesOnce codes={codes} email={data.email} onKept={() => setCodes(null)} />}
          <AppCard account={data} onCodes={setCodes} />
          <PasskeyCard account={data} onCodes={setCodes} />
          {hasFactor(data) && <RecoveryCard account={data} onCodes={setCodes} />}
          {data.hasPassword && <PasswordCard email={data.email} />}
          {data.oidc && (
            <section className={classes.card} aria-labelledby="oidc-heading">
              <h2 id="oidc-heading">{t('account.oidc.title', { name: data.oidc.name })}</h2>
              <p>
                {data.oidc.since
                  ? t('account.oidc.since', { date: dateText(data.oidc.since) })
                  : t('account.oidc.not_yet', { email: data.email })}
              </p>
            </section>
          )}
          <DevicesCard devices={data.devices} />
        </div>
      )}
    </>
  )
}

const hasFactor = (account: Account): boolean => account.totpSince !== null || account.passkeys.length > 0

/** What is still asked of the person, and the way on once it is done. */
function Demand({ account }: { account: Account }) {
  const t = useT()
  const { welcome } = route.useSearch()
  const { needed, dueAt } = account.secondFactor
  if (needed) return <Banner tone="warn">{t('account.demand.now')}</Banner>
  const onward = (
    <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
      {t('account.demand.onward')}
    </Button>
  )
  if (dueAt)
    return (
      <Banner tone="info" action={welcome && onward}>
        {t('account.demand.until', { date: dateText(dueAt) })}
      </Banner>
    )
  if (welcome && hasFactor(account))
    return (
      <Banner tone="info" action={onward}>
        {t('account.demand.done')}
      </Banner>
    )
  return null
}
