import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { PASSWORD_MIN } from '../../../../src/contract/password.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import { PasswordHint } from '../../components/PasswordHint.tsx'
import classes from './account.module.css'
import { useAccountChanged } from './query.ts'

/** A new password in place of the old one; other devices are signed out. */
export function PasswordCard({ email }: { email: string }) {
  const t = useT()
  const changed = useAccountChanged()
  const [open, setOpen] = useState(false)
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => api.post<{ ended: number }>('/api/account/password', { current, next }),
    onSuccess: async ({ ended }) => {
      setOpen(false)
      setCurrent('')
      setNext('')
      notify(t('account.password.changed', { count: ended }))
      await changed()
    },
  })
  const faultOf = (field: string) =>
    change.error instanceof ApiError ? change.error.faultOf(field) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  const eye = { 'aria-label': t('console.sign_in.show_password') }
  return (
    <section className={classes.card} aria-labelledby="password-heading">
      <h2 id="password-heading">{t('console.sign_in.password')}</h2>
      {!open && (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('account.password.change')}
        </Button>
      )}
      {open && (
        <form className={classes.form} onSubmit={submit}>
          {change.isError && !faultOf('current') && !faultOf('next') && (
            <Banner tone="fail">{readable(change.error)}</Banner>
          )}
          <input type="text" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            size="md"
            label={t('account.password.current')}
            autoComplete="current-password"
            autoFocus
            required
            withAsterisk={false}
            error={faultOf('current')}
            visibilityToggleButtonProps={eye}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            size="md"
            label={t('account.password.new')}
            description={t('account.password.rule', { min: PASSWORD_MIN })}
            autoComplete="new-password"
            required
            withAsterisk={false}
            error={faultOf('next')}
            visibilityToggleButtonProps={eye}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <PasswordHint password={next} />
          <div className={classes.actions}>
            <Button type="submit" loading={change.isPending}>
              {t('account.password.change')}
            </Button>
            <Button variant="default" onClick={() => setOpen(false)}>
              {t('console.action.cancel')}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}
