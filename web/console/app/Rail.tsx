import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { Account } from './Account.tsx'
import { administrationOf, inAdministration } from './administration.ts'
import { useT } from './i18n.ts'
import { Emblem } from './icons.tsx'
import { SearchButton } from './palette/SearchButton.tsx'
import { approvalsQuery, homeQuery } from './queries.ts'
import classes from './Shell.module.css'
import { useMe } from './session.ts'

/** The rail: whose console it is, the search, the screens of daily work, who is signed in. On a phone the screens are folded. */
export function Rail() {
  const t = useT()
  const me = useMe()
  const narrow = useMediaQuery('(max-width: 899px)', undefined, { getInitialValueInEffect: false })
  const href = useRouterState({ select: (state) => state.location.href })
  return (
    <div className={classes.rail}>
      <div className={classes.brand}>
        <Emblem />
        <b>{me.federation.name}</b>
      </div>
      <SearchButton />
      {narrow ? (
        // A new screen begins with the list closed.
        <details key={href} className={classes.folded}>
          <summary>{t('console.nav.label')}</summary>
          <Screens />
        </details>
      ) : (
        <Screens />
      )}
      <Account />
    </div>
  )
}

function Screens() {
  const t = useT()
  const me = useMe()
  const { data: home } = useQuery(homeQuery)
  const path = useRouterState({ select: (state) => state.location })
  const state = (path.search as { state?: string }).state
  const inDirectives = path.pathname.startsWith('/directives')
  const { data: approvals } = useQuery({
    ...approvalsQuery(),
    enabled: me.permissions.includes('approval.use'),
  })
  const waitingForMe = approvals?.items.filter((item) => item.mayDecide).length ?? 0
  const needingMe =
    home?.live.filter((item) => item.toCall + item.problems + item.openQuestions > 0).length ?? 0
  return (
    <nav aria-label={t('console.nav.label')} className={classes.nav}>
      <RailLink to="/" current={path.pathname === '/'}>
        {t('console.nav.home')}
      </RailLink>
      <RailLink
        to="/directives"
        current={inDirectives && state !== 'draft' && state !== 'template'}
        badge={needingMe}
        badgeLabel={t('console.nav.directives_badge', { count: needingMe })}
      >
        {t('console.nav.directives')}
      </RailLink>
      <RailLink
        to="/directives"
        search={{ state: 'draft' }}
        current={inDirectives && state === 'draft'}
        badge={home?.drafts.length ?? 0}
        badgeLabel={t('console.nav.drafts_badge', { count: home?.drafts.length ?? 0 })}
      >
        {t('console.nav.drafts')}
      </RailLink>
      <RailLink
        to="/directives"
        search={{ state: 'template' }}
        current={inDirectives && state === 'template'}
      >
        {t('console.nav.templates')}
      </RailLink>
      {me.permissions.includes('approval.use') && (
        <RailLink
          to="/approvals"
          current={path.pathname === '/approvals'}
          badge={waitingForMe}
          badgeLabel={t('approval.nav_badge', { count: waitingForMe })}
        >
          {t('approval.nav')}
        </RailLink>
      )}
      {me.permissions.includes('unit.read') && (
        <RailLink to="/units" current={path.pathname.startsWith('/units')}>
          {t('console.nav.units')}
        </RailLink>
      )}
      {me.permissions.includes('unit.read') && (
        <RailLink to="/people" current={path.pathname.startsWith('/people')}>
          {t('console.nav.people')}
        </RailLink>
      )}
      {me.permissions.includes('unit.read') && (
        <RailLink to="/groups" current={path.pathname.startsWith('/groups')}>
          {t('console.nav.groups')}
        </RailLink>
      )}
      {me.permissions.includes('unit.read') && (
        <RailLink to="/organisation" current={path.pathname.startsWith('/organisation')}>
          {t('console.nav.organisation')}
        </RailLink>
      )}
      {me.permissions.includes('list.import') && (
        <RailLink to="/imports" current={path.pathname.startsWith('/imports')}>
          {t('console.nav.imports')}
        </RailLink>
      )}
      {administrationOf(me.permissions).length > 0 && (
        <RailLink to="/settings" current={inAdministration(path.pathname)}>
          {t('console.nav.administration')}
        </RailLink>
      )}
    </nav>
  )
}

interface RailLinkProps {
  to:
    | '/'
    | '/directives'
    | '/units'
    | '/people'
    | '/groups'
    | '/organisation'
    | '/imports'
    | '/approvals'
    | '/settings'
  search?: { state?: 'draft' | 'template' }
  current: boolean
  badge?: number
  badgeLabel?: string
  children: string
}

function RailLink({ to, search, current, badge = 0, badgeLabel, children }: RailLinkProps) {
  return (
    <Link
      to={to}
      search={search ?? {}}
      className={current ? classes.here : classes.link}
      aria-current={current ? 'page' : undefined}
    >
      {children}
      {badge > 0 && (
        <span className={`num ${classes.badge}`}>
          <span aria-hidden="true">{badge}</span>
          <span className="visually-hidden">{badgeLabel}</span>
        </span>
      )}
    </Link>
  )
}
