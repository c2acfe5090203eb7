import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Approval } from '../../../../src/contract/approval.ts'
import type { Directive } from '../../../../src/contract/directive.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { approversText } from '../../components/approvers.ts'
import { useSettledClicks } from '../../components/settled-clicks.ts'
import classes from './composer.module.css'

interface Needed {
  readonly approvers: readonly string[]
  readonly waitingId: number | null
}

const keyOf = (draft: Directive) => ['second-person', draft.id, draft.urgency, JSON.stringify(draft.audience)]

/** Who must approve before this draft leaves; null when one person may send it. Only a Hỏa tốc is asked about. */
export function useSecondPerson(draft: Directive): Needed | null {
  const may = useMay('approval.use')
  const { data } = useQuery({
    queryKey: keyOf(draft),
    queryFn: () => api.get<{ needed: Needed | null }>(`/api/directives/${draft.id}/second-person`),
    enabled: may && draft.urgency === 3,
    refetchInterval: 10_000,
  })
  return data?.needed ?? null
}

interface SecondPersonProps {
  draft: Directive
  needed: Needed
  order: { typedNumber: number | null; acceptWarnings: boolean; overrideQuietHours: string | null }
  ready: boolean
}

/** In place of «Gửi»: «Cần đồng chí … duyệt». */
export function SecondPerson({ draft, needed, order, ready }: SecondPersonProps) {
  const t = useT()
  const queries = useQueryClient()
  const settled = useSettledClicks()
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      api.post<Approval>('/api/approvals', {
        act: { kind: 'directive_issue', directiveId: draft.id, revision: draft.revision, ...order },
        reason: reason.trim(),
      }),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['second-person', draft.id] })
      await queries.invalidateQueries({ queryKey: ['approvals'] })
    },
  })
  const names = approversText(t, needed.approvers)
  if (needed.waitingId !== null)
    return (
      <p role="status">
        <b>{t('approval.composer.waiting')}</b> {names}.{' '}
        <Link to="/approvals">{t('approval.composer.follow')}</Link>
      </p>
    )
  return (
    <div className={classes.stack}>
      <p>
        <b>{names}.</b> {t('approval.composer.needed')}
      </p>
      <TextInput
        label={t('approval.composer.reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {ask.isError && (
        <p role="alert" className={classes.bad}>
          {readable(ask.error)}
        </p>
      )}
      <div>
        <Button
          size="md"
          disabled={!ready}
          loading={ask.isPending}
          onClick={() => settled() && ready && !ask.isPending && ask.mutate()}
        >
          {t('approval.composer.ask')}
        </Button>
      </div>
    </div>
  )
}
