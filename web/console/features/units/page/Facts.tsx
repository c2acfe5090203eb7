import type { UnitProfile } from '../../../../../src/contract/units.ts'
import { useT } from '../../../app/i18n.ts'
import { showDay } from '../../../components/days.ts'
import classes from './page.module.css'

/** What is known of the unit itself, and what stands at the head of its documents. */
export function Facts({ unit }: { unit: UnitProfile; write: boolean }) {
  const t = useT()
  const facts: readonly (readonly [string, string | null])[] = [
    ['sector', unit.sectorName],
    ['seat', unit.seat?.name ?? null],
    ['in_charge', unit.inCharge.map((area) => area.name).join(', ') || null],
    ['address', unit.address],
    ['since', showDay(unit.validFrom)],
    ['letterhead', [unit.letterhead.upper, unit.letterhead.own].filter(Boolean).join('\n') || null],
  ]
  return (
    <section className={classes.panel} aria-labelledby="facts">
      <h2 id="facts">{t('units.facts.title')}</h2>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`units.facts.${name}`)}</dt>
            <dd>{value ?? <span className="muted">{t('units.facts.unknown')}</span>}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
