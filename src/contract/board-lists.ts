import type { CallTab, UnitCell, UnitState } from './board.ts'

/**
 * Which units stand behind a number of the board. One rule for server and console, so that a number and the list that
 * opens behind it cannot disagree. No schema library here: the console bundles this file.
 */

/** The tiles of the funnel, left to right. */
export const FUNNEL_TILES = ['due', 'accepted', 'delivered', 'opened', 'acknowledged'] as const
export type FunnelTile = (typeof FUNNEL_TILES)[number]

export const CALL_TABS = ['not_opened', 'opened', 'problem'] as const satisfies readonly CallTab[]

/** Worst first: the order of the unit grid. */
export const UNIT_STATES = [
  'overdue',
  'failed',
  'no_channel',
  'unknown',
  'opened',
  'delivered',
  'accepted',
  'waiting',
  'acknowledged',
  'excluded',
] as const satisfies readonly UnitState[]

/**
 * The name of a list in `?list=`: a tile («due»), all units still to answer («unacknowledged»), a tab of the call list
 * («call:opened») or a state («state:failed»).
 */
export type BoardListName =
  | FunnelTile
  | 'unacknowledged'
  | 'acknowledged_late'
  | 'by_phone'
  | 'unverified'
  | 'confirm_again'
  | 'to_call'
  | 'questions'
  | `call:${CallTab}`
  | `state:${UnitState}`

export const BOARD_LISTS: readonly BoardListName[] = [
  ...FUNNEL_TILES,
  'unacknowledged',
  'acknowledged_late',
  'by_phone',
  'unverified',
  'confirm_again',
  'to_call',
  'questions',
  ...CALL_TABS.map((tab) => `call:${tab}` as const),
  ...UNIT_STATES.map((state) => `state:${state}` as const),
]

/** What a rule needs to know of a unit. */
export type ListedUnit = Pick<
  UnitCell,
  | 'state'
  | 'stage'
  | 'acknowledgedAt'
  | 'via'
  | 'late'
  | 'unverified'
  | 'confirmAgain'
  | 'toCallSince'
  | 'openQuestions'
>

export const isDue = (unit: ListedUnit): boolean => unit.state !== 'excluded'
export const hasAcknowledged = (unit: ListedUnit): boolean => isDue(unit) && unit.acknowledgedAt !== null

/**
 * The tab of the call list in which a unit stands; null when nothing more is asked of it. The three tabs together are
 * exactly the units that have not acknowledged.
 */
export function callTabOf(unit: ListedUnit): CallTab | null {
  if (!isDue(unit) || hasAcknowledged(unit)) return null
  if (unit.stage >= 3) return 'opened'
  return unit.state === 'failed' || unit.state === 'no_channel' ? 'problem' : 'not_opened'
}

const TILE_STAGE: Readonly<Record<FunnelTile, number>> = {
  due: 0,
  accepted: 1,
  delivered: 2,
  opened: 3,
  acknowledged: 4,
}

/** Later stages imply earlier ones: an acknowledgement counts as opened although no report of the opening came. */
function reached(unit: ListedUnit, tile: FunnelTile): boolean {
  if (!isDue(unit)) return false
  if (tile === 'due' || hasAcknowledged(unit)) return true
  return tile !== 'acknowledged' && unit.stage >= TILE_STAGE[tile]
}

export function inList(unit: ListedUnit, list: BoardListName): boolean {
  switch (list) {
    case 'unacknowledged':
      return callTabOf(unit) !== null
    case 'acknowledged_late':
      return hasAcknowledged(unit) && unit.late
    case 'by_phone':
      return hasAcknowledged(unit) && unit.via === 'phone'
    case 'unverified':
      return hasAcknowledged(unit) && unit.unverified
    case 'confirm_again':
      return callTabOf(unit) !== null && unit.confirmAgain
    case 'to_call':
      return callTabOf(unit) !== null && unit.toCallSince !== null
    case 'questions':
      return unit.openQuestions > 0
    case 'due':
    case 'accepted':
    case 'delivered':
    case 'opened':
    case 'acknowledged':
      return reached(unit, list)
    default:
      return list.startsWith('call:')
        ? callTabOf(unit) === list.slice(5)
        : unit.state === list.slice('state:'.length)
  }
}
