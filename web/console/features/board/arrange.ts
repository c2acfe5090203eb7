import type { UnitCell } from '../../../../src/contract/board.ts'
import { hasAcknowledged, UNIT_STATES } from '../../../../src/contract/board-lists.ts'
import { collator } from '../../app/dates.ts'

const STATE_RANK = new Map<string, number>(UNIT_STATES.map((state, rank) => [state, rank]))

/** The place of each unit by ward and name. It does not depend on states: computed once, a tick sorts by numbers. */
export function placesOf(cells: readonly UnitCell[]): ReadonlyMap<number, number> {
  const order = collator()
  const sorted = [...cells].sort(
    (a, b) =>
      order.compare(a.area ?? '', b.area ?? '') || order.compare(a.name, b.name) || a.targetId - b.targetId,
  )
  return new Map(sorted.map((cell, place) => [cell.targetId, place]))
}

/** What needs an act first, then by ward. */
export function needsActionFirst(
  cells: readonly UnitCell[],
  places: ReadonlyMap<number, number>,
): UnitCell[] {
  const key = (cell: UnitCell): number =>
    (STATE_RANK.get(cell.state) ?? 0) * 1_000_000 + (places.get(cell.targetId) ?? 0)
  return [...cells].sort((a, b) => key(a) - key(b))
}

export interface CellGroup {
  readonly key: string
  readonly cells: readonly UnitCell[]
  readonly acknowledged: number
  readonly due: number
}

/** By ward or by sector; units without one come last under an empty key. */
export function grouped(sorted: readonly UnitCell[], by: 'area' | 'sector'): CellGroup[] {
  const groups = new Map<string, UnitCell[]>()
  for (const cell of sorted) {
    const key = cell[by] ?? ''
    const group = groups.get(key)
    if (group) group.push(cell)
    else groups.set(key, [cell])
  }
  const order = collator()
  return [...groups]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || order.compare(a, b))
    .map(([key, cells]) => ({
      key,
      cells,
      acknowledged: cells.filter(hasAcknowledged).length,
      due: cells.filter((cell) => cell.state !== 'excluded').length,
    }))
}
