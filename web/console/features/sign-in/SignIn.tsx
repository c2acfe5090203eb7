import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { api, readable } from '../../app/api.ts'
import { changeLocale, currentLocale, useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './SignIn.module.css'

const route = getRouteApi('/sign-in')

/** Staff sign in here with e-mail and password; the demo's one-click links carry their session with them. */
export function SignIn() {
  const t = useT()
  const { back } = route.useSearch()
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => api.post('/api/auth/sign-in/email', { email, password }),
    onSuccess: () => router.history.push(back ?? '/'),
  })
  useEffect(() => {
    document.title = t('console.sign_in.title')
  }, [t])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit}>
        <h1 className={classes.title}>{t('console.sign_in.title')}</h1>
        <p className="muted">{t('console.sign_in.lead')}</p>
        {signIn.isError && <Banner tone="fail">{readable(signIn.error)}</Banner>}
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
        <p className="muted">{t('console.sign_in.demo')}</p>
        <p>
          <button
            type="button"
            className={classes.plain}
            lang={currentLocale() === 'vi' ? 'en' : 'vi'}
            onClick={() => void changeLocale(currentLocale() === 'vi' ? 'en' : 'vi')}
          >
            {currentLocale() === 'vi' ? 'English' : 'Tiếng Việt'}
          </button>
        </p>
      </form>
    </main>
  )
}
