import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import type { UnitLine } from '../../../../src/contract/units.ts'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { branchQuery } from './queries.ts'
import { treeStep } from './tree-keys.ts'
import { UnitCells, UnitHead, UnitName } from './UnitList.tsx'
import classes from './units.module.css'

interface Tree {
  asOf: string | undefined
  isOpen: (unit: UnitLine, level: number) => boolean
  turn: (id: number, open: boolean) => void
  /** The row that Tab reaches; the arrows move it. */
  current: number | null
  setCurrent: (id: number) => void
}

/** The tree as a treegrid (WAI-ARIA): a branch is asked for when it is opened, and in pages when it is long. */
export function UnitTree({ asOf }: { asOf: string | undefined }) {
  const t = useT()
  const navigate = useNavigate()
  const [turned, setTurned] = useState<ReadonlyMap<number, boolean>>(new Map())
  const [current, setCurrent] = useState<number | null>(null)
  const { data, error } = useInfiniteQuery(branchQuery(undefined, asOf))
  const tops = data?.pages.flatMap((page) => page.items)
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!tops) return <p className="muted">{t('console.loading')}</p>
  if (tops.length === 0) return <EmptyState title={t('units.empty')} text={t('units.empty_day')} />
  const tree: Tree = {
    asOf,
    // One top stands open: nobody comes to see a single line.
    isOpen: (unit, level) => turned.get(unit.id) ?? (level === 1 && tops.length === 1),
    turn: (id, open) => setTurned((old) => new Map(old).set(id, open)),
    current: current ?? tops[0]!.id,
    setCurrent,
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const act = treeStep(event)
    if (!act) return
    event.preventDefault()
    if (act.kind === 'turn') tree.turn(act.id, act.open)
    else if (act.kind === 'enter') void navigate({ to: '/units/$unitId', params: { unitId: String(act.id) } })
    else {
      setCurrent(Number(act.row.dataset['unit']))
      act.row.focus()
    }
  }
  return (
    <>
      <p className={classes.hint}>{t('units.tree.hint')}</p>
      <table
        className={classes.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows open is a treegrid
        role="treegrid"
        aria-label={t('units.tree.label')}
        onKeyDown={onKeyDown}
      >
        <UnitHead />
        <tbody>
          <Branch parentId={undefined} level={1} tree={tree} />
        </tbody>
      </table>
    </>
  )
}

function Branch({ parentId, level, tree }: { parentId: number | undefined; level: number; tree: Tree }) {
  const t = useT()
  const query = useInfiniteQuery(branchQuery(parentId, tree.asOf))
  const units = query.data?.pages.flatMap((page) => page.items)
  const indent = { '--level': level } as React.CSSProperties
  if (query.error && !units)
    return (
      <tr className={classes.note}>
        <td colSpan={7} style={indent}>
          {readable(query.error)}{' '}
          <button type="button" className={classes.text} onClick={() => void query.refetch()}>
            {t('console.action.try_again')}
          </button>
        </td>
      </tr>
    )
  if (!units)
    return (
      <tr className={classes.note}>
        <td colSpan={7} style={indent}>
          {t('console.loading')}
        </td>
      </tr>
    )
  return (
    <>
      {units.map((unit, index) => (
        <Node
          key={unit.id}
          unit={unit}
          level={level}
          place={index + 1}
          of={query.hasNextPage ? -1 : units.length}
          tree={tree}
        />
      ))}
      {query.hasNextPage && (
        <tr className={classes.note}>
          <td colSpan={7} style={indent}>
            <button
              type="button"
              className={classes.text}
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('units.tree.more')}
            </button>
          </td>
        </tr>
      )}
    </>
  )
}

interface NodeProps {
  unit: UnitLine
  level: number
  place: number
  of: number
  tree: Tree
}

function Node({ unit, level, place, of, tree }: NodeProps) {
  const t = useT()
  const open = unit.hasChildren && tree.isOpen(unit, level)
  return (
    <>
      <tr
        data-unit={unit.id}
        aria-level={level}
        aria-posinset={place}
        aria-setsize={of}
        aria-expanded={unit.hasChildren ? open : undefined}
        tabIndex={tree.current === unit.id ? 0 : -1}
        onFocus={(event) => event.target === event.currentTarget && tree.setCurrent(unit.id)}
      >
        <th scope="row" style={{ '--level': level } as React.CSSProperties} className={classes.node}>
          <span className={classes.nodeLine}>
            {unit.hasChildren ? (
              <button
                type="button"
                className={classes.fold}
                tabIndex={-1}
                aria-label={t(open ? 'units.tree.close' : 'units.tree.open', { name: unit.name })}
                onClick={() => tree.turn(unit.id, !open)}
              >
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                  <path
                    d={open ? 'm3 6 5 5 5-5' : 'm6 3 5 5-5 5'}
                    fill="none"
                    stroke="currentColor"
                    strokeWidth="2"
                  />
                </svg>
              </button>
            ) : (
              <span className={classes.leaf} />
            )}
            <span>
              <UnitName unit={unit} tabIndex={tree.current === unit.id ? 0 : -1} />
            </span>
          </span>
        </th>
        <UnitCells unit={unit} />
      </tr>
      {open && <Branch parentId={unit.id} level={level + 1} tree={tree} />}
    </>
  )
}
