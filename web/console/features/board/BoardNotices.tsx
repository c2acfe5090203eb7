import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { BoardSnapshot } from '../../../../src/contract/board.ts'
import { ApiError, api } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { fullText, timeText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { homeQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { HoldBar } from '../../components/HoldBar.tsx'
import { ReportBanner } from '../../components/ReportBanner.tsx'
import { reasonText } from '../../components/reason-text.ts'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'

/** What stands between title and numbers: held, being sent, stopped, closed, replaced, and channels in trouble. */
export function BoardNotices({ board }: { board: BoardSnapshot | null }) {
  const t = useT()
  const { directive, feed, show } = useBoardTools()
  const mayIssue = useMay('directive.issue')
  const queries = useQueryClient()
  /** Why the server wants a reason: quiet hours. */
  const [quiet, setQuiet] = useState<string | null>(null)
  const act = useMutation({
    mutationFn: ({ verb, reason }: { verb: 'stop' | 'release'; reason?: string }) =>
      api.post(`/api/directives/${directive.id}/${verb}`, reason ? { reason } : undefined),
    onSuccess: () => setQuiet(null),
    onError: (error) => {
      const why = error instanceof ApiError ? error.faultOf('reason') : undefined
      if (why) setQuiet(why)
      else notifyError(error)
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['directive', String(directive.id)] })
      await feed.refresh()
    },
  })
  return (
    <>
      {directive.sentAlone && (
        <Banner tone="fail">
          {t('approval.board.overridden', {
            who: directive.sentAlone.by,
            at: fullText(directive.sentAlone.at),
            reason: directive.sentAlone.reason,
          })}
        </Banner>
      )}
      {directive.state === 'held' &&
        directive.heldUntil &&
        (mayIssue ? (
          <HoldBar
            heldUntil={directive.heldUntil}
            units={board?.funnel.due ?? 0}
            isDrill={directive.isDrill}
            busy={act.isPending}
            onStop={() => act.mutate({ verb: 'stop' })}
            onRelease={() => act.mutate({ verb: 'release' })}
          />
        ) : (
          <Banner tone="info">{t('board.notice.held', { at: timeText(directive.heldUntil) })}</Banner>
        ))}
      {directive.state === 'held' && quiet && (
        <QuietHours
          why={quiet}
          busy={act.isPending}
          onRelease={(reason) => act.mutate({ verb: 'release', reason })}
          onCancel={() => setQuiet(null)}
        />
      )}
      {directive.state === 'sending' && board && (
        <Sending
          board={board}
          mayStop={mayIssue}
          busy={act.isPending}
          onStop={() => act.mutate({ verb: 'stop' })}
        />
      )}
      {directive.state === 'stopped' && (
        <Banner tone="warn">
          {t('board.notice.stopped', { at: fullText(directive.stoppedAt ?? directive.updatedAt) })}
        </Banner>
      )}
      {directive.state === 'closed' && directive.closedAt && (
        <Banner tone="info">{t('board.notice.closed', { at: fullText(directive.closedAt) })}</Banner>
      )}
      {directive.replacedBy && (
        <Banner tone="warn">
          {t(`board.notice.newer.${directive.replacedBy.relation}`)}{' '}
          <Link to="/directives/$directiveId" params={{ directiveId: String(directive.replacedBy.id) }}>
            {directive.replacedBy.reference ?? t('board.notice.the_newer')}
          </Link>
        </Banner>
      )}
      {board && board.funnel.confirmAgain > 0 && (
        <Banner
          tone="info"
          action={
            <Button variant="default" onClick={() => show({ list: 'confirm_again' })}>
              {t('board.list.confirm_again')}
            </Button>
          }
        >
          {t('board.notice.confirm_again', { count: board.funnel.confirmAgain })}
        </Banner>
      )}
      {board && board.funnel.unverified > 0 && (
        <Banner
          tone="info"
          action={
            <Button variant="default" onClick={() => show({ list: 'unverified' })}>
              {t('board.list.unverified')}
            </Button>
          }
        >
          {t('board.notice.unverified', { count: board.funnel.unverified })}
        </Banner>
      )}
      <OwnReports directiveId={directive.id} />
      <Lanes board={board} />
    </>
  )
}

/** What an escalation of this directive reported to the reader, until seen. The rail asks home already. */
function OwnReports({ directiveId }: { directiveId: number }) {
  const now = useNow(30)
  const { data: home } = useQuery(homeQuery)
  return (home?.reports ?? [])
    .filter((report) => report.directiveId === directiveId)
    .map((report) => <ReportBanner key={report.id} report={report} now={now} />)
}

interface QuietHoursProps {
  why: string
  busy: boolean
  onRelease: (reason: string) => void
  onCancel: () => void
}

/** «Gửi ngay» at night: possible with a reason, which is kept. */
function QuietHours({ why, busy, onRelease, onCancel }: QuietHoursProps) {
  const t = useT()
  const [reason, setReason] = useState('')
  return (
    <ConfirmBar
      confirm={t('board.quiet.confirm')}
      busy={busy}
      disabled={reason.trim() === ''}
      onConfirm={() => onRelease(reason.trim())}
      onCancel={onCancel}
    >
      <p>{why}</p>
      <TextInput
        label={t('board.quiet.reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmBar>
  )
}

interface SendingProps {
  board: BoardSnapshot
  mayStop: boolean
  busy: boolean
  onStop: () => void
}

/** «Đang gửi 120/331 · Dừng phần còn lại». What has left cannot be called back, so stopping asks once. */
function Sending({ board, mayStop, busy, onStop }: SendingProps) {
  const t = useT()
  const [asking, setAsking] = useState(false)
  const { sent, total, queued } = board.progress
  if (asking)
    return (
      <ConfirmBar
        danger
        confirm={t('board.sending.stop_confirm', { count: queued })}
        busy={busy}
        onConfirm={onStop}
        onCancel={() => setAsking(false)}
      >
        {t('board.sending.stop_hint', { count: sent })}
      </ConfirmBar>
    )
  return (
    <div className={classes.sending}>
      <b className="num">{t('board.sending.progress', { sent, total })}</b>
      <progress
        className={classes.progress}
        value={sent}
        max={Math.max(1, total)}
        aria-label={t('board.sending.label')}
      />
      {mayStop && queued > 0 && (
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>
          {t('board.sending.stop')}
        </Button>
      )}
    </div>
  )
}

/** A channel in trouble is named with its cause; the others go on. */
function Lanes({ board }: { board: BoardSnapshot | null }) {
  const t = useT()
  const sick = (board?.lanes ?? []).filter((lane) => lane.health !== 'ok')
  return sick.map((lane) => (
    <Banner key={lane.accountId} tone={lane.health === 'down' ? 'fail' : 'warn'}>
      <b>{lane.name}</b>: {t(`board.lane.${lane.health}`)} {reasonText(lane.reason, t)}
      {lane.code && ` (${t('board.lane.code', { code: lane.code })})`}
      {lane.since && `, ${t('board.lane.since', { at: timeText(lane.since) })}`}.{' '}
      {lane.waiting > 0 && t('board.lane.waiting', { count: lane.waiting })}
    </Banner>
  ))
}
