import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { DataRequest } from '../../../../src/contract/privacy.ts'
import { api, readable } from '../../app/api.ts'
import { dateText, fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { EndForm } from './EndForm.tsx'
import classes from './privacy.module.css'
import { overviewQuery, requestsQuery } from './queries.ts'

const dayText = (day: string): string => dateText(`${day}T00:00:00+07:00`)

export function Requests({ mayWrite }: { mayWrite: boolean }) {
  const t = useT()
  const { data, error } = useQuery(requestsQuery)
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  if (data.length === 0)
    return (
      <EmptyState
        title={t('personal.requests.empty')}
        text={t('personal.requests.empty_hint')}
        action={
          mayWrite && (
            <Link to="/privacy" search={{ tab: 'people' }}>
              {t('personal.requests.begin')}
            </Link>
          )
        }
      />
    )
  return (
    <ul className={classes.list}>
      {data.map((request) => (
        <RequestRow key={request.id} request={request} mayWrite={mayWrite} />
      ))}
    </ul>
  )
}

function RequestRow({ request, mayWrite }: { request: DataRequest; mayWrite: boolean }) {
  const t = useT()
  const queries = useQueryClient()
  const [ending, setEnding] = useState<'finish' | 'extend' | null>(null)
  const act = useMutation({
    mutationFn: ({ what, body }: { what: string; body?: object }) =>
      api.post(`/api/privacy/requests/${request.id}/${what}`, body),
    onSuccess: () => {
      setEnding(null)
      void queries.invalidateQueries({ queryKey: overviewQuery.queryKey })
    },
    onError: notifyError,
  })
  const finished = request.standing === 'finished'
  return (
    <li data-request={request.id}>
      <div className={classes.head}>
        <h2>
          {t(`personal.kind.${request.kind}`)} ·{' '}
          <Link to="/privacy" search={{ tab: 'people', person: request.personId }}>
            {request.personName}
          </Link>
        </h2>
        <strong className={classes[request.standing]}>{t(`personal.standing.${request.standing}`)}</strong>
      </div>
      <p className="muted">
        {request.unitName && `${request.unitName} · `}
        {t('personal.requests.received', { at: fullText(request.receivedAt) })}
        {request.thirdParty && ` · ${t('personal.requests.third_party')}`}
      </p>
      {request.note && <p>«{request.note}»</p>}
      {finished ? (
        <p>
          {t(`personal.outcome.${request.outcome}`)}
          {request.finishedAt && `, ${fullText(request.finishedAt)}`}
        </p>
      ) : (
        <p>
          {request.answeredAt
            ? t('personal.requests.answered', { at: fullText(request.answeredAt) })
            : t('personal.requests.answer_by', { day: dayText(request.answerBy) })}
          {' · '}
          {t('personal.requests.act_by', { day: dayText(request.actBy) })}
          {request.extendedDays !== null &&
            ` (${t('personal.requests.extended', { count: request.extendedDays })})`}
        </p>
      )}
      {mayWrite && !finished && (
        <div className={classes.actions}>
          {!request.answeredAt && (
            <Button
              size="sm"
              variant="default"
              loading={act.isPending}
              onClick={() => act.mutate({ what: 'answer' })}
            >
              {t('personal.requests.mark_answered')}
            </Button>
          )}
          {request.extendedDays === null && (
            <Button size="sm" variant="default" onClick={() => setEnding('extend')}>
              {t('personal.requests.extend')}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => setEnding('finish')}>
            {t('personal.requests.finish')}
          </Button>
        </div>
      )}
      {ending && (
        <EndForm
          what={ending}
          busy={act.isPending}
          onCancel={() => setEnding(null)}
          onSend={(body) => act.mutate({ what: ending, body })}
        />
      )}
    </li>
  )
}
