import { useT } from '../../app/i18n.ts'
import classes from './composer.module.css'
import type { Step } from './search.ts'

const STEPS: readonly Step[] = [1, 2, 3, 4, 5]

/** «Bước 3/5 – Nội dung». Steps behind can be opened; those ahead come one after the other. */
export function Stepper(props: { step: Step; faulty: ReadonlySet<Step>; onOpen: (step: Step) => void }) {
  const t = useT()
  return (
    <nav aria-label={t('composer.step.label')}>
      <ol className={classes.stepper}>
        {STEPS.map((step) => {
          const words = (
            <>
              <span className={classes.stepNumber} aria-hidden="true">
                {step}
              </span>
              <span className={classes.stepName}>{t(`composer.step.${step}`)}</span>
              {props.faulty.has(step) && (
                <span className={classes.stepFault}>{t('composer.step.needs_mending')}</span>
              )}
            </>
          )
          const current = step === props.step
          return (
            <li
              key={step}
              className={current ? classes.stepHere : undefined}
              data-done={step < props.step || undefined}
            >
              {step < props.step ? (
                <button type="button" onClick={() => props.onOpen(step)}>
                  {words}
                </button>
              ) : (
                <span className={classes.stepHead} aria-current={current ? 'step' : undefined}>
                  {words}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

/** The one h2 of a step; focus begins here. */
export function StepHeading({ step }: { step: Step }) {
  const t = useT()
  return (
    <h2 id="step-heading" tabIndex={-1} className={classes.heading}>
      {t('composer.step.heading', { step, name: t(`composer.step.${step}`) })}
    </h2>
  )
}
