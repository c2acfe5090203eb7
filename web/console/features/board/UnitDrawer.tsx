import { Button, Drawer, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { BoardSnapshot, UnitCell } from '../../../../src/contract/board.ts'
import { api, readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { StateCell } from '../../components/StateCell.tsx'
import classes from './board.module.css'
import { NudgeButton } from './CallList.tsx'
import { CallPanel } from './CallPanel.tsx'
import { useBoardTools } from './context.tsx'
import { unitQuery } from './queries.ts'
import { People, Timeline } from './UnitStory.tsx'
import { markOf, stateText } from './words.ts'

/** The card of a unit: how it stands, who its people are, every attempt, and what can be done. */
export function UnitDrawer({ board, targetId }: { board: BoardSnapshot; targetId: number | undefined }) {
  const t = useT()
  const { show } = useBoardTools()
  const [last, setLast] = useState<UnitCell | null>(null)
  const cell = board.cells.find((one) => one.targetId === targetId) ?? null
  if (cell && cell !== last) setLast(cell)
  return (
    <Drawer
      opened={cell !== null}
      onClose={() => show({ unit: undefined })}
      position="right"
      size="min(40rem, 100%)"
      title={last?.name ?? ''}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      {cell && <UnitCard cell={cell} version={board.version} />}
    </Drawer>
  )
}

function UnitCard({ cell, version }: { cell: UnitCell; version: number }) {
  const t = useT()
  const { directive, mayFollow } = useBoardTools()
  const now = useNow(15)
  const mayAudit = useMay('audit.read')
  const mayOpen = useMay('unit.read')
  const [calling, setCalling] = useState(false)
  const unit = useQuery(unitQuery(directive.id, cell.targetId))
  useFreshUnit(unit.refetch, cell, version)
  return (
    <div className={classes.unit}>
      <p className={classes.stateWords}>
        <StateCell state={cell.state} mark={markOf(cell)} />
        <b>{stateText(cell, t)}</b>
      </p>
      {cell.area && <p className="muted">{cell.area}</p>}
      {mayFollow && (
        <div className={classes.unitActs}>
          <Button variant="default" onClick={() => setCalling(true)}>
            {t('board.call.verb')}
          </Button>
          {directive.acknowledge && <NudgeButton cell={cell} now={now} />}
        </div>
      )}
      {unit.error && <Banner tone="fail">{readable(unit.error)}</Banner>}
      {unit.isPending && <p className="muted">{t('console.loading')}</p>}
      {unit.data && (
        <>
          <People people={unit.data.people} />
          <Timeline entries={unit.data.timeline} />
        </>
      )}
      {mayOpen && (
        <p>
          <Link to="/units/$unitId" params={{ unitId: String(cell.unitId) }}>
            {t('units.open_page')}
          </Link>
        </p>
      )}
      {mayAudit && (
        <p>
          <Link to="/audit" search={{ unit: cell.unitId }}>
            {t('history.history')}
          </Link>
        </p>
      )}
      {mayFollow && <Exclusion cell={cell} />}
      {calling && <CallPanel cell={cell} onClose={() => setCalling(false)} />}
    </div>
  )
}

/** The story is asked for again when the unit's own cell has changed. */
function useFreshUnit(refetch: () => unknown, cell: UnitCell, version: number): void {
  const [seen, setSeen] = useState(cell)
  useEffect(() => {
    if (seen === cell) return
    setSeen(cell)
    if (version > 0) refetch()
  }, [cell, seen, refetch, version])
}

/** Taking a unit out of the denominator, or back in; both with a reason in the record. */
function Exclusion({ cell }: { cell: UnitCell }) {
  const t = useT()
  const { directive, feed } = useBoardTools()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const excluded = cell.state === 'excluded'
  const act = useMutation({
    mutationFn: () =>
      excluded
        ? api.post(`/api/targets/${cell.targetId}/restore`)
        : api.post(`/api/targets/${cell.targetId}/exclude`, { reason: reason.trim() }),
    onSuccess: () => setAsking(false),
    onSettled: async () => {
      await queries.invalidateQueries({
        queryKey: ['directive', String(directive.id), 'unit', cell.targetId],
      })
      await feed.refresh()
    },
  })
  return (
    <section className={classes.exclusion}>
      {act.isError && <Banner tone="fail">{readable(act.error)}</Banner>}
      {excluded && (
        <p>
          {t('board.exclude.because', { reason: cell.excludedReason ?? '' })}{' '}
          <Button size="sm" variant="default" loading={act.isPending} onClick={() => act.mutate()}>
            {t('board.exclude.restore')}
          </Button>
        </p>
      )}
      {!excluded && !asking && (
        <Button size="sm" variant="subtle" onClick={() => setAsking(true)}>
          {t('board.exclude.ask')}
        </Button>
      )}
      {!excluded && asking && (
        <form
          className={classes.results}
          onSubmit={(event) => {
            event.preventDefault()
            act.mutate()
          }}
        >
          <Textarea
            label={t('board.exclude.reason')}
            description={t('board.exclude.hint')}
            value={reason}
            maxLength={500}
            rows={2}
            autoFocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className={classes.unitActs}>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('console.action.cancel')}
            </Button>
            <Button type="submit" disabled={reason.trim().length < 3} loading={act.isPending}>
              {t('board.exclude.confirm')}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}
