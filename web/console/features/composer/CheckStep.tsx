import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { AudienceListReply } from '../../../../src/contract/audience.ts'
import type { Directive, IssueCheck } from '../../../../src/contract/directive.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { fullText, momentText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useSettledClicks } from '../../components/settled-clicks.ts'
import { useAudienceCount } from './audience/count.ts'
import { NamesDrawer } from './audience/NamesDrawer.tsx'
import classes from './composer.module.css'
import { Duplicate } from './Duplicate.tsx'
import type { DraftKeeper } from './draft-keeper.ts'
import { newRequestKey } from './request-key.ts'
import { SecondPerson, useSecondPerson } from './SecondPerson.tsx'
import { StepHeading } from './Stepper.tsx'
import { type Step, stepOf } from './search.ts'

interface CheckStepProps {
  draft: Directive
  keeper: DraftKeeper
  returnedFrom: string | undefined
  onOpen: (step: Step, field?: string) => void
}

/** ⑤ Exactly what will leave, to how many, when, at what cost; then one button that says so. */
export function CheckStep(props: CheckStepProps) {
  const t = useT()
  const { draft, keeper } = props
  const { data: check, error } = useQuery({
    queryKey: ['check', draft.id],
    queryFn: async () => {
      await keeper.flush()
      return api.get<IssueCheck>(`/api/directives/${draft.id}/check`)
    },
    staleTime: 0,
    refetchInterval: 30_000,
  })
  const [seenDuplicate, setSeenDuplicate] = useState<number | null>(null)
  if (error) return <p className={classes.bad}>{readable(error)}</p>
  if (!check)
    return (
      <>
        <StepHeading step={5} />
        <p className="muted">{t('console.loading')}</p>
      </>
    )
  if (check.duplicateOf && seenDuplicate !== check.duplicateOf.id)
    return (
      <Duplicate
        of={check.duplicateOf}
        onBack={() => props.onOpen(3)}
        onGoOn={() => setSeenDuplicate(check.duplicateOf?.id ?? null)}
      />
    )
  return (
    <>
      <StepHeading step={5} />
      <Faults check={check} onOpen={props.onOpen} />
      <Summary draft={draft} check={check} onOpen={props.onOpen} />
      <FirstRecipients draft={draft} />
      <Send draft={draft} keeper={keeper} check={check} />
    </>
  )
}

