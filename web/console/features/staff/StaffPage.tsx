import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LinkGiven, StaffPage as Page, StaffEntry } from '../../../../src/contract/staff.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './staff.module.css'

/** «Cán bộ và quyền»: who has access and how they sign in; invitation, a way back in, withdrawal. */
export function StaffPage() {
  const t = useT()
  const queries = useQueryClient()
  const mayWrite = useMay('staff.write')
  const { data, error } = useQuery({
    queryKey: ['staff'],
    queryFn: ({ signal }) => api.get<Page>('/api/staff', signal),
  })
  const [inviting, setInviting] = useState(false)
  const [given, setGiven] = useState<LinkGiven | null>(null)
  const act = useMutation({
    mutationFn: ({ id, what }: { id: number; what: string }) =>
      api.post<LinkGiven | undefined>(`/api/staff/${id}/${what}`),
    onSuccess: (reply, { what }) => {
      if (what === 'link' && reply) setGiven(reply)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['staff'] }),
  })
  return (
    <>
      <PageHeader
        title={t('account.staff.title')}
        actions={mayWrite && <Button onClick={() => setInviting(true)}>{t('account.staff.invite')}</Button>}
      />
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {act.isError && <Banner tone="fail">{readable(act.error)}</Banner>}
      {given && <GivenLink given={given} onClose={() => setGiven(null)} />}
      <ul className={classes.list}>
        {data?.items.map((member) => (
          <li key={member.id} className={classes.card} data-state={member.state}>
            <Who member={member} />
            {mayWrite && !member.isMe && (
              <div className={classes.actions}>
                {actsFor(member).map((what) => (
                  <Button
                    key={what}
                    size="sm"
                    variant="default"
                    loading={act.isPending && act.variables.id === member.id && act.variables.what === what}
                    onClick={() => act.mutate({ id: member.id, what })}
                  >
                    {t(`account.staff.act.${what === 'link' && member.state === 'invited' ? 'again' : what}`)}
                    <span className="visually-hidden"> {member.name}</span>
                  </Button>
                ))}
              </div>
            )}
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
          }}
        />
      )}
    </>
  )
}

function actsFor(member: StaffEntry): readonly string[] {
  if (member.state === 'disabled') return ['enable']
  return [
    'link',
    ...(member.link ? ['revoke-link'] : []),
    ...(member.sessions > 0 ? ['end-sessions'] : []),
    'disable',
  ]
}

function Who({ member }: { member: StaffEntry }) {
  const t = useT()
  const factors = [member.totp && t('account.app.title'), member.passkeys > 0 && t('account.staff.passkey')]
  return (
    <div>
      <h2>{member.name}</h2>
      <p>{[member.jobTitle, member.unit.name, member.email].join(' · ')}</p>
      <p className={classes.small}>
        {member.grants
          .map((grant) => `${t(`account.staff.role.${grant.role}`)}: ${grant.unitName}`)
          .join('; ')}
      </p>
      <p className={classes.small}>
        {[
          t(`account.staff.state.${member.state}`),
          factors.filter(Boolean).join(', ') || t('account.staff.no_factor'),
          t('account.staff.sessions', { count: member.sessions }),
          member.link && t('account.staff.waiting', { until: fullText(member.link.expiresAt) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  )
}

/** The link, on the screen once: to be copied whether it was mailed or not. */
function GivenLink({ given, onClose }: { given: LinkGiven; onClose: () => void }) {
  const t = useT()
  const copy = async () => {
    await navigator.clipboard.writeText(given.url)
    notify(t('console.action.copied'))
  }
  return (
    <section className={classes.given} aria-label={t('account.staff.link')}>
      <p role="status">
        {t(given.mailed ? 'account.staff.mailed' : 'account.staff.not_mailed', {
          until: fullText(given.expiresAt),
        })}
      </p>
      <TextInput label={t('account.staff.link')} readOnly value={given.url} />
      <div className={classes.actions}>
        <Button onClick={() => void copy()}>{t('console.action.copy')}</Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.close')}
        </Button>
      </div>
    </section>
  )
}

interface InviteProps {
  units: Page['units']
  onClose: () => void
  onGiven: (link: LinkGiven) => void
}

function Invite({ units, onClose, onGiven }: InviteProps) {
  const t = useT()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [jobTitle, setJobTitle] = useState('')
  const [unitId, setUnitId] = useState(units[0]?.id ?? 0)
  const invite = useMutation({
    mutationFn: () => api.post<LinkGiven>('/api/staff', { name, email, jobTitle, unitId }),
    onSuccess: onGiven,
  })
  const faultOf = (field: string) =>
    invite.error instanceof ApiError ? invite.error.faultOf(field) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  const field = { required: true, withAsterisk: false } as const
  return (
    <Modal opened onClose={onClose} title={t('account.staff.invite')}>
      <form className={classes.form} onSubmit={submit}>
        {invite.isError && <Banner tone="fail">{readable(invite.error)}</Banner>}
        <TextInput
          {...field}
          data-autofocus
          label={t('account.staff.name')}
          error={faultOf('name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          {...field}
          type="email"
          label={t('console.sign_in.email')}
          error={faultOf('email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          {...field}
          label={t('account.staff.job')}
          error={faultOf('jobTitle')}
          value={jobTitle}
          onChange={(event) => setJobTitle(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('account.staff.unit')}
          error={faultOf('unitId')}
          value={String(unitId)}
          onChange={(event) => setUnitId(Number(event.currentTarget.value))}
          data={units.map((unit) => ({ value: String(unit.id), label: unit.name }))}
        />
        <p className="muted">{t('account.staff.role_hint')}</p>
        <div className={classes.actions}>
          <Button type="submit" loading={invite.isPending}>
            {t('account.staff.make_link')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
