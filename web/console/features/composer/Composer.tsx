import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Directive, IssueCheck } from '../../../../src/contract/directive.ts'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { directiveQuery } from '../../app/queries.ts'
import { Banner } from '../../components/Banner.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import { AskStep } from './AskStep.tsx'
import { AudienceStep } from './audience/AudienceStep.tsx'
import { CheckStep } from './CheckStep.tsx'
import classes from './composer.module.css'
import { ContentStep } from './content/ContentStep.tsx'
import { Previews } from './content/Previews.tsx'
import { DraftKeeper } from './draft-keeper.ts'
import { KindStep } from './KindStep.tsx'
import { SaveStatus, SidePanel } from './SidePanel.tsx'
import { Stepper } from './Stepper.tsx'
import { type Step, stepOf } from './search.ts'

const route = getRouteApi('/staff/directives/$directiveId/compose')

/** ① Loại → ② Người nhận → ③ Nội dung → ④ Xác nhận, hạn → ⑤ Kiểm tra. The address carries the step. */
export function Composer() {
  const { directiveId } = route.useParams()
  // Read by the route before this screen is shown.
  const { data: stored } = useSuspenseQuery({ ...directiveQuery(directiveId), refetchInterval: false })
  if (stored.state === 'discarded') return <Discarded draft={stored} />
  if (stored.state !== 'draft')
    return <Navigate to="/directives/$directiveId" params={{ directiveId }} replace />
  return <Writing key={directiveId} stored={stored} />
}

function Writing({ stored }: { stored: Directive }) {
  const t = useT()
  const [keeper] = useState(() => new DraftKeeper(stored))
  const { draft, save } = useSyncExternalStore(keeper.subscribe, keeper.view)
  const { step = 1, edit } = route.useSearch()
  const navigate = route.useNavigate()
  const open = (to: Step, field?: string) => navigate({ search: { step: to, edit: field } })
  useKeptSafe(keeper)
  useFocusOn(step, edit)
  const { data: check } = useQuery<IssueCheck>({ queryKey: ['check', draft.id], enabled: false })
  const faulty = new Set(
    (check?.faults ?? []).filter((fault) => fault.blocking).map((fault) => stepOf(fault.field)),
  )
  const wide = step === 3 || step === 5
  return (
    <div className={draft.isDrill ? classes.drill : undefined} data-drill={draft.isDrill || undefined}>
      {draft.isDrill && <p className={classes.drillRibbon}>{t('composer.drill.ribbon')}</p>}
      <PageHeader
        title={t('composer.title', { kind: draft.kindName })}
        before={<UrgencyChip urgency={draft.urgency} />}
        meta={<SaveStatus save={save} />}
      />
      <Stepper step={step} faulty={faulty} onOpen={open} />
      {save.kind === 'conflict' && (
        <Banner
          tone="warn"
          action={
            <div className={classes.row}>
              <Button size="sm" onClick={() => void keeper.overwrite()}>
                {t('composer.save.overwrite')}
              </Button>
              <Button size="sm" variant="default" onClick={() => void keeper.takeTheirs()}>
                {t('composer.save.take_theirs')}
              </Button>
            </div>
          }
        >
          {save.message}
        </Banner>
      )}
      {save.kind === 'refused' && <Banner tone="fail">{save.message}</Banner>}
      {draft.replaces && (
        <Banner tone="info">
          {t(`composer.relation.${draft.replaces.relation}`, { reference: draft.replaces.reference })}
        </Banner>
      )}
      <div className={wide ? classes.wide : classes.columns}>
        <div className={classes.step} data-step={step}>
          {step === 1 && <KindStep draft={draft} keeper={keeper} />}
          {step === 2 && <AudienceStep draft={draft} keeper={keeper} />}
          {step === 3 && <ContentStep draft={draft} keeper={keeper} />}
          {step === 4 && <AskStep draft={draft} keeper={keeper} />}
          {step === 5 && <CheckStep draft={draft} keeper={keeper} returnedFrom={edit} onOpen={open} />}
          <nav className={classes.nav} aria-label={t('composer.nav.label')}>
            {step > 1 && (
              <Button variant="default" onClick={() => open((step - 1) as Step)}>
                {t('composer.nav.back')}
              </Button>
            )}
            {step < 5 && edit === undefined && (
              <Button onClick={() => open((step + 1) as Step)}>
                {t('composer.nav.next', { step: t(`composer.step.${step + 1}`) })}
              </Button>
            )}
            {step < 5 && edit !== undefined && (
              <Button onClick={() => open(5, edit)}>{t('composer.nav.back_to_check')}</Button>
            )}
          </nav>
        </div>
        <aside className={classes.side} aria-label={t('composer.side.label')}>
          <SidePanel draft={draft} />
          {wide && <Previews draft={draft} keeper={keeper} save={save} />}
        </aside>
      </div>
    </div>
  )
}

/** Whatever was typed reaches the server before the page goes; changes of others are noticed when it comes back. */
function useKeptSafe(keeper: DraftKeeper): void {
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (!keeper.unsaved) return
      void keeper.flush()
      event.preventDefault()
    }
    const turn = () => void (document.hidden ? keeper.flush() : keeper.refresh())
    window.addEventListener('beforeunload', leave)
    document.addEventListener('visibilitychange', turn)
    void keeper.refresh()
    return () => {
      window.removeEventListener('beforeunload', leave)
      document.removeEventListener('visibilitychange', turn)
      void keeper.flush()
    }
  }, [keeper])
}

/** «Sửa» goes to the field; a change of step starts at its heading. */
function useFocusOn(step: Step, edit: string | undefined): void {
  useEffect(() => {
    const id = step === 5 ? `change-${edit}` : `field-${edit}`
    const target = (edit && document.getElementById(id)) || document.getElementById('step-heading')
    const inside = target?.matches('fieldset') ? target.querySelector<HTMLElement>('input, button') : target
    inside?.focus()
  }, [step, edit])
}

function Discarded({ draft }: { draft: Directive }) {
  const t = useT()
  const { refetch } = useQuery({
    queryKey: ['directive', String(draft.id)],
    queryFn: () => api.get<Directive>(`/api/directives/${draft.id}`),
    enabled: false,
  })
  const restore = async () => {
    await api.post(`/api/directives/${draft.id}/restore`)
    await refetch()
  }
  return (
    <>
      <PageHeader title={draft.title || draft.kindName} />
      <Banner
        tone="info"
        action={<Button onClick={() => void restore()}>{t('composer.discarded.restore')}</Button>}
      >
        {t('composer.discarded.text')}
      </Banner>
    </>
  )
}
