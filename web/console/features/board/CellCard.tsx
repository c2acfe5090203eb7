import { type RefObject, useEffect, useState } from 'react'
import type { UnitCell } from '../../../../src/contract/board.ts'
import { serverNow } from '../../app/clock.ts'
import { useT } from '../../app/i18n.ts'
import classes from './board.module.css'
import { attemptsText, stateText } from './words.ts'

interface Place {
  target: number
  left: number
  top: number
}

/**
 * What a cell stands for, while it is pointed at or focused. Sits beside the grid and listens to it, so that pointing
 * draws this card alone. Hidden from screen readers: the cell's name says the same, Enter opens the rest.
 */
export function CellCard(props: { host: RefObject<HTMLElement | null>; cells: readonly UnitCell[] }) {
  const t = useT()
  const place = usePlace(props.host)
  const cell = place && props.cells.find((one) => one.targetId === place.target)
  if (!cell) return null
  return (
    <div className={classes.cellCard} style={{ left: place.left, top: place.top }} aria-hidden="true">
      <b>{cell.name}</b>
      <span>{stateText(cell, t)}</span>
      <span className="muted">
        {[cell.area, attemptsText(cell, t, serverNow())].filter(Boolean).join(' · ')}
      </span>
    </div>
  )
}

function usePlace(host: RefObject<HTMLElement | null>): Place | null {
  const [place, setPlace] = useState<Place | null>(null)
  useEffect(() => {
    const grid = host.current
    if (!grid) return
    const showAt = (event: Event) => {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-target]') : null
      if (!cell) return setPlace(null)
      const box = cell.getBoundingClientRect()
      const frame = grid.getBoundingClientRect()
      // Opens to the left in the right half, so that it never leaves the card of the grid.
      const right = box.left - frame.left > frame.width / 2
      setPlace({
        target: Number(cell.dataset['target']),
        left: right ? box.right - frame.left - 320 : box.left - frame.left,
        top: box.bottom - frame.top + 6,
      })
    }
    const hide = () => setPlace(null)
    const events = [
      ['pointerover', showAt],
      ['focusin', showAt],
      ['pointerleave', hide],
      ['focusout', hide],
    ] as const
    for (const [name, handler] of events) grid.addEventListener(name, handler)
    return () => {
      for (const [name, handler] of events) grid.removeEventListener(name, handler)
    }
  }, [host])
  return place
}
