import { getRouteApi, Link } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { Incidents } from './Incidents.tsx'
import { People } from './People.tsx'
import classes from './privacy.module.css'
import { Registry } from './Registry.tsx'
import { Requests } from './Requests.tsx'
import { PRIVACY_TABS } from './search.ts'

const route = getRouteApi('/staff/privacy')

/** «Dữ liệu cá nhân»: requests and their clocks, what is held about somebody, why and how long, incidents. */
export function PrivacyPage() {
  const t = useT()
  const { tab = 'requests', person } = route.useSearch()
  const mayWrite = useMay('privacy.write')
  const tabs = PRIVACY_TABS.filter((name) => name !== 'incidents' || mayWrite)
  return (
    <>
      <PageHeader title={t('personal.title')} meta={<span>{t('personal.lead')}</span>} />
      <nav className={classes.tabs} aria-label={t('personal.tabs')}>
        {tabs.map((name) => (
          <Link
            key={name}
            to="/privacy"
            search={{ tab: name === 'requests' ? undefined : name }}
            activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
            aria-current={tab === name ? 'page' : undefined}
          >
            {t(`personal.tab.${name}`)}
          </Link>
        ))}
      </nav>
      {tab === 'requests' && <Requests mayWrite={mayWrite} />}
      {tab === 'people' && <People personId={person ?? null} mayWrite={mayWrite} />}
      {tab === 'registry' && <Registry />}
      {tab === 'incidents' && mayWrite && <Incidents />}
    </>
  )
}
