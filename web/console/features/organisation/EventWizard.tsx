import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type {
  DuplicateAnswer,
  EventKind,
  EventOrder,
  EventPreview,
} from '../../../../src/contract/organisation.ts'
import { api, readable } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import { DayField } from '../../components/DayField.tsx'
import { showDay } from '../../components/days.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { KindFields } from './KindFields.tsx'
import { emptyOrder, type OrderDraft, orderOf, startOrder } from './order.ts'
import classes from './organisation.module.css'
import { Preview } from './Preview.tsx'
import { chosenUnitQuery } from './queries.ts'

/** In the order in which they are looked for. */
const KINDS: readonly EventKind[] = [
  'merge',
  'split',
  'move',
  'hand_over',
  'found',
  'rename',
  'dissolve',
  'end_activity',
]

const localToday = (): string => new Date(serverNow() + 7 * 3_600_000).toISOString().slice(0, 10)

const route = getRouteApi('/staff/organisation/new')

/** A decision; the page of a unit opens it with its kind and the unit. */
export function EventWizard() {
  const t = useT()
  const { kind = 'merge', unit } = route.useSearch()
  const { data, isLoading } = useQuery({ ...chosenUnitQuery(unit ?? 0), enabled: unit !== undefined })
  if (isLoading) return <p className="muted">{t('console.loading')}</p>
  return <Wizard key={`${kind} ${unit ?? ''}`} start={startOrder(kind, localToday(), data)} />
}

/** Kind, units, number and dates; then what it will do; then it is applied. */
function Wizard({ start }: { start: OrderDraft }) {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(start)
  const [missing, setMissing] = useState<readonly string[]>([])
  const [answers, setAnswers] = useState<readonly DuplicateAnswer[]>([])
  const set = (change: Partial<OrderDraft>) => setDraft((old) => ({ ...old, ...change }))

  const preview = useMutation({
    mutationFn: (order: EventOrder) => api.post<EventPreview>('/api/organisation/events/preview', order),
  })
  const act = useMutation({
    mutationFn: (order: EventOrder) =>
      api.post<{ id: number; state: string }>('/api/organisation/events', order),
    onSuccess: async (filed) => {
      await queries.invalidateQueries({ queryKey: ['organisation'] })
      notify(
        filed.state === 'planned'
          ? t('organisation.form.planned', { day: showDay(draft.effectiveOn ?? '') })
          : t('organisation.form.applied'),
      )
      await navigate({ to: '/organisation' })
    },
  })

  const withOrder = (then: (order: EventOrder) => void) => {
    const made = orderOf(draft, answers)
    setMissing('missing' in made ? made.missing : [])
    if ('order' in made) then(made.order)
  }
  const shown = preview.data
  const open = shown?.duplicates.some(
    (pair) => !answers.some((one) => one.keepId === pair.keepId && one.otherId === pair.otherId),
  )
  const error = preview.error ?? act.error

  return (
    <>
      <PageHeader
        title={t(shown ? 'organisation.preview.title' : 'organisation.form.title')}
        meta={<Link to="/organisation">{t('organisation.title')}</Link>}
      />
      {error && (
        <div role="alert" className={classes.alert}>
          <Banner tone="fail">{readable(error)}</Banner>
        </div>
      )}
      {shown ? (
        <>
          <p className={classes.summary}>
            <b>{t(`organisation.kind.${draft.kind}`)}</b> · {draft.number} ·{' '}
            {t('organisation.events.effective', { date: showDay(draft.effectiveOn ?? '') })}
          </p>
          <Preview
            preview={shown}
            answers={answers}
            onAnswer={(answer) =>
              setAnswers((old) => [
                ...old.filter((one) => one.keepId !== answer.keepId || one.otherId !== answer.otherId),
                answer,
              ])
            }
          />
          <div className={classes.actions}>
            <Button
              disabled={open}
              loading={act.isPending}
              onClick={() => withOrder((order) => act.mutate(order))}
            >
              {shown.today
                ? t('organisation.form.apply')
                : t('organisation.form.apply_later', { day: showDay(draft.effectiveOn ?? '') })}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                preview.reset()
                act.reset()
              }}
            >
              {t('organisation.form.back')}
            </Button>
          </div>
        </>
      ) : (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            withOrder((order) => preview.mutate(order))
          }}
        >
          <fieldset className={classes.kinds}>
            <legend>{t('organisation.form.kind')}</legend>
            {KINDS.map((kind) => (
              <label key={kind} className={draft.kind === kind ? classes.kindHere : classes.kind}>
                <input
                  type="radio"
                  name="kind"
                  checked={draft.kind === kind}
                  onChange={() => {
                    setAnswers([])
                    setDraft((old) => ({
                      ...emptyOrder(kind, localToday()),
                      number: old.number,
                      date: old.date,
                      effectiveOn: old.effectiveOn,
                      note: old.note,
                    }))
                  }}
                />
                <b>{t(`organisation.kind.${kind}`)}</b>
                <span>{t(`organisation.hint.${kind}`)}</span>
              </label>
            ))}
          </fieldset>
          <KindFields draft={draft} set={set} />
          <div className={classes.fields}>
            <TextInput
              label={t('organisation.form.number')}
              placeholder={t('organisation.form.number_example')}
              value={draft.number}
              maxLength={60}
              onChange={(event) => set({ number: event.currentTarget.value })}
            />
            <DayField
              label={t('organisation.form.date')}
              required
              value={draft.date}
              onChange={(date) => set({ date })}
            />
            <DayField
              label={t('organisation.form.effective')}
              required
              value={draft.effectiveOn}
              onChange={(effectiveOn) => set({ effectiveOn })}
            />
          </div>
          <Textarea
            label={t('organisation.form.note')}
            value={draft.note}
            maxLength={1000}
            autosize
            minRows={2}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
          {missing.length > 0 && (
            <div role="alert">
              <Banner tone="fail">
                {t('organisation.form.missing', {
                  fields: missing.map((field) => t(`organisation.form.${field}`).toLowerCase()).join(', '),
                })}
              </Banner>
            </div>
          )}
          <div className={classes.actions}>
            <Button type="submit" loading={preview.isPending}>
              {t('organisation.form.preview')}
            </Button>
          </div>
        </form>
      )}
    </>
  )
}
