import type { UnitProfile } from '../../../../../src/contract/units.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import { showDay } from '../../../components/days.ts'
import classes from './page.module.css'

/** Workers and members as they were counted, day by day. */
export function Headcounts({ unit }: { unit: UnitProfile; write: boolean }) {
  const t = useT()
  return (
    <section className={classes.panel} aria-labelledby="headcounts">
      <h2 id="headcounts">{t('units.people_title')}</h2>
      {unit.headcounts.map((one) => (
        <p key={one.asOf}>
          {showDay(one.asOf)}:{' '}
          {t('units.people', { members: numberText(one.members), workers: numberText(one.workers) })}
        </p>
      ))}
    </section>
  )
}
