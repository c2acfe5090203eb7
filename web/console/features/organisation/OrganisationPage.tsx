import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { EventList } from './EventList.tsx'
import { Loans } from './Loans.tsx'
import { Seats } from './Seats.tsx'
import { TotalsPanel } from './TotalsPanel.tsx'

const route = getRouteApi('/staff/organisation')

/** «Cơ cấu tổ chức»: the figures of any day, and the decisions that made them. */
export function OrganisationPage() {
  const t = useT()
  const { asOf } = route.useSearch()
  const navigate = route.useNavigate()
  const mayWrite = useMay('unit.write')
  const mayReadChannels = useMay('channel.read')
  return (
    <>
      <PageHeader
        title={t('organisation.title')}
        meta={<span>{t('organisation.lead')}</span>}
        actions={
          mayWrite && (
            <Button renderRoot={(props) => <Link to="/organisation/new" {...props} />}>
              {t('organisation.record')}
            </Button>
          )
        }
      />
      <TotalsPanel asOf={asOf} onDay={(day) => void navigate({ search: { asOf: day } })} />
      <Seats />
      <EventList />
      {mayReadChannels && <Loans />}
    </>
  )
}
