import { Button, Checkbox, NativeSelect, NumberInput } from '@mantine/core'
import type { Directive, EscalationStep } from '../../../../src/contract/directive.ts'
import { useNow } from '../../app/clock.ts'
import { timeText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import classes from './composer.module.css'
import { Deadline } from './Deadline.tsx'
import type { DraftKeeper } from './draft-keeper.ts'
import { StepHeading } from './Stepper.tsx'

const ACTS: readonly EscalationStep['act'][] = ['remind', 'next_channel', 'call', 'leader']
const BY = ['unit', 'person'] as const
const MOST = 8

/** ④ Who confirms, until when, and what happens to those who stay silent. */
export function AskStep({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  return (
    <>
      <StepHeading step={4} />
      <Checkbox
        id="field-acknowledge"
        label={t('composer.ask.acknowledge')}
        description={t('composer.ask.acknowledge_hint')}
        checked={draft.acknowledge}
        onChange={(event) => keeper.change({ acknowledge: event.currentTarget.checked })}
      />
      {draft.acknowledge && (
        <>
          <fieldset className={classes.field} id="field-acknowledgeBy">
            <legend>{t('composer.ask.by')}</legend>
            <div className={classes.rows}>
              {BY.map((by) => (
                <label
                  key={by}
                  className={classes.choice}
                  data-checked={draft.acknowledgeBy === by || undefined}
                >
                  <input
                    type="radio"
                    name="acknowledgeBy"
                    checked={draft.acknowledgeBy === by}
                    onChange={() => keeper.change({ acknowledgeBy: by })}
                  />
                  <span>
                    <b>{t(`composer.ask.by_${by}`)}</b> {t(`composer.ask.by_${by}_hint`)}
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
          <Deadline
            value={draft.acknowledgeBefore}
            onChange={(acknowledgeBefore) => keeper.change({ acknowledgeBefore })}
          />
          <Escalation steps={draft.escalation} onChange={(escalation) => keeper.change({ escalation })} />
        </>
      )}
    </>
  )
}

function Escalation(props: {
  steps: readonly EscalationStep[]
  onChange: (steps: EscalationStep[]) => void
}) {
  const t = useT()
  const now = useNow(30)
  const { steps } = props
  const ordered = [...steps].sort((a, b) => a.afterMinutes - b.afterMinutes)
  const change = (index: number, patch: Partial<EscalationStep>) =>
    props.onChange(steps.map((step, at) => (at === index ? { ...step, ...patch } : step)))
  return (
    <fieldset className={classes.field} id="field-escalation">
      <legend>{t('composer.ask.escalation')}</legend>
      <p className="muted">{t('composer.ask.escalation_hint')}</p>
      <ol className={classes.sentences}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step has no identity but its place
          <li key={index}>
            <span>{t('composer.ask.after')}</span>
            <NumberInput
              aria-label={t('composer.ask.minutes_of', { n: index + 1 })}
              className={classes.minutes}
              min={1}
              max={10_080}
              allowDecimal={false}
              hideControls
              value={step.afterMinutes}
              onChange={(value) => Number(value) >= 1 && change(index, { afterMinutes: Number(value) })}
            />
            <span>{t('composer.ask.minutes_unconfirmed')}</span>
            <NativeSelect
              aria-label={t('composer.ask.act_of', { n: index + 1 })}
              value={step.act}
              onChange={(event) => change(index, { act: event.currentTarget.value as EscalationStep['act'] })}
              data={ACTS.map((act) => ({ value: act, label: t(`composer.ask.act.${act}`) }))}
            />
            <Button
              size="sm"
              variant="default"
              aria-label={t('composer.ask.remove_step', { n: index + 1 })}
              onClick={() => props.onChange(steps.filter((_, at) => at !== index))}
            >
              {t('composer.audience.remove')}
            </Button>
          </li>
        ))}
      </ol>
      {steps.length < MOST && (
        <Button
          variant="default"
          onClick={() =>
            props.onChange([
              ...steps,
              { afterMinutes: (ordered.at(-1)?.afterMinutes ?? 0) + 30, act: 'remind' },
            ])
          }
        >
          {t('composer.ask.add_step')}
        </Button>
      )}
      {ordered.length > 0 && (
        <p className={classes.timeline}>
          {t('composer.ask.if_sent_now', { time: timeText(now) })}{' '}
          {ordered
            .map((step) =>
              t('composer.ask.at', {
                time: timeText(now + step.afterMinutes * 60_000),
                act: t(`composer.ask.act.${step.act}`),
              }),
            )
            .join(' · ')}
        </p>
      )}
    </fieldset>
  )
}
