import { memo } from 'react'
import type { UnitCell } from '../../../../src/contract/board.ts'
import { serverNow } from '../../app/clock.ts'
import { useT } from '../../app/i18n.ts'
import { StateCell } from '../../components/StateCell.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'
import { useGradually } from './gradually.ts'
import { attemptsText, markOf, stateText } from './words.ts'

/** Units as a plain list: the grid «danh sách», and every list behind a number. */
export const UnitTable = memo(function UnitTable({ cells }: { cells: readonly UnitCell[] }) {
  const t = useT()
  const shown = useGradually(cells)
  return (
    <table className={classes.table} data-rows={cells.length}>
      <thead>
        <tr>
          <th scope="col">{t('board.column.unit')}</th>
          <th scope="col">{t('board.column.area')}</th>
          <th scope="col">{t('board.column.state')}</th>
          <th scope="col">{t('board.column.detail')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((cell) => (
          <UnitRow key={cell.targetId} cell={cell} />
        ))}
      </tbody>
    </table>
  )
})

const UnitRow = memo(function UnitRow({ cell }: { cell: UnitCell }) {
  const t = useT()
  const { show } = useBoardTools()
  return (
    <tr data-row={cell.targetId}>
      <th scope="row">
        <button type="button" className={classes.unitLink} onClick={() => show({ unit: cell.targetId })}>
          {cell.name}
        </button>
      </th>
      <td>{cell.area}</td>
      <td>
        <span className={classes.stateWords}>
          <StateCell state={cell.state} mark={markOf(cell)} />
          {stateText(cell, t)}
        </span>
      </td>
      <td className="muted">{attemptsText(cell, t, serverNow())}</td>
    </tr>
  )
})
