import type { UnitState } from '../../../src/contract/board.ts'
import classes from './StateCell.module.css'

/** Corner marks of an acknowledged cell: late, by telephone, from a further device that nobody has checked. */
export type CellMark = 'late' | 'phone' | 'unverified' | null

/** A unit's state as fill, border and glyph, distinguishable without colour. `aria-hidden`: words stand beside it. */
export function StateCell({ state, mark = null }: { state: UnitState; mark?: CellMark }) {
  return (
    <span className={`${classes.cell} ${classes[state]}`} data-state={state} data-glyph={GLYPH_NAMES[state]}>
      <Glyph state={state} />
      {mark && <Mark mark={mark} />}
    </span>
  )
}

const GLYPH_NAMES: Readonly<Record<UnitState, string>> = {
  overdue: 'exclamation',
  failed: 'cross',
  no_channel: 'empty-set',
  unknown: 'question',
  opened: 'eye',
  delivered: 'double-tick',
  accepted: 'tick',
  waiting: 'dot',
  acknowledged: 'heavy-tick',
  excluded: 'dash',
}

function Glyph({ state }: { state: UnitState }) {
  return (
    <svg viewBox="0 0 16 16" className={classes.glyph} aria-hidden="true">
      {SHAPES[state]}
    </svg>
  )
}

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

const SHAPES: Readonly<Record<UnitState, React.ReactNode>> = {
  overdue: (
    <>
      <path d="M8 2.500v7" {...line} strokeWidth="2.600" />
      <circle cx="8" cy="13" r="1.600" fill="currentColor" />
    </>
  ),
  failed: <path d="m4 4 8 8m0-8-8 8" {...line} strokeWidth="2.400" />,
  no_channel: (
    <>
      <circle cx="8" cy="8" r="4.600" {...line} strokeWidth="1.800" />
      <path d="m3.500 12.500 9-9" {...line} strokeWidth="1.800" />
    </>
  ),
  unknown: (
    <>
      <path
        d="M5.200 5.600a2.800 2.800 0 1 1 4.200 2.500C8.400 8.700 8 9.200 8 10.200"
        {...line}
        strokeWidth="1.900"
      />
      <circle cx="8" cy="13.200" r="1.300" fill="currentColor" />
    </>
  ),
  opened: (
    <>
      <circle cx="8" cy="8" r="5.400" {...line} strokeWidth="1.700" />
      <circle cx="8" cy="8" r="2.400" fill="currentColor" />
    </>
  ),
  delivered: (
    <path d="m1.500 8.500 3 3 5.500-6.500M7.500 11.200l.500.300L14 5" {...line} strokeWidth="1.800" />
  ),
  accepted: <path d="m3.500 8.500 3 3 6-6.800" {...line} strokeWidth="1.800" />,
  waiting: <circle cx="8" cy="8" r="1.700" fill="currentColor" />,
  acknowledged: <path d="m3 8.600 3.400 3.400L13 4.600" {...line} strokeWidth="2.600" />,
  excluded: <path d="M4 8h8" {...line} strokeWidth="2" />,
}

function Mark({ mark }: { mark: Exclude<CellMark, null> }) {
  if (mark === 'unverified')
    return (
      <svg viewBox="0 0 14 14" className={classes.mark} aria-hidden="true" data-mark={mark}>
        <circle cx="7" cy="7" r="7" className={classes.markRim} />
        <circle cx="7" cy="7" r="5.500" fill="none" stroke="currentColor" strokeDasharray="2.200 1.300" />
        <path d="m4.300 7.300 2 2 3.600-4.300" {...line} strokeWidth="1.400" />
      </svg>
    )
  return (
    <svg viewBox="0 0 14 14" className={classes.mark} aria-hidden="true" data-mark={mark}>
      <circle cx="7" cy="7" r="7" className={classes.markRim} />
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      {mark === 'late' ? (
        <path d="M7 3.600V7l2.400 1.600" className={classes.markLine} />
      ) : (
        <path
          d="M4.900 3.600c-1 1-.2 3 1.200 4.400s3.400 2.200 4.400 1.200L9.200 7.900l-1 .6-2-2 .6-1z"
          className={classes.markShape}
        />
      )}
    </svg>
  )
}
