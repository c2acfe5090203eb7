import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { PASSWORD_MIN } from '../../../../src/contract/password.ts'
import type { LinkAccepted, LinkGreeting } from '../../../../src/contract/sign-in.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from '../../components/Frame.module.css'
import { Frame } from '../../components/Frame.tsx'
import { PasswordHint } from '../../components/PasswordHint.tsx'

/** Where an invitation and a way back in lead: set a password, then a second factor on one's own account. */
export function EnterByLink() {
  const t = useT()
  // After «#», which no server is told; it stays there, so that the page may be loaded again.
  const [token] = useState(() => window.location.hash.slice(1))
  const greeting = useQuery({
    queryKey: ['sign-in-link', token],
    queryFn: () => api.post<LinkGreeting>('/api/sign-in/link', { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (greeting.isPending)
    return <Frame title={t('account.link.title.invitation')}>{t('console.loading')}</Frame>
  if (greeting.isError)
    return (
      <Frame title={t('account.link.broken')}>
        <Banner tone="fail">{readable(greeting.error)}</Banner>
        <p>
          <Link to="/sign-in" className={classes.plain}>
            {t('account.sign_in.to_sign_in')}
          </Link>
        </p>
      </Frame>
    )
  return <SetPassword token={token} greeting={greeting.data} />
}

function SetPassword({ token, greeting }: { token: string; greeting: LinkGreeting }) {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const accept = useMutation({
    mutationFn: () => api.post<LinkAccepted>('/api/sign-in/link/accept', { token, password }),
    onSuccess: ({ signedIn }) => {
      queries.clear()
      return signedIn
        ? navigate({ to: '/account', search: { welcome: true } })
        : navigate({ to: '/sign-in', search: { notice: 'password_set' } })
    },
  })
  const fault = accept.error instanceof ApiError ? accept.error.faultOf('password') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    accept.mutate()
  }
  return (
    <Frame
      title={t(`account.link.title.${greeting.kind}`)}
      lead={t(`account.link.lead.${greeting.kind}`, {
        name: greeting.name,
        unit: greeting.unitName,
        until: fullText(greeting.expiresAt),
      })}
    >
      <form className={classes.form} onSubmit={submit}>
        {accept.isError && !fault && <Banner tone="fail">{readable(accept.error)}</Banner>}
        {/* Password managers keep the new password under this address. */}
        <input type="text" autoComplete="username" value={greeting.email} readOnly hidden />
        <p>{t('account.link.address', { email: greeting.email })}</p>
        <PasswordInput
          size="md"
          label={t('account.password.new')}
          description={t('account.password.rule', { min: PASSWORD_MIN })}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={fault}
          visibilityToggleButtonProps={{ 'aria-label': t('console.sign_in.show_password') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordHint password={password} />
        <Button type="submit" loading={accept.isPending}>
          {t('account.link.submit')}
        </Button>
      </form>
    </Frame>
  )
}
