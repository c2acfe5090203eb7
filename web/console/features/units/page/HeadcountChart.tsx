import type { Headcount } from '../../../../../src/contract/units.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import { showDay } from '../../../components/days.ts'
import classes from './page.module.css'

const WIDTH = 640
const HEIGHT = 150
/** On the right stand the names of the lines with their last figures. */
const PAD = { left: 8, right: 168, top: 14, bottom: 24 }
const LINE = 19

const time = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/**
 * Two lines from zero up, steps of time to scale: workers whole, members dashed with squares, so that grey tells them apart.
 * The table below says the same in numbers; the picture is one sentence to a screen reader.
 */
export function HeadcountChart({ counts }: { counts: readonly Headcount[] }) {
  const t = useT()
  const first = counts[0]!
  const last = counts[counts.length - 1]!
  const most = Math.max(1, ...counts.map((one) => Math.max(one.workers, one.members)))
  const x = (one: Headcount): number =>
    PAD.left +
    ((time(one.asOf) - time(first.asOf)) / Math.max(1, time(last.asOf) - time(first.asOf))) *
      (WIDTH - PAD.left - PAD.right)
  const y = (value: number): number => HEIGHT - PAD.bottom - (value / most) * (HEIGHT - PAD.top - PAD.bottom)
  const line = (figure: 'workers' | 'members'): string =>
    counts.map((one) => `${x(one).toFixed(1)},${y(one[figure]).toFixed(1)}`).join(' ')
  // The names never cover each other: the upper line's above, the lower line's below the middle of both.
  const middle = (y(last.workers) + y(last.members)) / 2
  const apart = Math.max(LINE, y(last.members) - y(last.workers)) / 2
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.chart}
      role="img"
      aria-label={t('units.count.chart', {
        from: showDay(first.asOf),
        to: showDay(last.asOf),
        workersFrom: numberText(first.workers),
        workersTo: numberText(last.workers),
        membersFrom: numberText(first.members),
        membersTo: numberText(last.members),
      })}
    >
      <line x1={PAD.left} x2={WIDTH - PAD.right} y1={y(0)} y2={y(0)} className={classes.axis} />
      <polyline points={line('workers')} className={classes.workers} />
      <polyline points={line('members')} className={classes.members} />
      {counts.map((one) => (
        <g key={one.asOf}>
          <circle cx={x(one)} cy={y(one.workers)} r="3.500" className={classes.dot} />
          <rect x={x(one) - 3} y={y(one.members) - 3} width="6" height="6" className={classes.dot} />
        </g>
      ))}
      <text x={PAD.left} y={HEIGHT - 6}>
        {showDay(first.asOf)}
      </text>
      <text x={WIDTH - PAD.right} y={HEIGHT - 6} textAnchor="end">
        {showDay(last.asOf)}
      </text>
      <text x={WIDTH - PAD.right + 12} y={middle - apart + 5} className={classes.figureText}>
        {t('units.count.workers')} {numberText(last.workers)}
      </text>
      <text x={WIDTH - PAD.right + 12} y={middle + apart + 5} className={classes.figureText}>
        {t('units.count.members')} {numberText(last.members)}
      </text>
    </svg>
  )
}
