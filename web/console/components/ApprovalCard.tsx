import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Approval } from '../../../src/contract/approval.ts'
import { api, readable } from '../app/api.ts'
import { fullText } from '../app/dates.ts'
import { useT } from '../app/i18n.ts'
import classes from './ApprovalCard.module.css'
import { approversText } from './approvers.ts'
import { ConfirmBar } from './ConfirmBar.tsx'

type Verb = 'approve' | 'refuse' | 'withdraw' | 'override'

/** Letters of a reason below which an emergency is not explained (src/contract/approval.ts). */
const SHORTEST_REASON = 10

/** One request: what will happen, who asked and why, and what the reader may do about it. */
export function ApprovalCard({ item }: { item: Approval }) {
  const t = useT()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Verb | null>(null)
  const [words, setWords] = useState('')
  const act = useMutation({
    mutationFn: (verb: Verb) =>
      api.post<Approval>(
        `/api/approvals/${item.id}/${verb}`,
        verb === 'override'
          ? { reason: words.trim() }
          : verb === 'withdraw'
            ? undefined
            : { note: words.trim() },
      ),
    onSuccess: () => setAsking(null),
    onSettled: async () => {
      for (const key of ['approvals', 'staff', 'approval-policies', 'channel-accounts'])
        await queries.invalidateQueries({ queryKey: [key] })
      if (item.directiveId !== null) {
        await queries.invalidateQueries({ queryKey: ['directive', String(item.directiveId)] })
        await queries.invalidateQueries({ queryKey: ['home'] })
      }
    },
  })
  const begin = (verb: Verb) => () => {
    setWords('')
    act.reset()
    setAsking(verb)
  }
  return (
    <article className={classes.card} data-state={item.state}>
      <h2 className={classes.what}>
        {item.directiveId === null ? (
          item.sentence
        ) : (
          <Link to="/directives/$directiveId" params={{ directiveId: String(item.directiveId) }}>
            {item.sentence}
          </Link>
        )}
      </h2>
      <p className="muted">
        {t('approval.asked', { who: item.requestedBy, at: fullText(item.requestedAt) })} · {item.unitName}
      </p>
      {item.reason && <p>{t('approval.why', { reason: item.reason })}</p>}
      <p>
        <b>
          {t(`approval.state.${item.state}`, {
            who: item.decidedBy ?? '',
            at: item.decidedAt ? fullText(item.decidedAt) : '',
          })}
        </b>
        {item.state === 'waiting' && ` · ${t('approval.until', { at: fullText(item.expiresAt) })}`}
      </p>
      {item.note && <p>{t('approval.note_label', { note: item.note })}</p>}
      {item.state === 'waiting' && item.isMine && <p>{approversText(t, item.approvers)}</p>}
      {act.isError && (
        <p role="alert" className={classes.bad}>
          {readable(act.error)}
        </p>
      )}
      {asking ? (
        <ConfirmBar
          confirm={t(
            asking === 'override' || asking === 'approve'
              ? `approval.${asking}_confirm`
              : `approval.${asking}`,
          )}
          danger={asking !== 'approve'}
          busy={act.isPending}
          disabled={asking === 'override' && words.trim().length < SHORTEST_REASON}
          onConfirm={() => act.mutate(asking)}
          onCancel={() => setAsking(null)}
        >
          {asking === 'override' && (
            <p>
              {t('approval.override_warn')}{' '}
              {item.approvers.length > 0
                ? t('approval.override_told', { names: item.approvers.join(', ') })
                : `${t('approval.nobody')}.`}
            </p>
          )}
          {asking !== 'withdraw' && (
            <TextInput
              label={t(asking === 'override' ? 'approval.override_why' : 'approval.note')}
              maxLength={300}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
          )}
        </ConfirmBar>
      ) : (
        item.state === 'waiting' && (
          <div className={classes.acts}>
            {item.mayDecide && <Button onClick={begin('approve')}>{t('approval.approve')}</Button>}
            {item.mayDecide && (
              <Button variant="default" onClick={begin('refuse')}>
                {t('approval.refuse')}
              </Button>
            )}
            {item.isMine && (
              <Button variant="default" onClick={begin('withdraw')}>
                {t('approval.withdraw')}
              </Button>
            )}
            {item.mayOverride && (
              <Button variant="outline" color="red" onClick={begin('override')}>
                {t('approval.override')}
              </Button>
            )}
          </div>
        )
      )}
    </article>
  )
}
