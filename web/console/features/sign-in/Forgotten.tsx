import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from '../../components/Frame.module.css'
import { Frame } from '../../components/Frame.tsx'
import { askForLink, waysQuery } from './steps.ts'

/** «Quên mật khẩu»: a link by mail where mail is set up, else the way to the administrator. */
export function Forgotten() {
  const t = useT()
  const { data: ways } = useQuery(waysQuery)
  const [email, setEmail] = useState('')
  const ask = useMutation({ mutationFn: () => askForLink(email) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  const back = (
    <p>
      <Link to="/sign-in" className={classes.plain}>
        {t('account.sign_in.to_sign_in')}
      </Link>
    </p>
  )
  if (ways && !ways.mail)
    return (
      <Frame title={t('account.forgotten.title')} lead={t('account.forgotten.no_mail')}>
        {back}
      </Frame>
    )
  if (ask.isSuccess)
    return (
      <Frame title={t('account.forgotten.sent_title')} lead={t('account.forgotten.sent', { email })}>
        {back}
      </Frame>
    )
  return (
    <Frame title={t('account.forgotten.title')} lead={t('account.forgotten.lead')}>
      <form className={classes.form} onSubmit={submit}>
        {ask.isError && <Banner tone="fail">{readable(ask.error)}</Banner>}
        <TextInput
          label={t('console.sign_in.email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" loading={ask.isPending}>
          {t('account.forgotten.submit')}
        </Button>
      </form>
      {back}
    </Frame>
  )
}
