import { Button } from '@mantine/core'
import { memo, useMemo, useState } from 'react'
import type { CallTab, Funnel, UnitCell } from '../../../../src/contract/board.ts'
import { CALL_TABS, callTabOf } from '../../../../src/contract/board-lists.ts'
import { useNow } from '../../app/clock.ts'
import { timeText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './board.module.css'
import { CallPanel } from './CallPanel.tsx'
import { useBoardTools } from './context.tsx'
import { useGradually } from './gradually.ts'
import { attemptsText, nudgeRefusal } from './words.ts'

interface CallListProps {
  cells: readonly UnitCell[]
  tabs: Funnel['tabs']
  due: number
}

/** «Cần gọi ngay»: everyone who has not acknowledged, in three tabs whose sums are exactly that. */
export const CallList = memo(function CallList({ cells, tabs, due }: CallListProps) {
  const t = useT()
  const { directive } = useBoardTools()
  const [chosen, setChosen] = useState<CallTab | null>(null)
  const [calling, setCalling] = useState<UnitCell | null>(null)
  const byTab = useMemo(() => groupByTab(cells), [cells])
  const names: readonly CallTab[] = directive.acknowledge
    ? CALL_TABS
    : CALL_TABS.filter((name) => name === 'problem')
  // Until someone chooses: the first tab that holds anybody.
  const tab = chosen ?? names.find((name) => byTab[name].length > 0) ?? names[0]!
  const left = names.reduce((sum, name) => sum + tabs[name], 0)
  return (
    <section className={`${classes.card} ${classes.calls}`} aria-labelledby="board-calls">
      <h2 id="board-calls">
        {t(directive.acknowledge ? 'board.calls.title' : 'board.calls.title_unreached')}
      </h2>
      {directive.state === 'held' ? (
        <EmptyState title={t('board.calls.held')} />
      ) : left === 0 ? (
        <EmptyState
          title={t(directive.acknowledge ? 'board.calls.done' : 'board.calls.all_reached', { count: due })}
        />
      ) : (
        <>
          <div role="tablist" className={classes.tabs} aria-label={t('board.calls.tabs')}>
            {names.map((name) => (
              <button
                key={name}
                id={`call-tab-${name}`}
                type="button"
                role="tab"
                data-tab={name}
                aria-selected={tab === name}
                aria-controls="call-panel"
                tabIndex={tab === name ? 0 : -1}
                onClick={() => setChosen(name)}
                onKeyDown={(event) => {
                  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
                  const next = names[names.indexOf(name) + step]
                  if (step === 0 || !next) return
                  setChosen(next)
                  document.getElementById(`call-tab-${next}`)?.focus()
                }}
              >
                {t(`board.tab.${name}`)} <b className="num">{tabs[name]}</b>
              </button>
            ))}
          </div>
          <div id="call-panel" role="tabpanel" aria-labelledby={`call-tab-${tab}`}>
            <CallRows key={tab} cells={byTab[tab]} onCall={setCalling} />
          </div>
        </>
      )}
      {calling && <CallPanel cell={calling} onClose={() => setCalling(null)} />}
    </section>
  )
})

function groupByTab(cells: readonly UnitCell[]): Record<CallTab, UnitCell[]> {
  const groups: Record<CallTab, UnitCell[]> = { not_opened: [], opened: [], problem: [] }
  for (const cell of cells) {
    const tab = callTabOf(cell)
    if (tab) groups[tab].push(cell)
  }
  return groups
}

function CallRows({ cells, onCall }: { cells: readonly UnitCell[]; onCall: (cell: UnitCell) => void }) {
  const t = useT()
  const now = useNow(15)
  const shown = useGradually(cells, 60)
  if (cells.length === 0) return <EmptyState title={t('board.calls.tab_empty')} />
  return (
    <ul className={classes.callRows} data-rows={cells.length}>
      {shown.map((cell) => (
        <CallRow key={cell.targetId} cell={cell} now={now} onCall={onCall} />
      ))}
    </ul>
  )
}

interface CallRowProps {
  cell: UnitCell
  now: number
  onCall: (cell: UnitCell) => void
}

const CallRow = memo(function CallRow({ cell, now, onCall }: CallRowProps) {
  const t = useT()
  const { show, mayFollow, directive } = useBoardTools()
  return (
    <li className={classes.callRow} data-row={cell.targetId}>
      <div className={classes.callText}>
        <button type="button" className={classes.unitLink} onClick={() => show({ unit: cell.targetId })}>
          {cell.name}
        </button>
        <p className={classes.small}>{attemptsText(cell, t, now)}</p>
      </div>
      {mayFollow && (
        <div className={classes.callActs}>
          <Button
            size="sm"
            variant="default"
            aria-label={t('board.call.of', { unit: cell.name })}
            onClick={() => onCall(cell)}
          >
            {t('board.call.verb')}
          </Button>
          {directive.acknowledge && <NudgeButton cell={cell} now={now} />}
        </div>
      )}
    </li>
  )
})

/** «Nhắc»; while it may not be pressed it says why. */
export function NudgeButton({ cell, now }: { cell: UnitCell; now: number }) {
  const t = useT()
  const { nudging } = useBoardTools()
  const refusal = nudgeRefusal(cell, t, now)
  const reminded = refusal !== null && cell.lastNudgedAt !== null && cell.state !== 'no_channel'
  const busy = nudging.pending.has(cell.targetId)
  const id = `nudge-why-${cell.targetId}`
  return (
    <>
      <Button
        size="sm"
        variant="default"
        data-nudge={cell.targetId}
        disabled={refusal !== null || busy}
        title={refusal ?? undefined}
        aria-describedby={refusal ? id : undefined}
        aria-label={t('board.nudge.of', { unit: cell.name })}
        onClick={() => void nudging.nudge({ targetIds: [cell.targetId] })}
      >
        {reminded && cell.lastNudgedAt
          ? t('board.nudge.reminded', { at: timeText(cell.lastNudgedAt) })
          : t('board.nudge.verb')}
      </Button>
      {refusal && (
        <span id={id} className={classes.why}>
          {refusal}
        </span>
      )}
    </>
  )
}
