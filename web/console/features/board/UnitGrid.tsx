import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type MouseEvent, memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { UnitCell } from '../../../../src/contract/board.ts'
import { useT } from '../../app/i18n.ts'
import { choicesQuery } from '../../app/queries.ts'
import { StateCell } from '../../components/StateCell.tsx'
import { grouped } from './arrange.ts'
import classes from './board.module.css'
import { CellCard } from './CellCard.tsx'
import { useBoardTools } from './context.tsx'
import { neighbour } from './grid-keys.ts'
import { cellLabel, markOf, stateText } from './words.ts'

interface UnitGridProps {
  cells: readonly UnitCell[]
  group: 'area' | 'sector' | null
  /** On the wall: states without names. */
  anonymous: boolean
}

/**
 * One cell a unit. For assistive technology a grid of one column, because the visual columns change with the window;
 * one stop of the Tab key, arrows inside. Cells keep their element while they move, and only changed ones are drawn.
 */
export const UnitGrid = memo(function UnitGrid({ cells, group, anonymous }: UnitGridProps) {
  const t = useT()
  const { show } = useBoardTools()
  const host = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<number | null>(null)
  const current = cells.some((cell) => cell.targetId === active) ? active : (cells[0]?.targetId ?? null)
  useKeptFocus(host, cells)

  const focusCell = (element: HTMLElement) => {
    setActive(Number(element.dataset['target']))
    element.focus()
    element.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const from = cellAt(event.target)
    if (!from || !host.current) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      show({ unit: Number(from.dataset['target']) })
      return
    }
    const next = neighbour(host.current, from, event.key)
    if (!next) return
    event.preventDefault()
    focusCell(next)
  }
  const onClick = (event: MouseEvent) => {
    const cell = cellAt(event.target)
    if (!cell || anonymous) return
    focusCell(cell)
    show({ unit: Number(cell.dataset['target']) })
  }
  const draw = (list: readonly UnitCell[]) =>
    list.map((cell) => (
      <GridCell key={cell.targetId} cell={cell} isStop={cell.targetId === current} anonymous={anonymous} />
    ))
  return (
    <div className={classes.gridWrap}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot wrap its cells */}
      <div
        ref={host}
        role="grid"
        aria-label={t('board.grid.label')}
        aria-rowcount={cells.length}
        className={group ? classes.gridGroups : classes.grid}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        {group ? <Groups cells={cells} by={group} draw={draw} /> : draw(cells)}
      </div>
      {!anonymous && <CellCard host={host} cells={cells} />}
    </div>
  )
})

const cellAt = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-target]') : null

interface GridCellProps {
  cell: UnitCell
  isStop: boolean
  anonymous: boolean
}

const GridCell = memo(function GridCell({ cell, isStop, anonymous }: GridCellProps) {
  const t = useT()
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: its cell is the focusable one
    <div role="row" className={classes.row}>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      <div
        role="gridcell"
        className={classes.cell}
        tabIndex={isStop ? 0 : -1}
        data-target={cell.targetId}
        data-state={cell.state}
        aria-label={anonymous ? stateText(cell, t) : cellLabel(cell, t)}
      >
        <StateCell state={cell.state} mark={markOf(cell)} />
        {cell.openQuestions > 0 && <span className={classes.asks} aria-hidden="true" />}
      </div>
    </div>
  )
})

interface GroupsProps {
  cells: readonly UnitCell[]
  by: 'area' | 'sector'
  draw: (cells: readonly UnitCell[]) => React.ReactNode
}

/** The grid by ward or sector, each with its own «12/20». */
function Groups({ cells, by, draw }: GroupsProps) {
  const t = useT()
  const { data: choices } = useQuery({ ...choicesQuery, enabled: by === 'sector' })
  const groups = useMemo(() => grouped(cells, by), [cells, by])
  const nameOf = (key: string): string => {
    if (key === '') return t(`board.grid.no_${by}`)
    return by === 'area' ? key : (choices?.sectors.find((sector) => sector.code === key)?.name ?? key)
  }
  return groups.map((group) => (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div key={group.key} role="rowgroup" className={classes.group}>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a heading, not a control */}
      <div role="row" className={classes.groupName}>
        {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a heading, not a control */}
        <div role="rowheader">
          {nameOf(group.key)}{' '}
          <span className="num muted">
            {group.acknowledged}/{group.due}
          </span>
        </div>
      </div>
      <div role="presentation" className={classes.grid}>
        {draw(group.cells)}
      </div>
    </div>
  ))
}

/** A cell that moves in the page loses the focus in browsers: it gets it back, and the page does not scroll. */
function useKeptFocus(host: React.RefObject<HTMLElement | null>, cells: readonly UnitCell[]): void {
  const focused = useRef<string | null>(null)
  useLayoutEffect(() => {
    const element = host.current
    if (!element) return
    const remember = (event: FocusEvent) => {
      focused.current = cellAt(event.target as Element)?.dataset['target'] ?? null
    }
    const forget = (event: FocusEvent) => {
      // Without a next element the browser dropped the focus by itself, or the window lost it.
      if (event.relatedTarget) focused.current = null
    }
    element.addEventListener('focusin', remember)
    element.addEventListener('focusout', forget)
    return () => {
      element.removeEventListener('focusin', remember)
      element.removeEventListener('focusout', forget)
    }
  }, [host])
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every redraw of the cells
  useLayoutEffect(() => {
    if (focused.current === null || document.activeElement !== document.body) return
    host.current
      ?.querySelector<HTMLElement>(`[data-target="${focused.current}"]`)
      ?.focus({ preventScroll: true })
  }, [cells, host])
}
