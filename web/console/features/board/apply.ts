import type { BoardChange, BoardSnapshot } from '../../../../src/contract/board.ts'

/**
 * The board after a change; null when events are missing in between. Cells that did not change stay the same objects,
 * so that only the changed ones are drawn again.
 */
export function applyChange(board: BoardSnapshot, change: BoardChange): BoardSnapshot | null {
  if (change.version <= board.version) return board
  if (change.previous > board.version) return null
  const { previous: _previous, cells: changed, ...totals } = change
  if (changed.length === 0) return { ...totals, cells: board.cells }
  const byTarget = new Map(changed.map((cell) => [cell.targetId, cell]))
  const cells = board.cells.map((cell) => {
    const next = byTarget.get(cell.targetId)
    if (next) byTarget.delete(cell.targetId)
    return next ?? cell
  })
  return { ...totals, cells: byTarget.size > 0 ? [...cells, ...byTarget.values()] : cells }
}
