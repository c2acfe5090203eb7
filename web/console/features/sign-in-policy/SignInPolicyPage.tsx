import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { SignInPolicyPage as Page } from '../../../../src/contract/staff.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { ApprovalCard } from '../../components/ApprovalCard.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { PolicyForm } from './PolicyForm.tsx'
import classes from './policy.module.css'

/** «Quy định đăng nhập»: what is asked of everybody who signs in, for the whole installation. */
export function SignInPolicyPage() {
  const t = useT()
  const { data, error, dataUpdatedAt } = useQuery({
    queryKey: ['sign-in-policy'],
    queryFn: ({ signal }) => api.get<Page>('/api/sign-in-policy', signal),
  })
  const { data: approvals } = useQuery({ ...approvalsQuery(), enabled: useMay('approval.use') })
  const waiting = (approvals?.items ?? []).filter(
    (item) => item.kind === 'sign_in_policy' && item.state === 'waiting',
  )
  return (
    <>
      <PageHeader
        title={t('account.policy.title')}
        meta={
          <>
            <Link to="/staff">{t('account.staff.title')}</Link>
            <span>{t('account.policy.lead')}</span>
          </>
        }
      />
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {waiting.length > 0 && (
        <ul className={classes.list} aria-label={t('approval.title')}>
          {waiting.map((item) => (
            <li key={item.id}>
              <ApprovalCard item={item} />
            </li>
          ))}
        </ul>
      )}
      {data && <PolicyForm key={dataUpdatedAt} page={data} />}
    </>
  )
}