function Faults({ check, onOpen }: { check: IssueCheck; onOpen: CheckStepProps['onOpen'] }) {
  const t = useT()
  const blocking = check.faults.filter((fault) => fault.blocking)
  if (blocking.length === 0) return null
  return (
    <section className={classes.wrong} aria-labelledby="faults" role="alert">
      <h3 id="faults">{t('composer.check.faults', { count: blocking.length })}</h3>
      <ul>
        {blocking.map((fault) => (
          <li key={fault.code}>
            {fault.message}{' '}
            <button
              type="button"
              className={classes.link}
              onClick={() => onOpen(stepOf(fault.field), fault.field)}
            >
              {t('composer.check.mend')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Summary({
  draft,
  check,
  onOpen,
}: {
  draft: Directive
  check: IssueCheck
  onOpen: CheckStepProps['onOpen']
}) {
  const t = useT()
  const now = useNow(30)
  const rows: readonly [field: string, label: string, value: React.ReactNode][] = [
    ['kind', t('composer.check.kind'), draft.kindName],
    ['urgency', t('composer.check.urgency'), t(`composer.urgency.name.${draft.urgency}`)],
    [
      'audience',
      t('composer.check.audience'),
      t('composer.check.audience_value', {
        units: numberText(check.units),
        people: numberText(check.people),
      }),
    ],
    ['title', t('composer.content.title'), draft.title || '–'],
    [
      'actions',
      t('composer.content.actions'),
      draft.actions.length > 0 ? (
        <ol key="actions" className={classes.plain}>
          {draft.actions.map((action) => (
            <li key={action}>{action}</li>
          ))}
        </ol>
      ) : (
        '–'
      ),
    ],
    [
      'body',
      t('composer.content.body'),
      <span key="body" className={classes.excerpt}>
        {draft.body || '–'}
      </span>,
    ],
    [
      'attachments',
      t('composer.files.legend'),
      draft.attachments.map((file) => file.fileName).join(', ') || '–',
    ],
    [
      'acknowledge',
      t('composer.check.acknowledge'),
      draft.acknowledge ? t(`composer.ask.by_${draft.acknowledgeBy}`) : t('composer.check.no_acknowledge'),
    ],
    ...(draft.acknowledge
      ? ([
          [
            'acknowledgeBefore',
            t('composer.deadline.label'),
            draft.acknowledgeBefore ? fullText(draft.acknowledgeBefore) : t('composer.check.no_deadline'),
          ],
          [
            'escalation',
            t('composer.ask.escalation'),
            draft.escalation
              .map((step) =>
                t('composer.check.step', {
                  minutes: step.afterMinutes,
                  act: t(`composer.ask.act.${step.act}`),
                }),
              )
              .join(' · ') || '–',
          ],
        ] as [string, string, React.ReactNode][])
      : []),
  ]
  return (
    <dl className={classes.summary}>
      {rows.map(([field, label, value]) => (
        <div key={field}>
          <dt>{label}</dt>
          <dd>{value}</dd>
          <dd className={classes.change}>
            <button
              type="button"
              id={`change-${field}`}
              className={classes.link}
              aria-label={t('composer.check.change', { what: label })}
              onClick={() => onOpen(stepOf(field), field)}
            >
              {t('composer.check.edit')}
            </button>
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('composer.check.when')}</dt>
        <dd>
          {check.keptUntil
            ? t('composer.check.kept', { at: momentText(check.keptUntil, now) })
            : t('composer.check.hold', { seconds: check.holdSeconds })}
        </dd>
      </div>
      <div>
        <dt>{t('composer.check.cost')}</dt>
        <dd>
          {t(check.cost.total > 0 ? 'composer.check.cost_value' : 'composer.check.cost_unknown', {
            parts: check.cost.smsParts,
            people: numberText(check.cost.smsPeople),
            total: numberText(check.cost.total),
          })}
        </dd>
      </div>
    </dl>
  )
}

const FIRST = 5

function FirstRecipients({ draft }: { draft: Directive }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const { data } = useQuery({
    queryKey: ['audience-names', 'people', '', 1, JSON.stringify(draft.audience)],
    queryFn: () =>
      api.post<AudienceListReply>('/api/audience/list', {
        audience: draft.audience,
        kind: 'people',
      }),
  })
  if (!data || data.total === 0) return null
  return (
    <section aria-labelledby="first-recipients">
      <h3 id="first-recipients">{t('composer.check.first', { count: Math.min(FIRST, data.total) })}</h3>
      <ul className={classes.names}>
        {data.items.slice(0, FIRST).map((person) => (
          <li key={person.id}>
            <span>{person.name}</span>
            <span className="muted">
              {[
                person.detail,
                person.channel ? t(`console.channel.${person.channel}`) : t('composer.count.no_channel'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <button type="button" className={classes.link} onClick={() => setAll(true)}>
        {t('composer.check.all', { count: data.total, n: numberText(data.total) })}
      </button>
      <NamesDrawer audience={draft.audience} kind={all ? 'people' : null} onClose={() => setAll(false)} />
    </section>
  )
}

function Send({ draft, keeper, check }: { draft: Directive; keeper: DraftKeeper; check: IssueCheck }) {
  const t = useT()
  const navigate = useNavigate()
  const may = useMay('directive.issue')
  const second = useSecondPerson(draft)
  const settled = useSettledClicks()
  const { count } = useAudienceCount(draft.audience)
  const [accepted, setAccepted] = useState(false)
  const [typed, setTyped] = useState('')
  const [leaveNow, setLeaveNow] = useState(false)
  const [reason, setReason] = useState('')
  const now = useNow(30)
  const hurried = leaveNow && check.keptUntil !== null && check.mayLeaveNow
  // One key a visit: however often the button is pressed, it is one issue.
  const key = useRef(newRequestKey())
  const issue = useMutation({
    mutationFn: () =>
      api.post<Directive>(`/api/directives/${draft.id}/issue`, {
        revision: draft.revision,
        typedNumber: check.typedNumber === null ? null : Number(typed),
        acceptWarnings: true,
        overrideQuietHours: hurried ? reason : null,
        requestKey: key.current,
      }),
    onSuccess: (directive) => {
      queries.setQueryData(['directive', String(draft.id)], directive)
      void queries.invalidateQueries({ queryKey: ['home'] })
      void navigate({
        to: '/directives/$directiveId',
        params: { directiveId: String(draft.id) },
        replace: true,
      })
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['check', draft.id] }),
  })
  const warnings = check.faults.filter((fault) => !fault.blocking)
  const blocked = check.faults.some((fault) => fault.blocking)
  const mistyped = check.typedNumber !== null && typed.trim() !== String(check.typedNumber)
  const unexplained = hurried && reason.trim() === ''
  const units = count?.units.chosen ?? check.units
  const ready =
    may && !blocked && !mistyped && (warnings.length === 0 || accepted) && !keeper.unsaved && !unexplained
  return (
    <section className={classes.send} aria-label={t('composer.check.send_label')}>
      {warnings.length > 0 && (
        <div className={classes.wrong}>
          <h3>{t('composer.check.warnings')}</h3>
          <ul>
            {warnings.map((fault) => (
              <li key={fault.code}>{fault.message}</li>
            ))}
          </ul>
          <Checkbox
            label={t('composer.check.accept')}
            checked={accepted}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
        </div>
      )}
      {check.typedNumber !== null && !blocked && (
        <TextInput
          className={classes.typed}
          label={t('composer.check.type_number', { n: check.typedNumber })}
          description={t('composer.check.type_why')}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={
            typed !== '' && mistyped ? t('composer.check.type_differs', { n: check.typedNumber }) : undefined
          }
        />
      )}
      {check.keptUntil && check.mayLeaveNow && (
        <div className={classes.stack}>
          <Checkbox
            label={t('composer.check.leave_now', { at: momentText(check.keptUntil, now) })}
            checked={leaveNow}
            onChange={(event) => setLeaveNow(event.currentTarget.checked)}
          />
          {leaveNow && (
            <TextInput
              label={t('composer.check.leave_now_reason')}
              description={t('composer.check.leave_now_why')}
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={unexplained ? t('composer.check.leave_now_missing') : undefined}
            />
          )}
        </div>
      )}
      <p>{t('composer.check.consequence', { seconds: check.holdSeconds })}</p>
      {!may && <p className={classes.bad}>{t('composer.check.may_not')}</p>}
      {issue.isError && (
        <p role="alert" className={classes.bad}>
          {issue.error instanceof ApiError ? readable(issue.error) : t('console.error.unexpected')}
        </p>
      )}
      {second ? (
        <SecondPerson
          draft={draft}
          needed={second}
          ready={ready}
          order={{
            typedNumber: check.typedNumber === null ? null : Number(typed),
            acceptWarnings: true,
            overrideQuietHours: hurried ? reason : null,
          }}
        />
      ) : (
        <div>
          <Button
            size="md"
            className={classes.sendButton}
            disabled={!ready || issue.isSuccess}
            loading={issue.isPending}
            onClick={() => settled() && ready && !issue.isPending && issue.mutate()}
          >
            {t(draft.isDrill ? 'composer.check.send_drill' : 'composer.check.send', { n: units })}
          </Button>
        </div>
      )}
    </section>
  )
}
