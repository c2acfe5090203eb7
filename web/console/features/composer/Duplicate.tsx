import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import classes from './composer.module.css'

/** The same words went out within a day: stop and think, before anything else is asked. */
export function Duplicate(props: {
  of: { id: number; reference: string }
  onBack: () => void
  onGoOn: () => void
}) {
  const t = useT()
  return (
    <section className={classes.interruption} aria-labelledby="step-heading">
      <h2 id="step-heading" tabIndex={-1}>
        {t('composer.duplicate.title')}
      </h2>
      <p>
        {t('composer.duplicate.text')}{' '}
        <Link to="/directives/$directiveId" params={{ directiveId: String(props.of.id) }}>
          {props.of.reference}
        </Link>
      </p>
      <div className={classes.row}>
        <Button onClick={props.onBack}>{t('composer.duplicate.back')}</Button>
        <Button variant="default" onClick={props.onGoOn}>
          {t('composer.duplicate.go_on')}
        </Button>
      </div>
    </section>
  )
}
