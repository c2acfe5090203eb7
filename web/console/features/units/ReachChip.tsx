import type { UnitReach } from '../../../../src/contract/units.ts'
import { useT } from '../../app/i18n.ts'
import classes from './units.module.css'

const SIGNS: Readonly<Record<UnitReach, string>> = {
  ok: 'm3 8.600 3.400 3.400L13 4.600',
  untried: 'M4 8h8',
  failing: 'M8 3v6m0 3.500v.500',
  none: 'm4 4 8 8m0-8-8 8',
  nobody: 'm4 4 8 8m0-8-8 8',
}

/** Can the contacts of a unit be reached now? Words and a sign; the colour only helps. */
export function ReachChip({ reach }: { reach: UnitReach }) {
  const t = useT()
  return (
    <span className={classes.reach} data-reach={reach}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={SIGNS[reach]} fill="none" stroke="currentColor" strokeWidth="2.400" strokeLinecap="round" />
      </svg>
      {t(`units.reach.${reach}`)}
    </span>
  )
}
