import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ChannelAccounts } from '../../../../src/contract/channel-account.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { ApprovalCard } from '../../components/ApprovalCard.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { AccountCard } from './AccountCard.tsx'
import classes from './channels.module.css'

/** «Tài khoản kênh gửi»: settings, credentials, on and off; each change is asked for and waits for the second person. */
export function ChannelsPage() {
  const t = useT()
  const { data, error } = useQuery({
    queryKey: ['channel-accounts'],
    queryFn: ({ signal }) => api.get<ChannelAccounts>('/api/channel-accounts', signal),
  })
  const { data: approvals } = useQuery(approvalsQuery())
  const waiting = (approvals?.items ?? []).filter((item) => item.state === 'waiting')
  return (
    <>
      <PageHeader
        title={t('approval.channel.title')}
        meta={
          <>
            <Link to="/approvals/policies">{t('approval.policy.title')}</Link>
            <span>{t('approval.channel.lead')}</span>
          </>
        }
      />
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {data?.items.length === 0 && (
        <EmptyState title={t('approval.channel.none')} text={t('approval.channel.none_hint')} />
      )}
      <ul className={classes.list}>
        {data?.items.map((account) => (
          <li key={account.id} className={classes.card}>
            <AccountCard account={account} />
            {waiting
              .filter((item) => item.accountId === account.id)
              .map((item) => (
                <ApprovalCard key={item.id} item={item} />
              ))}
          </li>
        ))}
      </ul>
    </>
  )
}
