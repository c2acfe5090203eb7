import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from '../../components/Frame.module.css'
import { Frame } from '../../components/Frame.tsx'
import { FactorForm } from './FactorForm.tsx'
import { type FactorStep, finishOidc, leaveForOidc, takeBack } from './steps.ts'

/** What the provider gave along; taken once, before the address is cleaned of it. */
function takeSearch(): string {
  const { search, pathname } = window.location
  window.history.replaceState(window.history.state, '', pathname)
  return search || '?'
}

/** The way back from the organisation's own sign-in: what it gave along is posted, then the second step if one is asked. */
export function ReturnFromOidc() {
  const t = useT()
  const router = useRouter()
  const queries = useQueryClient()
  const [search] = useState(takeSearch)
  const [step, setStep] = useState<FactorStep | null>(null)
  const enter = () => {
    queries.clear()
    router.history.push(takeBack())
  }
  const { mutate, error } = useMutation({
    mutationFn: finishOidc,
    onSuccess: (next) => (next.next === 'done' ? enter() : setStep(next)),
  })
  const leave = useMutation({ mutationFn: () => leaveForOidc(takeBack(), true) })
  useEffect(() => mutate(search), [mutate, search])
  if (step)
    return (
      <Frame title={t('account.sign_in.factor_title')}>
        <FactorForm step={step} onDone={enter} onBack={() => void router.navigate({ to: '/sign-in' })} />
      </Frame>
    )
  return (
    <Frame title={t('console.sign_in.title')}>
      {error ? (
        <>
          <Banner tone="fail">{readable(leave.error ?? error)}</Banner>
          <Button
            variant="default"
            loading={leave.isPending || leave.isSuccess}
            onClick={() => leave.mutate()}
          >
            {t('account.oidc.another')}
          </Button>
          <p>
            <Link to="/sign-in" className={classes.plain}>
              {t('account.sign_in.to_sign_in')}
            </Link>
          </p>
        </>
      ) : (
        <p role="status">{t('account.oidc.waiting')}</p>
      )}
    </Frame>
  )
}
