import { type RefObject, useEffect, useMemo, useState } from 'react'
import type { UnitCell } from '../../../../src/contract/board.ts'
import { needsActionFirst, placesOf } from './arrange.ts'

const EVERY_MS = 20_000
const IN_USE_MS = 10_000

/**
 * Units with what needs an act first, in an order that holds still: a cell that changes keeps its place, so that
 * nothing jumps away under the pointer. Sorted anew every 20 seconds when nobody is busy in `host`, and whenever the
 * view or the set of units changes.
 */
export function useCalmOrder(
  cells: readonly UnitCell[],
  host: RefObject<HTMLElement | null>,
  view: string,
): UnitCell[] {
  const turn = useTurns(host)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the units do in between shall not move them
  const ranks = useMemo(() => {
    const sorted = needsActionFirst(cells, placesOf(cells))
    return new Map(sorted.map((cell, rank) => [cell.targetId, rank]))
  }, [turn, view, cells.length])
  return useMemo(
    () => [...cells].sort((a, b) => (ranks.get(a.targetId) ?? 0) - (ranks.get(b.targetId) ?? 0)),
    [cells, ranks],
  )
}

function useTurns(host: RefObject<HTMLElement | null>): number {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const element = host.current
    if (!element) return
    let usedAt = Number.NEGATIVE_INFINITY
    const used = () => {
      usedAt = performance.now()
    }
    const events = ['pointermove', 'keydown', 'focusin', 'wheel'] as const
    for (const name of events) element.addEventListener(name, used, { passive: true })
    const timer = setInterval(() => {
      if (performance.now() - usedAt > IN_USE_MS) setTurn((count) => count + 1)
    }, EVERY_MS)
    return () => {
      clearInterval(timer)
      for (const name of events) element.removeEventListener(name, used)
    }
  }, [host])
  return turn
}
