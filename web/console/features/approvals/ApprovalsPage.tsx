import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { ApprovalCard } from '../../components/ApprovalCard.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './approvals.module.css'

/** «Chờ người thứ hai»: dangerous acts that one person asked for and another one lets happen. */
export function ApprovalsPage() {
  const t = useT()
  const mayReadRules = useMay('staff.read')
  const [all, setAll] = useState(false)
  const { data, error, isPending } = useQuery(approvalsQuery(all))
  return (
    <>
      <PageHeader
        title={t('approval.title')}
        actions={
          <>
            <Checkbox
              label={t('approval.show_all')}
              checked={all}
              onChange={(event) => setAll(event.currentTarget.checked)}
            />
            {mayReadRules && <Link to="/approvals/policies">{t('approval.policy.title')}</Link>}
          </>
        }
      />
      {error && (
        <p role="alert" className={classes.bad}>
          {readable(error)}
        </p>
      )}
      {isPending && <p className="muted">{t('console.loading')}</p>}
      {data && data.items.length === 0 && <EmptyState title={t('approval.empty')} />}
      <ul className={classes.list}>
        {data?.items.map((item) => (
          <li key={item.id}>
            <ApprovalCard item={item} />
          </li>
        ))}
      </ul>
    </>
  )
}
