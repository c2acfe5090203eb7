import type { Funnel, UnitCell } from '../../contract/board.ts'
import { type BoardListName, CALL_TABS, inList, UNIT_STATES } from '../../contract/board-lists.ts'

/** The people of a directive, counted; units are counted from the cells themselves. */
export interface PeopleCounts {
  readonly due: number
  readonly accepted: number
  readonly delivered: number
  readonly opened: number
  readonly acknowledged: number
  readonly withoutChannel: number
}

/**
 * All numbers of the board, counted over the cells that stand behind them, by the very rule that makes the lists: a
 * number and its list cannot disagree.
 */
export function funnelOf(
  cells: readonly UnitCell[],
  people: PeopleCounts,
  measurable: Funnel['measurable'],
): Funnel {
  const count = (list: BoardListName): number =>
    cells.reduce((sum, cell) => (inList(cell, list) ? sum + 1 : sum), 0)
  const states: Funnel['states'] = {}
  for (const state of UNIT_STATES) {
    const n = count(`state:${state}`)
    if (n > 0) states[state] = n
  }
  const [notOpened, opened, problem] = CALL_TABS.map((tab) => count(`call:${tab}`))
  return {
    due: count('due'),
    accepted: count('accepted'),
    delivered: count('delivered'),
    opened: count('opened'),
    acknowledged: count('acknowledged'),
    acknowledgedLate: count('acknowledged_late'),
    byPhone: count('by_phone'),
    unverified: count('unverified'),
    confirmAgain: count('confirm_again'),
    excluded: states.excluded ?? 0,
    people,
    measurable,
    tabs: { not_opened: notOpened!, opened: opened!, problem: problem! },
    states,
  }
}
