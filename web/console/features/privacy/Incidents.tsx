import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Breach } from '../../../../src/contract/privacy.ts'
import { api, readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { fullText, spanText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { useMe } from '../../app/session.ts'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './privacy.module.css'
import { breachesQuery } from './queries.ts'

/** When data may have got out: freeze, list, write down, tell within 72 hours. */
export function Incidents() {
  const t = useT()
  const queries = useQueryClient()
  const { data, error } = useQuery(breachesQuery)
  const [summary, setSummary] = useState('')
  const [sure, setSure] = useState(false)
  const open = useMutation({
    mutationFn: () => api.post('/api/privacy/breaches', { summary: summary.trim() }),
    onSuccess: () => {
      setSure(false)
      setSummary('')
      void queries.invalidateQueries({ queryKey: breachesQuery.queryKey })
    },
    onError: notifyError,
  })
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const frozen = data.some((breach) => breach.frozen)
  return (
    <>
      {!frozen && (
        <div className={`${classes.form} ${classes.noPrint}`}>
          <Textarea
            label={t('personal.incident.summary')}
            description={t('personal.incident.freeze_hint')}
            maxLength={1000}
            autosize
            minRows={2}
            value={summary}
            onChange={(event) => setSummary(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button color="red" disabled={summary.trim() === ''} onClick={() => setSure(true)}>
              {t('personal.incident.open')}
            </Button>
          </div>
          {sure && (
            <ConfirmBar
              danger
              confirm={t('personal.incident.open')}
              busy={open.isPending}
              onConfirm={() => open.mutate()}
              onCancel={() => setSure(false)}
            >
              {t('personal.incident.sure')}
            </ConfirmBar>
          )}
        </div>
      )}
      {data.map((breach) => (
        <Incident key={breach.id} breach={breach} />
      ))}
    </>
  )
}

function Incident({ breach }: { breach: Breach }) {
  const t = useT()
  const me = useMe()
  const now = useNow(30)
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const act = useMutation({
    mutationFn: ({ what, body }: { what: string; body: object }) =>
      api.post(`/api/privacy/breaches/${breach.id}/${what}`, body),
    onSuccess: () => {
      setText('')
      void queries.invalidateQueries({ queryKey: breachesQuery.queryKey })
    },
    onError: notifyError,
  })
  const left = Date.parse(breach.noticeBy) - now
  return (
    <section className={classes.incident} data-breach={breach.id}>
      <h2>{t('personal.incident.heading', { at: fullText(breach.discoveredAt) })}</h2>
      <p>{breach.summary}</p>
      <p>
        {breach.notifiedAt
          ? t('personal.incident.notified', { at: fullText(breach.notifiedAt) })
          : t(left > 0 ? 'personal.incident.notice_by' : 'personal.incident.notice_late', {
              at: fullText(breach.noticeBy),
              span: spanText(Math.abs(left)),
            })}
      </p>
      {breach.frozen && <p className={classes.late}>{t('personal.incident.frozen')}</p>}
      <ol className={classes.course}>
        {breach.entries.map((entry) => (
          <li key={`${entry.at} ${entry.text}`}>
            {fullText(entry.at)} · {entry.by}: {entry.text}
          </li>
        ))}
      </ol>
      {!breach.closedAt && (
        <div className={`${classes.form} ${classes.noPrint}`}>
          <Textarea
            label={t('personal.incident.entry')}
            maxLength={1000}
            autosize
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button
              size="sm"
              disabled={text.trim() === ''}
              loading={act.isPending}
              onClick={() => act.mutate({ what: 'entries', body: { text: text.trim() } })}
            >
              {t('personal.incident.add')}
            </Button>
            {(['thawed', 'notified', 'closed'] as const)
              .filter((step) => step !== 'thawed' || breach.frozen)
              .filter((step) => step !== 'notified' || !breach.notifiedAt)
              .map((step) => (
                <Button
                  key={step}
                  size="sm"
                  variant="default"
                  loading={act.isPending}
                  onClick={() => act.mutate({ what: 'step', body: { step } })}
                >
                  {t(`personal.incident.step.${step}`)}
                </Button>
              ))}
            <a href={`/api/privacy/breaches/${breach.id}/affected`} download>
              {t('personal.incident.affected')}
            </a>
            <Button size="sm" variant="default" onClick={() => window.print()}>
              {t('personal.incident.print')}
            </Button>
          </div>
        </div>
      )}
      <div className={classes.notice}>
        <h3>{t('personal.incident.notice.title')}</h3>
        <p>{t('personal.incident.notice.from', { name: me.federation.name })}</p>
        <p>
          {t('personal.incident.notice.what', { at: fullText(breach.discoveredAt), summary: breach.summary })}
        </p>
        <p>{t('personal.incident.notice.data')}</p>
        <p>{t('personal.incident.notice.measures')}</p>
        <p>{t('personal.incident.notice.contact')}</p>
      </div>
    </section>
  )
}
