import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LinkGiven, StaffEntry } from '../../../../src/contract/staff.ts'
import { readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { GivenLink } from './GivenLink.tsx'
import { Invite } from './Invite.tsx'
import { staffQuery } from './queries.ts'
import classes from './staff.module.css'

/** «Cán bộ và quyền»: who has access, which roles they hold and where, how they sign in; invitation. */
export function StaffPage() {
  const t = useT()
  const queries = useQueryClient()
  const mayWrite = useMay('staff.write')
  const { data, error } = useQuery(staffQuery)
  const { data: approvals } = useQuery({ ...approvalsQuery(), enabled: useMay('approval.use') })
  const [inviting, setInviting] = useState(false)
  const [given, setGiven] = useState<LinkGiven | null>(null)
  const waits = new Set(
    approvals?.items.filter((item) => item.state === 'waiting').map((item) => item.staffId),
  )
  return (
    <>
      <PageHeader
        title={t('account.staff.title')}
        meta={
          <>
            <Link to="/approvals/policies">{t('approval.policy.title')}</Link>
            <Link to="/settings/sign-in">{t('account.policy.title')}</Link>
          </>
        }
        actions={mayWrite && <Button onClick={() => setInviting(true)}>{t('account.staff.invite')}</Button>}
      />
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {given && <GivenLink given={given} onClose={() => setGiven(null)} />}
      <ul className={classes.list}>
        {data?.items.map((member) => (
          <li key={member.id} className={classes.card} data-state={member.state}>
            <Who member={member} waits={waits.has(member.id)} />
          </li>
        ))}
      </ul>
      {inviting && data && (
        <Invite
          units={data.units}
          onClose={() => setInviting(false)}
          onGiven={(link) => {
            setInviting(false)
            setGiven(link)
            void queries.invalidateQueries({ queryKey: ['staff'] })
            void queries.invalidateQueries({ queryKey: ['approvals'] })
          }}
        />
      )}
    </>
  )
}

function Who({ member, waits }: { member: StaffEntry; waits: boolean }) {
  const t = useT()
  const factors = [member.totp && t('account.app.title'), member.passkeys > 0 && t('account.staff.passkey')]
  return (
    <div>
      <h2>
        <Link to="/staff/$staffId" params={{ staffId: String(member.id) }} className={classes.name}>
          {member.name}
        </Link>
      </h2>
      <p>{[member.jobTitle, member.unit.name, member.email].join(' · ')}</p>
      <p className={classes.small}>
        {member.grants
          .map((grant) => `${t(`account.staff.role.${grant.role}`)}: ${grant.unitName}`)
          .join('; ')}
        {waits && <b> · {t('account.staff.waits')}</b>}
      </p>
      <p className={classes.small}>
        {[
          t(`account.staff.state.${member.state}`),
          // The cast of a demo comes in by its links: nothing is asked of it.
          member.state !== 'sample' && (factors.filter(Boolean).join(', ') || t('account.staff.no_factor')),
          member.sessions > 0 && t('account.staff.sessions', { count: member.sessions }),
          member.link && t('account.staff.waiting', { until: fullText(member.link.expiresAt) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  )
}
