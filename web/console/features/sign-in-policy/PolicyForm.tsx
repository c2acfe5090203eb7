import { Button, NativeSelect, Radio, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Approval } from '../../../../src/contract/approval.ts'
import type { SignInPolicyPage } from '../../../../src/contract/staff.ts'
import type { StaffPolicy } from '../../../../src/contract/staff-policy.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './policy.module.css'

/** What is offered; a value from elsewhere stands beside them. */
const GRACE_DAYS = [0, 1, 3, 7, 14, 30]
const SESSION_HOURS = [8, 12, 24, 72, 168, 336, 720]
const withOwn = (offered: readonly number[], own: number): number[] =>
  [...new Set([...offered, own])].sort((a, b) => a - b)

export function PolicyForm({ page }: { page: SignInPolicyPage }) {
  const t = useT()
  const queries = useQueryClient()
  const [policy, setPolicy] = useState(page.policy)
  const [reason, setReason] = useState('')
  const change = (part: Partial<StaffPolicy>) => setPolicy((last) => ({ ...last, ...part }))
  const isChanged = JSON.stringify(policy) !== JSON.stringify(page.policy)
  const ask = useMutation({
    mutationFn: () =>
      api.post<Approval>('/api/approvals', {
        act: { kind: 'sign_in_policy', ...policy },
        reason: reason.trim(),
      }),
    onSuccess: async ({ state }) => {
      notify(t(state === 'waiting' ? 'account.policy.waiting' : 'account.policy.done'))
      await queries.invalidateQueries({ queryKey: ['approvals'] })
      await queries.invalidateQueries({ queryKey: ['sign-in-policy'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isChanged) ask.mutate()
    else notify(t('account.policy.unchanged'))
  }
  const radios = <Key extends 'secondFactor' | 'passkeys' | 'oidcSecondFactor'>(
    key: Key,
    word: string,
    options: readonly StaffPolicy[Key][],
    values?: Record<string, string>,
  ) => (
    <Radio.Group
      label={t(`account.policy.${word}`, values)}
      value={policy[key]}
      onChange={(value) => change({ [key]: value } as Partial<StaffPolicy>)}
      readOnly={!page.mayChange}
    >
      <div className={classes.options}>
        {options.map((option) => (
          <Radio
            key={option}
            value={option}
            label={t(`account.policy.${word}_${option}`, values)}
            disabled={!page.mayChange}
          />
        ))}
      </div>
    </Radio.Group>
  )
  return (
    <form className={classes.form} onSubmit={submit}>
      {!page.mayChange && <p className="muted">{t('account.policy.read_only')}</p>}
      {ask.error && <Banner tone="fail">{readable(ask.error)}</Banner>}
      {radios('secondFactor', 'second_factor', ['required', 'optional'])}
      {policy.secondFactor === 'required' && (
        <NativeSelect
          className={classes.narrow}
          label={t('account.policy.grace')}
          disabled={!page.mayChange}
          value={String(policy.graceDays)}
          onChange={(event) => change({ graceDays: Number(event.currentTarget.value) })}
          data={withOwn(GRACE_DAYS, page.policy.graceDays).map((days) => ({
            value: String(days),
            label: days === 0 ? t('account.policy.at_once') : t('account.policy.days', { count: days }),
          }))}
        />
      )}
      {radios('passkeys', 'passkeys', ['alone', 'second', 'none'])}
      {!page.passkeysPossible && <p className="muted">{t('account.policy.passkeys_impossible')}</p>}
      <NativeSelect
        className={classes.narrow}
        label={t('account.policy.session')}
        disabled={!page.mayChange}
        value={String(policy.sessionHours)}
        onChange={(event) => change({ sessionHours: Number(event.currentTarget.value) })}
        data={withOwn(SESSION_HOURS, page.policy.sessionHours).map((hours) => ({
          value: String(hours),
          label:
            hours % 24 === 0 && hours > 24
              ? t('account.policy.days', { count: hours / 24 })
              : t('account.policy.hours', { count: hours }),
        }))}
      />
      {page.oidc && radios('oidcSecondFactor', 'oidc', ['own', 'provider'], { name: page.oidc })}
      {page.mayChange && (
        <>
          <TextInput
            label={t('approval.composer.reason')}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={ask.isPending}>
              {t('account.policy.ask')}
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
