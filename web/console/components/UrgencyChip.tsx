import type { Urgency } from '../../../src/contract/common.ts'
import { useT } from '../app/i18n.ts'
import classes from './UrgencyChip.module.css'

const LEVELS = ['normal', 'urgent', 'very_urgent', 'express'] as const
const HEIGHTS = [4, 6, 9, 12]

/** Urgency by label, number of bars, weight of fill and border; colour comes last. */
export function UrgencyChip({ urgency }: { urgency: Urgency }) {
  const t = useT()
  const level = LEVELS[urgency]
  return (
    <span className={`${classes.chip} ${classes[level]}`} data-urgency={urgency}>
      <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">
        {HEIGHTS.map((height, index) => (
          <rect
            key={height}
            x={index * 6}
            y={12 - height}
            width="4"
            height={height}
            fill="currentColor"
            opacity={index <= urgency ? 1 : 0.28}
          />
        ))}
      </svg>
      {t(`console.urgency.${level}`)}
    </span>
  )
}
