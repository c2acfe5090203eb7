import { Button, Progress } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { ImportSession } from '../../../../src/contract/import.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { ColumnStep } from './ColumnStep.tsx'
import { FixStep } from './FixStep.tsx'
import classes from './import.module.css'
import { importQuery, isWorking, useImportChange } from './queries.ts'
import { ReviewStep } from './ReviewStep.tsx'
import { SheetStep } from './SheetStep.tsx'
import { Stepper } from './Stepper.tsx'
import type { Step } from './search.ts'

const route = getRouteApi('/staff/imports/$importId')

/** Steps 2 to 5 of an import. All of it stands on the server; only the open step is in the address. */
export function ImportWizard() {
  const t = useT()
  const id = Number(route.useParams().importId)
  const { data: session, error } = useQuery(importQuery(id))
  if (error && !session) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!session) return <p className="muted">{t('console.loading')}</p>
  return <Wizard session={session} />
}

function Wizard({ session }: { session: ImportSession }) {
  const t = useT()
  const search = route.useSearch()
  const navigate = useNavigate()
  const change = useImportChange(session.id)
  const over = ['done', 'undoing', 'undone'].includes(session.state)
  const step: Step = over ? 5 : (search.step ?? 2)
  const open = (next: Step) =>
    next === 1
      ? void navigate({ to: '/imports' })
      : void navigate({
          to: '/imports/$importId',
          params: { importId: String(session.id) },
          search: { step: next },
        })
  const usable = session.layouts.length > 0
  const ready = usable && !isWorking(session)
  return (
    <>
      <PageHeader
        title={session.fileName}
        windowTitle={t('import.title')}
        meta={<Source session={session} />}
      />
      <Stepper step={step} furthest={over ? 5 : usable ? 5 : 2} onOpen={open} />
      <div className={classes.stack}>
        {session.refusal && (
          <Banner
            tone="fail"
            action={
              session.state === 'refused' && (
                <Button variant="default" onClick={() => open(1)}>
                  {t('import.choose_other')}
                </Button>
              )
            }
          >
            {session.refusal}
          </Banner>
        )}
        {change.isError && <Banner tone="fail">{readable(change.error)}</Banner>}
        <Working session={session} />
        {session.state !== 'refused' && session.state !== 'reading' && (
          <>
            {step === 2 && <SheetStep session={session} change={change} />}
            {step === 3 && <ColumnStep session={session} change={change} />}
            {step === 4 && <FixStep session={session} change={change} />}
            {step === 5 && <ReviewStep session={session} change={change} />}
            {step < 5 && (
              <div className={classes.row}>
                <Button disabled={!ready} onClick={() => open((step + 1) as Step)}>
                  {t('import.next', { name: t(`import.step.${step + 1}`) })}
                </Button>
                <Discard id={session.id} />
              </div>
            )}
          </>
        )}
      </div>
    </>
  )
}

function Source({ session }: { session: ImportSession }) {
  const t = useT()
  return (
    <>
      <span>{t('import.into', { unit: session.unitName })}</span>
      {session.encoding && session.encoding !== 'utf-8' && (
        <span>{t('import.encoding', { encoding: session.encoding })}</span>
      )}
      {session.externalLinks && <span>{t('import.external_links')}</span>}
    </>
  )
}

/** What the server is doing, with how far it is. */
function Working({ session }: { session: ImportSession }) {
  const t = useT()
  return (
    <div role="status" className={classes.working}>
      {isWorking(session) && (
        <>
          <span>{t(`import.state.${session.state}`)}</span>
          <Progress value={Math.max(5, session.progress)} aria-label={t(`import.state.${session.state}`)} />
        </>
      )}
    </div>
  )
}

function Discard({ id }: { id: number }) {
  const t = useT()
  const navigate = useNavigate()
  const discard = useMutation({
    mutationFn: () => api.delete(`/api/imports/${id}`),
    onSuccess: () => void navigate({ to: '/imports' }),
  })
  return (
    <Button variant="subtle" loading={discard.isPending} onClick={() => discard.mutate()}>
      {t('import.discard')}
    </Button>
  )
}
