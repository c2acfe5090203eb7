import { useT } from '../../app/i18n.ts'
import classes from './import.module.css'
import { STEPS, type Step } from './search.ts'

/** Tải tệp → Chọn trang & dòng tiêu đề → Ghép cột → Sửa lỗi → Xem trước & nhập. */
export function Stepper(props: { step: Step; furthest: Step; onOpen: (step: Step) => void }) {
  const t = useT()
  return (
    <nav aria-label={t('import.step.label')}>
      <ol className={classes.stepper}>
        {STEPS.map((step) => (
          <li
            key={step}
            className={step === props.step ? classes.stepHere : undefined}
            data-done={step < props.step || undefined}
          >
            {step !== props.step && step <= props.furthest ? (
              <button type="button" onClick={() => props.onOpen(step)}>
                <b aria-hidden="true">{step}</b> {t(`import.step.${step}`)}
              </button>
            ) : (
              <span aria-current={step === props.step ? 'step' : undefined}>
                <b aria-hidden="true">{step}</b> {t(`import.step.${step}`)}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
