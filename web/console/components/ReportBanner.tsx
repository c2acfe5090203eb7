import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Home } from '../../../src/contract/board.ts'
import { api } from '../app/api.ts'
import { momentText } from '../app/dates.ts'
import { useT } from '../app/i18n.ts'
import { notifyError } from '../app/notify.ts'
import { homeQuery } from '../app/queries.ts'
import { Banner } from './Banner.tsx'

type Report = Home['reports'][number]

/** «Báo cáo lãnh đạo»: units that stayed silent through every step, until the leader has seen it; `linked` names its directive, which a board need not. */
export function ReportBanner(props: { report: Report; now: number; linked?: boolean }) {
  const t = useT()
  const queries = useQueryClient()
  const { report, now, linked = false } = props
  const see = useMutation({
    mutationFn: () => api.post(`/api/reports/${report.id}/seen`),
    onSuccess: () =>
      queries.setQueryData(homeQuery.queryKey, (home) =>
        home ? { ...home, reports: home.reports.filter((one) => one.id !== report.id) } : home,
      ),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: homeQuery.queryKey }),
  })
  return (
    <Banner
      tone="warn"
      action={
        <Button variant="default" loading={see.isPending} onClick={() => see.mutate()}>
          {t('home.report.seen')}
        </Button>
      }
    >
      <b>{t('home.report.title')}</b>:{' '}
      {linked && (
        <>
          <Link to="/directives/$directiveId" params={{ directiveId: String(report.directiveId) }}>
            {report.reference ?? report.title}
          </Link>
          {' – '}
        </>
      )}
      {t('home.report.text', { count: report.units, at: momentText(report.at, now) })}{' '}
      {report.silent > 0 ? t('home.report.now', { count: report.silent }) : t('home.report.none_left')}
    </Banner>
  )
}
