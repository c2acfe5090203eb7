import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from '../../components/Frame.module.css'
import { enterCode, enterPasskey, type FactorStep } from './steps.ts'

interface FactorFormProps {
  step: FactorStep
  onDone: () => void
  onBack: () => void
}

/** The second step: six digits of the app, or a code from the paper. The sixth digit sends it off. */
export function FactorForm({ step, onDone, onBack }: FactorFormProps) {
  const t = useT()
  const [fromPaper, setFromPaper] = useState(!step.app && !step.passkey)
  const [code, setCode] = useState('')
  const enter = useMutation({
    mutationFn: (given: string) => enterCode(given),
    onSuccess: onDone,
    onError: () => setCode(''),
  })
  const show = useMutation({ mutationFn: enterPasskey, onSuccess: onDone })
  const failed = enter.error ?? show.error
  const over = failed instanceof ApiError && failed.code === 'sign_in_step_over'
  const asksCode = step.app || fromPaper
  const lead = fromPaper ? 'paper_lead' : step.app ? 'app_lead' : 'passkey_lead'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim()) enter.mutate(code)
  }
  const change = (given: string) => {
    if (fromPaper) return setCode(given)
    const digits = given.replace(/\D/g, '').slice(0, 6)
    setCode(digits)
    if (digits.length === 6 && !enter.isPending) enter.mutate(digits)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className="muted">{t(`account.sign_in.${lead}`)}</p>
      {failed && (
        <Banner
          tone="fail"
          action={
            over && (
              <Button variant="default" onClick={onBack}>
                {t('account.sign_in.again')}
              </Button>
            )
          }
        >
          {readable(failed)}
        </Banner>
      )}
      {step.passkey && !fromPaper && (
        <Button
          variant={step.app ? 'default' : 'filled'}
          loading={show.isPending}
          onClick={() => {
            enter.reset()
            show.mutate()
          }}
        >
          {t('account.passkey.use')}
        </Button>
      )}
      {asksCode && (
        <>
          <TextInput
            key={fromPaper ? 'paper' : 'app'}
            label={t(fromPaper ? 'account.sign_in.paper_code' : 'account.sign_in.app_code')}
            inputMode={fromPaper ? 'text' : 'numeric'}
            autoComplete={fromPaper ? 'off' : 'one-time-code'}
            autoCapitalize="characters"
            spellCheck={false}
            autoFocus
            required
            withAsterisk={false}
            classNames={{ input: classes.code }}
            value={code}
            onChange={(event) => change(event.currentTarget.value)}
          />
          <Button type="submit" loading={enter.isPending}>
            {t('console.sign_in.submit')}
          </Button>
        </>
      )}
      <p className={classes.others}>
        {step.recovery && (step.app || step.passkey) && (
          <button
            type="button"
            className={classes.plain}
            onClick={() => {
              setFromPaper(!fromPaper)
              setCode('')
              enter.reset()
              show.reset()
            }}
          >
            {t(`account.sign_in.${fromPaper ? (step.app ? 'use_app' : 'use_passkey') : 'use_paper'}`)}
          </button>
        )}
        <button type="button" className={classes.plain} onClick={onBack}>
          {t('account.sign_in.other_account')}
        </button>
      </p>
    </form>
  )
}
