import type { Funnel, UnitState } from '../../../../src/contract/board.ts'
import { UNIT_STATES } from '../../../../src/contract/board-lists.ts'
import { useT } from '../../app/i18n.ts'
import { StateCell } from '../../components/StateCell.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'

/** Always explained; the states of today with their numbers, each one opening its list. */
export function Legend({ states }: { states: Funnel['states'] }) {
  const t = useT()
  const { show } = useBoardTools()
  const present = UNIT_STATES.filter((state) => (states[state] ?? 0) > 0)
  return (
    <ul className={classes.legend}>
      {present.map((state: UnitState) => (
        <li key={state}>
          <button type="button" onClick={() => show({ list: `state:${state}` })}>
            <StateCell state={state} />
            {t(`board.state.${state}`)} <b className="num">{states[state]}</b>
          </button>
        </li>
      ))}
    </ul>
  )
}
