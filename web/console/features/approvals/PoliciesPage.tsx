import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ApprovalPolicies, ApprovalPolicyEntry } from '../../../../src/contract/approval.ts'
import type { UnitChoice } from '../../../../src/contract/organisation.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { ApprovalCard } from '../../components/ApprovalCard.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { UnitPicker } from '../../components/UnitPicker.tsx'
import classes from './approvals.module.css'
import { PolicyCard } from './PolicyCard.tsx'

const policies = (unitId: number | null) => ({
  queryKey: ['approval-policies', unitId],
  queryFn: async () =>
    (await api.get<ApprovalPolicies>(`/api/approval-policies${unitId ? `?unitId=${unitId}` : ''}`)).items,
})

/** «Quy định hai người»: which acts take two people, who they may be, who may act alone in an emergency. */
export function PoliciesPage() {
  const t = useT()
  const mayChange = useMay('staff.write')
  const { data, error } = useQuery(policies(null))
  const { data: approvals } = useQuery({ ...approvalsQuery(), enabled: useMay('approval.use') })
  const [chosen, setChosen] = useState<UnitChoice[]>([])
  const other = chosen[0]?.id ?? null
  const { data: found } = useQuery({ ...policies(other), enabled: other !== null })
  const waiting = (approvals?.items ?? []).filter(
    (item) => item.kind === 'approval_policy' && item.state === 'waiting',
  )
  const listed = (entries: readonly ApprovalPolicyEntry[]) =>
    entries.map((entry) => (
      <li key={entry.unitId}>
        <PolicyCard entry={entry} mayChange={mayChange} />
      </li>
    ))
  return (
    <>
      <PageHeader
        title={t('approval.policy.title')}
        meta={
          <>
            <Link to="/approvals">{t('approval.title')}</Link>
            <span>{t('approval.policy.lead')}</span>
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
      <ul className={classes.list}>{listed(data ?? [])}</ul>
      {mayChange && (
        <section className={classes.other}>
          <UnitPicker label={t('approval.policy.other')} single units={chosen} onChange={setChosen} />
          {other !== null && found && !data?.some((entry) => entry.unitId === other) && (
            <ul className={classes.list}>{listed(found)}</ul>
          )}
        </section>
      )}
    </>
  )
}
