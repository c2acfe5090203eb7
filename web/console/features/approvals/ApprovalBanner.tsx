import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import type { Approval } from '../../../../src/contract/approval.ts'
import { api } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { approvalsQuery } from '../../app/queries.ts'
import { Banner } from '../../components/Banner.tsx'

/** Above every screen: what waits for the reader as the second person, and what one person did alone. */
export function ApprovalBanner() {
  const t = useT()
  const { data } = useQuery(approvalsQuery())
  const onTheList = useRouterState({ select: (state) => state.location.pathname === '/approvals' })
  const mine = (data?.items ?? []).filter((item) => item.mayDecide).length
  const emergencies = (data?.items ?? []).filter((item) => item.isUnseen)
  return (
    <>
      {emergencies.map((item) => (
        <Emergency key={item.id} item={item} />
      ))}
      {mine > 0 && !onTheList && (
        <Banner tone="warn" action={<Link to="/approvals">{t('approval.banner_open')}</Link>}>
          {t('approval.banner', { count: mine })}
        </Banner>
      )}
    </>
  )
}

function Emergency({ item }: { item: Approval }) {
  const t = useT()
  const queries = useQueryClient()
  const see = useMutation({
    mutationFn: () => api.post(`/api/approvals/${item.id}/seen`),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
  })
  return (
    <Banner
      tone="fail"
      action={
        <Button variant="default" loading={see.isPending} onClick={() => see.mutate()}>
          {t('approval.seen')}
        </Button>
      }
    >
      {t('approval.emergency', {
        who: item.decidedBy ?? item.requestedBy,
        at: fullText(item.decidedAt ?? item.requestedAt),
        what: item.sentence,
        reason: item.note ?? '',
      })}
    </Banner>
  )
}
