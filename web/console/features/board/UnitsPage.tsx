import { useMediaQuery } from '@mantine/hooks'
import { memo, useRef } from 'react'
import type { BoardSnapshot } from '../../../../src/contract/board.ts'
import { numberText, useT } from '../../app/i18n.ts'
import classes from './board.module.css'
import { CallList } from './CallList.tsx'
import { useCalmOrder } from './calm-order.ts'
import { useBoardTools } from './context.tsx'
import { Legend } from './Legend.tsx'
import { BOARD_VIEWS, type BoardView } from './search.ts'
import { UnitGrid } from './UnitGrid.tsx'
import { UnitTable } from './UnitTable.tsx'

/** Too narrow for a grid that fingers and eyes can use: the list takes its place. */
const NARROW = '(max-width: 899px)'

interface UnitsPageProps {
  board: BoardSnapshot
  view: BoardView | undefined
  wall: boolean
}

/** The unit grid beside the list of whom to call. */
export const UnitsPage = memo(function UnitsPage({ board, view, wall }: UnitsPageProps) {
  const t = useT()
  const { show } = useBoardTools()
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
  const chosen: BoardView = narrow && !wall ? 'list' : (view ?? 'flat')
  const host = useRef<HTMLDivElement>(null)
  const sorted = useCalmOrder(board.cells, host, chosen)
  return (
    <div ref={host} className={wall ? classes.wallColumns : classes.columns}>
      {!wall && <CallList cells={sorted} tabs={board.funnel.tabs} due={board.funnel.due} />}
      <section className={classes.card} aria-labelledby="board-units">
        <div className={classes.cardHead}>
          <h2 id="board-units">{t('board.units.title', { count: numberText(board.cells.length) })}</h2>
          {!wall && !narrow && (
            <fieldset className={classes.views}>
              <legend className="visually-hidden">{t('board.units.arrange')}</legend>
              {BOARD_VIEWS.map((name) => (
                <button
                  key={name}
                  type="button"
                  aria-pressed={chosen === name}
                  onClick={() => show({ view: name === 'flat' ? undefined : name })}
                >
                  {t(`board.view.${name}`)}
                </button>
              ))}
            </fieldset>
          )}
        </div>
        {chosen === 'list' ? (
          <UnitTable cells={sorted} />
        ) : (
          <>
            <UnitGrid cells={sorted} group={chosen === 'flat' ? null : chosen} anonymous={wall} />
            <Legend states={board.funnel.states} />
          </>
        )}
      </section>
    </div>
  )
})
