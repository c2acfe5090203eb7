import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Approval } from '../../../../src/contract/approval.ts'
import type { StaffMemberPage } from '../../../../src/contract/staff.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { ApprovalCard } from '../../components/ApprovalCard.tsx'
import { Banner } from '../../components/Banner.tsx'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { emptyRole, RoleFields, roleOrderOf } from './RoleFields.tsx'
import classes from './staff.module.css'

type Act =
  | ({ kind: 'role_grant'; staffId: number } & Omit<NonNullable<ReturnType<typeof roleOrderOf>>, 'reason'>)
  | { kind: 'role_end'; grantId: number }

/** Roles on parts of the tree; each change is asked for and waits, where the rule says so, for the second person. */
export function Roles({ member, mayWrite }: { member: StaffMemberPage; mayWrite: boolean }) {
  const t = useT()
  const queries = useQueryClient()
  const mayAsk = useMay('approval.use') && mayWrite
  const { data: approvals } = useQuery({ ...approvalsQuery(), enabled: useMay('approval.use') })
  const waiting = (approvals?.items ?? []).filter(
    (item) => item.staffId === member.id && item.state === 'waiting',
  )
  const [taking, setTaking] = useState<number | null>(null)
  const [giving, setGiving] = useState(false)
  const [why, setWhy] = useState('')
  const ask = useMutation({
    mutationFn: (order: { act: Act; reason: string }) => api.post<Approval>('/api/approvals', order),
    onSuccess: (made) => {
      setTaking(null)
      setGiving(false)
      notify(made.state === 'waiting' ? t('account.staff.role_waits') : t('account.staff.role_done'))
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['approvals'] })
      await queries.invalidateQueries({ queryKey: ['staff'] })
    },
  })
  const begin = (grantId: number | null) => {
    ask.reset()
    setWhy('')
    setTaking(grantId)
    setGiving(grantId === null)
  }
  return (
    <section className={classes.card} aria-labelledby="roles">
      <h2 id="roles">{t('account.staff.roles')}</h2>
      <ul className={classes.rows}>
        {member.grants.map((grant) => {
          const words = `${t(`account.staff.role.${grant.role}`)}: ${grant.unitName}`
          return (
            <li key={grant.id}>
              <div className={classes.row}>
                <span>
                  <b>{words}</b>
                  <br />
                  <span className={classes.small}>
                    {[
                      grant.since && t('account.staff.since', { at: fullText(grant.since) }),
                      grant.until && t('account.staff.until', { at: fullText(grant.until) }),
                      grant.grantedBy && t('account.staff.granted_by', { name: grant.grantedBy }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                {mayAsk && taking !== grant.id && !waiting.some((item) => item.grantId === grant.id) && (
                  <Button variant="default" size="sm" onClick={() => begin(grant.id)}>
                    {t('account.staff.take')}
                    <span className="visually-hidden"> {words}</span>
                  </Button>
                )}
              </div>
              {taking === grant.id && (
                <ConfirmBar
                  confirm={t('account.staff.ask_take')}
                  danger
                  busy={ask.isPending}
                  onConfirm={() =>
                    ask.mutate({ act: { kind: 'role_end', grantId: grant.id }, reason: why.trim() })
                  }
                  onCancel={() => setTaking(null)}
                >
                  <p>{t('account.staff.take_causes', { role: words, name: member.name })}</p>
                  {ask.isError && (
                    <p role="alert" className={classes.bad}>
                      {readable(ask.error)}
                    </p>
                  )}
                  <TextInput
                    label={t('account.staff.wanted_reason')}
                    maxLength={300}
                    value={why}
                    onChange={(event) => setWhy(event.currentTarget.value)}
                  />
                </ConfirmBar>
              )}
            </li>
          )
        })}
        {member.grants.length === 0 && <li className="muted">{t('account.staff.no_roles')}</li>}
      </ul>
      {waiting.length > 0 && (
        <>
          <h3>{t('approval.title')}</h3>
          {waiting.map((item) => (
            <ApprovalCard key={item.id} item={item} />
          ))}
        </>
      )}
      {mayAsk &&
        member.state !== 'disabled' &&
        (giving ? (
          <Give member={member} ask={ask} onCancel={() => setGiving(false)} />
        ) : (
          <div className={classes.actions}>
            <Button variant="default" onClick={() => begin(null)}>
              {t('account.staff.give')}
            </Button>
          </div>
        ))}
    </section>
  )
}

interface GiveProps {
  member: StaffMemberPage
  ask: {
    mutate: (order: { act: Act; reason: string }) => void
    isPending: boolean
    error: Error | null
  }
  onCancel: () => void
}

function Give({ member, ask, onCancel }: GiveProps) {
  const t = useT()
  const [role, setRole] = useState(() => emptyRole('specialist', member.unit))
  const order = roleOrderOf(role)
  const faultOf = (field: string) =>
    ask.error instanceof ApiError ? ask.error.faultOf(`act.${field}`) : undefined
  return (
    <form
      className={classes.give}
      aria-label={t('account.staff.give')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!order) return
        const { reason, ...rest } = order
        ask.mutate({ act: { kind: 'role_grant', staffId: member.id, ...rest }, reason })
      }}
    >
      {ask.error && <Banner tone="fail">{readable(ask.error)}</Banner>}
      <RoleFields value={role} onChange={setRole} faultOf={faultOf} />
      <div className={classes.actions}>
        <Button type="submit" disabled={!order} loading={ask.isPending}>
          {t('account.staff.ask_give')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
