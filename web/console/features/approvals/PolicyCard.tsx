import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Approval, ApprovalPolicyEntry } from '../../../../src/contract/approval.ts'
import type { Role } from '../../../../src/contract/session.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './approvals.module.css'

const KINDS = ['roles', 'channels', 'issuing'] as const
/** Roles whose holders may ask for such acts at all: only they could act alone. */
const ALONE: readonly Role[] = ['administrator', 'leader', 'specialist']

/** The rule of one unit: what takes two people, who they may be, who may act alone. */
export function PolicyCard({ entry, mayChange }: { entry: ApprovalPolicyEntry; mayChange: boolean }) {
  const t = useT()
  const [changing, setChanging] = useState(false)
  const own = entry.from?.unitId === entry.unitId
  return (
    <article className={classes.policy}>
      <h2>{entry.unitName}</h2>
      <p className="muted">
        {own
          ? t('approval.policy.own')
          : entry.from
            ? t('approval.policy.from', { unit: entry.from.unitName })
            : t('approval.policy.nobody_said')}
      </p>
      {changing ? (
        <Change entry={entry} onDone={() => setChanging(false)} />
      ) : (
        <>
          <dl className={classes.rules}>
            {KINDS.map((kind) => (
              <div key={kind}>
                <dt>{t(`approval.policy.kind.${kind}`)}</dt>
                <dd>
                  <b>{t(entry[kind] ? 'approval.policy.two' : 'approval.policy.one')}</b>
                  {' · '}
                  {entry.approvers[kind].length > 0
                    ? t('approval.policy.able', { names: entry.approvers[kind].join(', ') })
                    : t('approval.nobody')}
                </dd>
              </div>
            ))}
            <div>
              <dt>{t('approval.policy.alone')}</dt>
              <dd>
                {entry.mayOverride.length > 0
                  ? entry.mayOverride.map((role) => t(`approval.role.${role}`)).join(', ')
                  : t('approval.policy.nobody_alone')}
              </dd>
            </div>
          </dl>
          {mayChange && (
            <div>
              <Button variant="default" onClick={() => setChanging(true)}>
                {t('approval.policy.change')}
                <span className="visually-hidden"> {entry.unitName}</span>
              </Button>
            </div>
          )}
        </>
      )}
    </article>
  )
}

function Change({ entry, onDone }: { entry: ApprovalPolicyEntry; onDone: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const [rule, setRule] = useState({
    roles: entry.roles,
    channels: entry.channels,
    issuing: entry.issuing,
  })
  const [mayOverride, setMayOverride] = useState<readonly Role[]>(entry.mayOverride)
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      api.post<Approval>('/api/approvals', {
        act: { kind: 'approval_policy', unitId: entry.unitId, ...rule, mayOverride },
        reason: reason.trim(),
      }),
    onSuccess: (made) => {
      notify(t(made.state === 'waiting' ? 'approval.policy.asked' : 'approval.policy.done'))
      onDone()
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['approvals'] })
      await queries.invalidateQueries({ queryKey: ['approval-policies'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form className={classes.change} onSubmit={submit}>
      {ask.error && <Banner tone="fail">{readable(ask.error)}</Banner>}
      <fieldset className={classes.ticks}>
        <legend>{t('approval.policy.needs_two')}</legend>
        {KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`approval.policy.kind.${kind}`)}
            checked={rule[kind]}
            onChange={(event) => setRule({ ...rule, [kind]: event.currentTarget.checked })}
          />
        ))}
      </fieldset>
      <fieldset className={classes.ticks}>
        <legend>{t('approval.policy.alone')}</legend>
        {ALONE.map((role) => (
          <Checkbox
            key={role}
            label={t(`approval.role.${role}`)}
            checked={mayOverride.includes(role)}
            onChange={(event) =>
              setMayOverride(
                event.currentTarget.checked
                  ? [...mayOverride, role]
                  : mayOverride.filter((one) => one !== role),
              )
            }
          />
        ))}
      </fieldset>
      <p className="muted">{t('approval.policy.below')}</p>
      <TextInput
        label={t('approval.composer.reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={ask.isPending}>
          {t('approval.policy.ask')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
