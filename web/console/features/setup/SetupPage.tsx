import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { RecoveryCodes, TotpSetup } from '../../../../src/contract/account.ts'
import type { SetupOpened } from '../../../../src/contract/setup.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { currentLocale, useT } from '../../app/i18n.ts'
import { AppSetup } from '../../components/AppSetup.tsx'
import { Banner } from '../../components/Banner.tsx'
import { CodesOnce } from '../../components/CodesOnce.tsx'
import frame from '../../components/Frame.module.css'
import { Frame } from '../../components/Frame.tsx'
import { AdministratorStep } from './AdministratorStep.tsx'
import { forgetDraft, useDraft } from './draft.ts'
import { FederationStep } from './FederationStep.tsx'
import classes from './setup.module.css'

const STEPS = ['federation', 'administrator', 'app', 'codes'] as const
type Step = (typeof STEPS)[number]

/** The wizard of the first run: an empty installation gets its federation and its first administrator. */
export function SetupPage() {
  const t = useT()
  // After «#», which no server is told; it stays there, so that the page may be loaded again.
  const [token] = useState(() => window.location.hash.slice(1))
  const opened = useQuery({
    // Names of tiers come in the language of the page; what is filled in stays while it changes.
    queryKey: ['setup', token, currentLocale()],
    placeholderData: keepPreviousData,
    queryFn: () => api.post<SetupOpened>('/api/setup/link', { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (opened.isPending) return <Frame title={t('setup.title')}>{t('console.loading')}</Frame>
  if (opened.isError)
    return (
      <Frame title={t('account.link.broken')}>
        <Banner tone="fail">{readable(opened.error)}</Banner>
        <p>
          <Link to="/" className={frame.plain}>
            {t('setup.enter')}
          </Link>
        </p>
      </Frame>
    )
  return <Wizard token={token} opened={opened.data} />
}

function Wizard({ token, opened }: { token: string; opened: SetupOpened }) {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { prepared } = opened
  const { draft, federation, administrator } = useDraft(prepared)
  const [totp, setTotp] = useState<TotpSetup | null>(prepared?.totp ?? null)
  const [step, setStep] = useState<Step>(prepared ? 'app' : 'federation')
  const prepare = useMutation({
    mutationFn: (password: string) =>
      api.post<TotpSetup>('/api/setup/prepare', {
        token,
        federation: draft.federation,
        administrator: { ...draft.administrator, password },
      }),
    onSuccess: (setup) => {
      setTotp(setup)
      setStep('app')
    },
    onError: (error) => {
      if (error instanceof ApiError && error.faults.some((fault) => fault.field.startsWith('federation.')))
        setStep('federation')
    },
  })
  const finish = useMutation({
    mutationFn: (code: string) => api.post<RecoveryCodes>('/api/setup/finish', { token, code }),
    onSuccess: () => {
      forgetDraft()
      setStep('codes')
    },
  })
  const faultOf = (field: string) =>
    prepare.error instanceof ApiError ? prepare.error.faultOf(field) : undefined
  const failed = prepare.error instanceof ApiError && prepare.error.faults.length > 0 ? null : prepare.error
  const enter = () => {
    queries.clear()
    void navigate({ to: '/' })
  }
  return (
    <Frame title={t('setup.title')} lead={t('setup.lead', { until: fullText(opened.expiresAt) })} wide>
      <ol className={classes.stepper} aria-label={t('setup.steps')}>
        {STEPS.map((one) => (
          <li
            key={one}
            aria-current={one === step ? 'step' : undefined}
            data-done={STEPS.indexOf(one) < STEPS.indexOf(step) || undefined}
          >
            {t(`setup.step.${one}`)}
          </li>
        ))}
      </ol>
      {failed && step !== 'codes' && <Banner tone="fail">{readable(failed)}</Banner>}
      {step === 'federation' && (
        <FederationStep
          federation={draft.federation}
          tiers={opened.tiers}
          faultOf={faultOf}
          onChange={federation}
          onNext={() => setStep('administrator')}
        />
      )}
      {step === 'administrator' && (
        <AdministratorStep
          administrator={draft.administrator}
          pending={prepare.isPending}
          faultOf={faultOf}
          onChange={administrator}
          onBack={() => setStep('federation')}
          onNext={(password) => prepare.mutate(password)}
        />
      )}
      {step === 'app' && totp && (
        <>
          <p>
            {t('setup.app_lead', { name: draft.federation.name, administrator: draft.administrator.name })}
          </p>
          <AppSetup
            setup={totp}
            confirm={finish}
            onCancel={() => {
              finish.reset()
              setStep('federation')
            }}
            cancel={t('setup.back')}
          />
        </>
      )}
      {step === 'codes' && (
        <>
          <Banner tone="info">{t('setup.done', { name: draft.federation.name })}</Banner>
          <CodesOnce
            codes={finish.data?.codes ?? []}
            email={draft.administrator.email}
            onKept={enter}
            onward={t('setup.kept')}
          />
        </>
      )}
    </Frame>
  )
}
