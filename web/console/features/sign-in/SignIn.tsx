import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { hasPasskeys } from '../../app/passkey.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from '../../components/Frame.module.css'
import { Frame } from '../../components/Frame.tsx'
import { FactorForm } from './FactorForm.tsx'
import { enterPasskey, enterPassword, type FactorStep, leaveForOidc, waysQuery } from './steps.ts'

const route = getRouteApi('/sign-in')

/** Staff sign in here: password, then what else was set up. The demo's one-click links carry their session with them. */
export function SignIn() {
  const t = useT()
  const { back, notice } = route.useSearch()
  const router = useRouter()
  const queries = useQueryClient()
  const [step, setStep] = useState<FactorStep | null>(null)
  const { data: ways } = useQuery(waysQuery)
  const enter = () => {
    queries.clear()
    router.history.push(back ?? '/')
  }
  if (step)
    return (
      <Frame title={t('account.sign_in.factor_title')}>
        <FactorForm step={step} onDone={enter} onBack={() => setStep(null)} />
      </Frame>
    )
  if (ways?.firstRun)
    return (
      <Frame title={t('setup.title')} lead={t('setup.how')}>
        <p>{t('setup.how_again')}</p>
        <p>
          <code className={classes.command}>npm run loa -- setup-link</code>
        </p>
      </Frame>
    )
  return (
    <Frame title={t('console.sign_in.title')} lead={t('console.sign_in.lead')}>
      {notice && <Banner tone="info">{t(`account.sign_in.notice.${notice}`)}</Banner>}
      <PasswordForm back={back ?? '/'} onStep={(next) => (next.next === 'done' ? enter() : setStep(next))} />
    </Frame>
  )
}

interface PasswordFormProps {
  back: string
  onStep: (step: FactorStep | { next: 'done' }) => void
}

function PasswordForm({ back, onStep }: PasswordFormProps) {
  const t = useT()
  const { data: ways } = useQuery(waysQuery)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({ mutationFn: () => enterPassword(email, password), onSuccess: onStep })
  const show = useMutation({ mutationFn: enterPasskey, onSuccess: onStep })
  const leave = useMutation({ mutationFn: () => leaveForOidc(back) })
  const failed = signIn.error ?? show.error ?? leave.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    show.reset()
    signIn.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {failed && <Banner tone="fail">{readable(failed)}</Banner>}
      <TextInput
        label={t('console.sign_in.email')}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        size="md"
        label={t('console.sign_in.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t('console.sign_in.show_password') }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={signIn.isPending}>
        {t('console.sign_in.submit')}
      </Button>
      {ways?.passkey && hasPasskeys() && (
        <Button
          variant="default"
          loading={show.isPending}
          onClick={() => {
            signIn.reset()
            leave.reset()
            show.mutate()
          }}
        >
          {t('account.passkey.sign_in')}
        </Button>
      )}
      {ways?.oidc && (
        <Button
          variant="default"
          loading={leave.isPending || leave.isSuccess}
          onClick={() => {
            signIn.reset()
            show.reset()
            leave.mutate()
          }}
        >
          {t('account.oidc.sign_in', { name: ways.oidc.name })}
        </Button>
      )}
      <p>
        <Link to="/sign-in/forgotten" className={classes.plain}>
          {t('account.sign_in.forgotten')}
        </Link>
      </p>
      {ways?.isDemo && <p className="muted">{t('console.sign_in.demo')}</p>}
    </form>
  )
}
