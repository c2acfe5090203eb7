import { Button, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { BoardSnapshot } from '../../../../src/contract/board.ts'
import { useNow } from '../../app/clock.ts'
import { agoText, countdownText, fullText, momentText, spanText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'
import type { BoardState } from './feed.ts'
import { NudgeBar } from './NudgeBar.tsx'

interface BoardHeaderProps {
  board: BoardSnapshot | null
  state: BoardState
  wall: boolean
}

export function BoardHeader({ board, state, wall }: BoardHeaderProps) {
  const t = useT()
  const { directive, mayFollow, nudging, show } = useBoardTools()
  const mayWrite = useMay('directive.write')
  const mayAudit = useMay('audit.read')
  const [asking, setAsking] = useState(false)
  const left = board ? board.funnel.due - board.funnel.acknowledged : 0
  const mayNudge = mayFollow && directive.acknowledge && directive.state !== 'held'
  return (
    <>
      <PageHeader
        title={directive.title}
        windowTitle={t('board.window_title', { title: directive.title })}
        before={
          <>
            <UrgencyChip urgency={directive.urgency} />
            {directive.isDrill && <span className={classes.drill}>{t('board.drill')}</span>}
          </>
        }
        meta={<Meta heardAt={board?.at ?? null} connection={state.connection} />}
        actions={
          wall ? (
            <Button size="sm" variant="default" onClick={() => show({ 'che-do': undefined })}>
              {t('board.action.leave_wall')}
            </Button>
          ) : (
            <>
              {mayAudit && (
                <Button
                  variant="subtle"
                  renderRoot={(props) => <Link to="/audit" search={{ directive: directive.id }} {...props} />}
                >
                  {t('history.history')}
                </Button>
              )}
              {mayWrite && directive.state !== 'held' && !directive.replacedBy && <MendMenu />}
              {mayNudge && left > 0 && (
                <Button onClick={() => setAsking(true)} disabled={asking}>
                  {t('board.action.nudge_all', { count: left })}
                </Button>
              )}
            </>
          )
        }
      />
      {asking && <NudgeBar choice={{ tab: 'all' }} nudging={nudging} onDone={() => setAsking(false)} />}
    </>
  )
}

const RELATIONS = ['replaces', 'corrects', 'recalls'] as const

/** Nothing is edited after issue: what is wrong is replaced, corrected or recalled by a new document. */
function MendMenu() {
  const t = useT()
  const { directive } = useBoardTools()
  return (
    <Menu position="bottom-end" width={320} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default">{t('board.action.correct')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RELATIONS.map((relation) => (
          <Menu.Item
            key={relation}
            renderRoot={(props) => (
              <Link
                to="/directives/new"
                search={{ corrects: directive.id, relation }}
                preload={false}
                {...props}
              />
            )}
          >
            <b>{t(`board.mend.${relation}`)}</b>
            <br />
            <span className="muted">{t(`board.mend.${relation}_hint`)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Meta({ heardAt, connection }: { heardAt: string | null; connection: BoardState['connection'] }) {
  const t = useT()
  const { directive } = useBoardTools()
  const now = useNow()
  const by = directive.issuedBy ? ` · ${directive.issuedBy}` : ''
  return (
    <>
      {directive.reference && <span className="nowrap">{directive.reference}</span>}
      {directive.issuedAt && (
        <span>
          {t('board.meta.sent_at', { at: fullText(directive.issuedAt) })}
          {by}
        </span>
      )}
      {directive.acknowledge && directive.acknowledgeBefore && (
        <Deadline before={directive.acknowledgeBefore} now={now} />
      )}
      {heardAt && connection !== 'lost' && (
        <span>{t('board.meta.updated', { ago: agoText(Math.min(Date.parse(heardAt), now), now) })}</span>
      )}
    </>
  )
}

function Deadline({ before, now }: { before: string; now: number }) {
  const t = useT()
  const left = Date.parse(before) - now
  const at = momentText(before, now)
  if (left <= 0)
    return (
      <strong className={classes.deadline}>{t('board.meta.overdue', { at, span: spanText(-left) })}</strong>
    )
  // Minutes and seconds tick only in the last hour; before that a span in words is calmer.
  return (
    <strong className={left < 3_600_000 ? classes.deadline : undefined}>
      {t('board.meta.deadline', { at })}{' '}
      <span className="num" role="timer" aria-live="off">
        {left < 3_600_000 ? countdownText(left) : spanText(left)}
      </span>
    </strong>
  )
}
