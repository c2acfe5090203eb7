import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ImportSession, RowVerdict } from '../../../../src/contract/import.ts'
import { fullText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './import.module.css'
import { type ImportChange, isWorking } from './queries.ts'
import { RowList } from './RowList.tsx'

const VERDICTS: readonly RowVerdict[] = ['new', 'update', 'same', 'duplicate', 'decide', 'error', 'left_out']

/** Xem trước & nhập: how many rows would do what, each number with its rows; then the confirmation, or what was done. */
export function ReviewStep({ session, change }: { session: ImportSession; change: ImportChange }) {
  const t = useT()
  const [shown, setShown] = useState<RowVerdict | 'kept' | null>(null)
  const summary = session.summary
  if (!summary) return null
  const count = (verdict: RowVerdict) => summary.counts[verdict] ?? 0
  const writes = count('new') + count('update')
  const rejected = count('duplicate') + count('decide') + count('error') + count('left_out')
  const list =
    shown ??
    (count('decide') > 0 && session.state === 'open' ? 'decide' : count('new') > 0 ? 'new' : 'update')
  return (
    <section className={classes.stack} aria-label={t('import.step.5')}>
      <Outcome session={session} change={change} onKept={() => setShown('kept')} />
      <div className={classes.tiles}>
        {VERDICTS.filter((verdict) => count(verdict) > 0).map((verdict) => (
          <button
            key={verdict}
            type="button"
            aria-pressed={list === verdict}
            onClick={() => setShown(verdict)}
          >
            <b className="num">{numberText(count(verdict))}</b> {t(`import.verdict.${verdict}`)}
          </button>
        ))}
      </div>
      <p>
        {t('import.will_add', { units: numberText(summary.newUnits), people: numberText(summary.newPeople) })}
      </p>
      {summary.newAreas.length > 0 && <p>{t('import.new_areas', { areas: summary.newAreas.join(', ') })}</p>}
      {session.state === 'open' && (
        <>
          {summary.questions.unit > 0 && (
            <Button
              variant="default"
              className={classes.self}
              onClick={() =>
                change.mutate({
                  method: 'post',
                  path: '/decisions',
                  body: { question: 'unit', answer: 'new' },
                })
              }
            >
              {t('import.all_new', { count: numberText(summary.questions.unit) })}
            </Button>
          )}
          {summary.questions.chair > 0 && (
            <Button
              variant="default"
              className={classes.self}
              onClick={() =>
                change.mutate({
                  method: 'post',
                  path: '/decisions',
                  body: { question: 'chair', answer: 'replace' },
                })
              }
            >
              {t('import.all_replace', { count: numberText(summary.questions.chair) })}
            </Button>
          )}
          <p className="muted">{t('import.before_write')}</p>
          <div>
            <Button
              disabled={writes === 0 || isWorking(session)}
              loading={change.isPending}
              onClick={() =>
                change.mutate({ method: 'post', path: '/write', body: { revision: session.revision } })
              }
            >
              {t('import.write', { count: numberText(writes) })}
            </Button>
          </div>
        </>
      )}
      {rejected > 0 && (
        <p>
          {t('import.rejected_count', { count: numberText(rejected) })}{' '}
          <a href={`/api/imports/${session.id}/rejected.xlsx`}>{t('import.rejected_xlsx')}</a> ·{' '}
          <a href={`/api/imports/${session.id}/rejected.csv`}>{t('import.rejected_csv')}</a>
        </p>
      )}
      <RowList
        key={list}
        session={session}
        change={change}
        filter={list === 'kept' ? 'undo=kept' : `verdict=${list}`}
      />
      {summary.skippedCount > 0 && (
        <details className={classes.panel}>
          <summary>{t('import.skipped', { count: numberText(summary.skippedCount) })}</summary>
          <ul className={classes.changes}>
            {summary.skipped.map((row) => (
              <li key={`${row.sheet} ${row.row}`}>
                <span className="muted">
                  {t('import.row', { row: row.row })} · {t(`import.row_kind.${row.kind}`)}
                </span>{' '}
                {row.text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

/** After the confirmation: what was written, and the way back for 24 hours. */
function Outcome({
  session,
  change,
  onKept,
}: {
  session: ImportSession
  change: ImportChange
  onKept: () => void
}) {
  const t = useT()
  if (session.undo)
    return (
      <Banner
        tone={session.undo.kept > 0 ? 'warn' : 'info'}
        action={
          session.undo.kept > 0 && (
            <Button variant="default" onClick={onKept}>
              {t('import.undo.see_kept')}
            </Button>
          )
        }
      >
        {t('import.undo.done', { rows: numberText(session.undo.rows), kept: numberText(session.undo.kept) })}
      </Banner>
    )
  if (!session.written) return <h2 className={classes.heading}>{t('import.review')}</h2>
  return (
    <Banner
      tone="info"
      action={
        session.undoUntil && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ method: 'post', path: '/undo', body: {} })}
          >
            {t('import.undo.button')}
          </Button>
        )
      }
    >
      {t('import.written', {
        units: numberText(session.written.units),
        people: numberText(session.written.people),
        updated: numberText(session.written.updated),
      })}{' '}
      {session.undoUntil && t('import.undo_until', { at: fullText(session.undoUntil) })}
    </Banner>
  )
}
