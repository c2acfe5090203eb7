import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LinkGiven, StaffMemberPage } from '../../../../src/contract/staff.ts'
import { api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { GivenLink } from './GivenLink.tsx'
import { memberQuery } from './queries.ts'
import { Roles } from './Roles.tsx'
import classes from './staff.module.css'

const route = getRouteApi('/staff/staff/$staffId')

/** One member of staff: roles and where, how they sign in, where they are signed in. */
export function MemberPage() {
  const t = useT()
  const { staffId } = route.useParams()
  const { data: member, error } = useQuery(memberQuery(staffId))
  const mayWrite = useMay('staff.write')
  if (error && !member) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!member) return <p className="muted">{t('console.loading')}</p>
  return (
    <>
      <PageHeader
        title={member.name}
        meta={
          <>
            <Link to="/staff">{t('account.staff.title')}</Link>
            <span>
              {[member.jobTitle, member.unit.name, member.email].join(' · ')} ·{' '}
              {t(`account.staff.state.${member.state}`)}
            </span>
          </>
        }
        actions={
          <Link to="/audit" search={{ staff: member.id }}>
            {t('account.staff.acts')}
          </Link>
        }
      />
      <Roles member={member} mayWrite={mayWrite} />
      <SignIn member={member} mayWrite={mayWrite && !member.isMe} />
    </>
  )
}

/** What takes something from somebody is asked once more. */
const ASKED_AGAIN = new Set(['link', 'end-sessions', 'disable'])

function SignIn({ member, mayWrite }: { member: StaffMemberPage; mayWrite: boolean }) {
  const t = useT()
  const queries = useQueryClient()
  const [given, setGiven] = useState<LinkGiven | null>(null)
  const [asking, setAsking] = useState<string | null>(null)
  const act = useMutation({
    mutationFn: (what: string) => api.post<LinkGiven | undefined>(`/api/staff/${member.id}/${what}`),
    onSuccess: (reply, what) => {
      if (what === 'link' && reply) setGiven(reply)
    },
    onSettled: () => {
      setAsking(null)
      return queries.invalidateQueries({ queryKey: ['staff'] })
    },
  })
  const words = (what: string) =>
    t(`account.staff.act.${what === 'link' && member.state === 'invited' ? 'again' : what}`)
  const factors = [
    member.totp && t('account.app.title'),
    member.passkeys > 0 && t('account.staff.passkey'),
  ].filter(Boolean)
  const acts = mayWrite && !member.beyond ? actsFor(member) : []
  return (
    <section className={classes.card} aria-labelledby="sign-in">
      <h2 id="sign-in">{t('account.staff.sign_in')}</h2>
      <p>{factors.join(', ') || t('account.staff.no_factor')}</p>
      {member.link && (
        <p className={classes.small}>
          {t('account.staff.waiting', { until: fullText(member.link.expiresAt) })}
        </p>
      )}
      <h3>{t('account.device.title')}</h3>
      {member.devices.length === 0 && <p className="muted">{t('account.staff.no_devices')}</p>}
      <ul className={classes.rows}>
        {member.devices.map((device) => (
          <li key={device.openedAt}>
            {device.browser && device.system
              ? t('account.device.name', { browser: device.browser, system: device.system })
              : (device.browser ?? device.system ?? t('account.device.unknown'))}{' '}
            <span className={classes.small}>
              {t('account.device.opened', { at: fullText(device.openedAt) })} ·{' '}
              {t('account.staff.seen_at', { at: fullText(device.lastSeenAt) })}
            </span>
          </li>
        ))}
      </ul>
      {mayWrite && member.beyond && <p className="muted">{t('account.staff.beyond')}</p>}
      {act.isError && <Banner tone="fail">{readable(act.error)}</Banner>}
      {given && <GivenLink given={given} onClose={() => setGiven(null)} />}
      {asking ? (
        <ConfirmBar
          confirm={words(asking)}
          danger={asking === 'disable'}
          busy={act.isPending}
          onConfirm={() => act.mutate(asking)}
          onCancel={() => setAsking(null)}
        >
          <p>
            {t(`account.staff.causes.${asking === 'link' && member.state === 'invited' ? 'again' : asking}`, {
              name: member.name,
            })}
          </p>
        </ConfirmBar>
      ) : (
        acts.length > 0 && (
          <div className={classes.actions}>
            {acts.map((what) => (
              <Button
                key={what}
                variant="default"
                loading={act.isPending && act.variables === what}
                onClick={() => (ASKED_AGAIN.has(what) ? setAsking(what) : act.mutate(what))}
              >
                {words(what)}
              </Button>
            ))}
          </div>
        )
      )}
    </section>
  )
}

function actsFor(member: StaffMemberPage): readonly string[] {
  if (member.state === 'disabled') return ['enable']
  return [
    'link',
    ...(member.link ? ['revoke-link'] : []),
    ...(member.sessions > 0 ? ['end-sessions'] : []),
    'disable',
  ]
}
