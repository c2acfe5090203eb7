import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { PASSWORD_MIN } from '../../../../src/contract/password.ts'
import type { SetupAdministrator } from '../../../../src/contract/setup.ts'
import { useT } from '../../app/i18n.ts'
import { PasswordHint } from '../../components/PasswordHint.tsx'
import classes from './setup.module.css'

interface AdministratorStepProps {
  administrator: SetupAdministrator
  pending: boolean
  faultOf: (field: string) => string | undefined
  onChange: (change: Partial<SetupAdministrator>) => void
  onBack: () => void
  onNext: (password: string) => void
}

/** ② Who looks after the installation, and their password. */
export function AdministratorStep(props: AdministratorStepProps) {
  const t = useT()
  const { administrator, faultOf, onChange } = props
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onNext(password)
  }
  const field = (name: keyof SetupAdministrator) => ({
    label: t(`setup.administrator.${name}`),
    error: faultOf(`administrator.${name}`),
    value: administrator[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
    required: true,
    withAsterisk: false,
  })
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className="muted">{t('setup.administrator.lead')}</p>
      <TextInput {...field('name')} autoFocus autoComplete="name" maxLength={120} />
      <TextInput {...field('jobTitle')} autoComplete="organization-title" maxLength={120} />
      <TextInput {...field('email')} type="email" autoComplete="username" maxLength={254} />
      <PasswordInput
        size="md"
        label={t('console.sign_in.password')}
        description={t('account.password.rule', { min: PASSWORD_MIN })}
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={faultOf('administrator.password')}
        visibilityToggleButtonProps={{ 'aria-label': t('console.sign_in.show_password') }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordHint password={password} />
      <div className={classes.actions}>
        <Button type="submit" loading={props.pending}>
          {t('setup.next')}
        </Button>
        <Button variant="default" onClick={props.onBack}>
          {t('setup.back')}
        </Button>
      </div>
    </form>
  )
}
