import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { agoText, dayText, timeText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { homeQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { ReportBanner } from '../../components/ReportBanner.tsx'
import { reasonText } from '../../components/reason-text.ts'
import { FirstSteps } from './FirstSteps.tsx'
import { Drafts, OpenQuestions, Reach } from './HomeSide.tsx'
import classes from './home.module.css'
import { LiveDirective } from './LiveDirective.tsx'
import { QuickStarts } from './QuickStarts.tsx'

/** Trung tâm điều hành: what is burning now, and the one big button. */
export function Home() {
  const t = useT()
  const now = useNow(5)
  const mayWrite = useMay('directive.write')
  const { data: home, error } = useQuery(homeQuery)
  return (
    <>
      <PageHeader
        title={t('console.nav.home')}
        meta={
          <>
            <span>
              {timeText(now)}, {dayText(now)}
            </span>
            {home && (
              <span>{t('home.updated', { ago: agoText(Math.min(Date.parse(home.at), now), now) })}</span>
            )}
          </>
        }
        actions={
          mayWrite && (
            <Button renderRoot={(props) => <Link to="/directives/new" preload={false} {...props} />}>
              {t('console.action.compose')}
            </Button>
          )
        }
      />
      {error && !home && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {error && home && <Banner tone="warn">{t('home.stale', { at: timeText(home.at) })}</Banner>}
      {!error && !home && <p className="muted">{t('console.loading')}</p>}
      {home && (
        <>
          {home.reports.map((report) => (
            <ReportBanner key={report.id} report={report} now={now} linked />
          ))}
          {home.lanes
            .filter((lane) => lane.health !== 'ok')
            .map((lane) => (
              <Banner key={lane.accountId} tone={lane.health === 'down' ? 'fail' : 'warn'}>
                <b>{lane.name}</b>: {t(`home.lane.${lane.health}`)}, {reasonText(lane.reason, t)}
                {lane.code && ` (${t('board.lane.code', { code: lane.code })})`}
                {lane.since && `, ${t('home.lane.since', { at: timeText(lane.since) })}`}.{' '}
                {lane.waiting > 0 && t('home.lane.waiting', { count: lane.waiting })}
              </Banner>
            ))}
          <div className={classes.columns}>
            <section aria-labelledby="home-live">
              <FirstSteps hasUnits={home.reach.units > 0} hasChannels={home.lanes.length > 0} />
              <h2 id="home-live" className={classes.heading}>
                {t('home.live', { count: home.live.length })}
              </h2>
              {home.live.length === 0 ? (
                <QuickStarts />
              ) : (
                <ul className={classes.live}>
                  {home.live.map((item) => (
                    <LiveDirective key={item.id} item={item} now={now} />
                  ))}
                </ul>
              )}
            </section>
            <div className={classes.side}>
              <OpenQuestions questions={home.questions} now={now} />
              <Drafts drafts={home.drafts} now={now} />
              <Reach reach={home.reach} />
            </div>
          </div>
        </>
      )}
    </>
  )
}
