import { useEffect, useMemo, useState } from 'react'
import { createPortal, flushSync } from 'react-dom'
import type { BoardSnapshot } from '../../../../src/contract/board.ts'
import { inList } from '../../../../src/contract/board-lists.ts'
import { serverNow } from '../../app/clock.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { useMe } from '../../app/session.ts'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import { needsActionFirst, placesOf } from './arrange.ts'
import { useBoardTools } from './context.tsx'
import classes from './print.module.css'
import { attemptsText, stateText } from './words.ts'

/** «Danh sách chưa xác nhận» on A4, black on white, for the folder and for calling by hand. Drawn only for printing. */
export function PrintSheet({ board }: { board: BoardSnapshot }) {
  const printing = usePrinting()
  return printing ? createPortal(<Sheet board={board} />, document.body) : null
}

function Sheet({ board }: { board: BoardSnapshot }) {
  const t = useT()
  const me = useMe()
  const { directive } = useBoardTools()
  const now = serverNow()
  const list = directive.acknowledge ? 'unacknowledged' : 'due'
  const rows = useMemo(
    () =>
      needsActionFirst(
        board.cells.filter((cell) => inList(cell, list)),
        placesOf(board.cells),
      ),
    [board.cells, list],
  )
  const { funnel } = board
  return (
    <article className={classes.sheet} data-print-sheet="">
      <header className={classes.head}>
        <p>{me.federation.name}</p>
        <UrgencyChip urgency={directive.urgency} />
      </header>
      <h1>{t(directive.acknowledge ? 'board.print.title' : 'board.print.title_all')}</h1>
      <p className={classes.subject}>{[directive.reference, directive.title].filter(Boolean).join(' – ')}</p>
      <p>
        {directive.acknowledge
          ? t('board.print.summary', {
              acknowledged: funnel.acknowledged,
              due: funnel.due,
              left: rows.length,
              at: fullText(board.at),
            })
          : t('board.print.summary_all', { due: funnel.due, at: fullText(board.at) })}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('board.print.number')}</th>
            <th scope="col">{t('board.column.unit')}</th>
            <th scope="col">{t('board.column.area')}</th>
            <th scope="col">{t('board.column.state')}</th>
            <th scope="col">{t('board.column.detail')}</th>
            <th scope="col">{t('board.print.result')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((cell, index) => (
            <tr key={cell.targetId}>
              <td>{index + 1}</td>
              <td>{cell.name}</td>
              <td>{cell.area}</td>
              <td>{stateText(cell, t)}</td>
              <td>{attemptsText(cell, t, now)}</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <footer className={classes.foot}>
        <p>{t('board.print.by', { name: me.name, at: fullText(now) })}</p>
        <div className={classes.signatures}>
          <p>{t('board.print.author')}</p>
          <p>{t('board.print.head')}</p>
        </div>
      </footer>
    </article>
  )
}

/** True while the page is shown to a printer; drawn before the browser takes its picture. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const media = window.matchMedia('print')
    const set = (value: boolean) => flushSync(() => setPrinting(value))
    const before = () => set(true)
    const after = () => set(false)
    const change = () => set(media.matches)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    media.addEventListener('change', change)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
      media.removeEventListener('change', change)
    }
  }, [])
  return printing
}
