import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { readAreasSearch } from '../features/areas/search.ts'
import { readAuditSearch } from '../features/audit/search.ts'
import { readBoardSearch } from '../features/board/search.ts'
import { readComposerSearch, readNewSearch } from '../features/composer/search.ts'
import { readListSearch } from '../features/directives/search.ts'
import { readGroupSearch, readGroupsSearch } from '../features/groups/search.ts'
import { readHolidaysSearch } from '../features/holidays/search.ts'
import { readWizardSearch } from '../features/import/search.ts'
import { readDecisionSearch, readOrganisationSearch } from '../features/organisation/search.ts'
import { readPeopleSearch } from '../features/people/search.ts'
import { readPrivacySearch } from '../features/privacy/search.ts'
import { readUnitsSearch } from '../features/units/search.ts'
import { ApiError, onSignedOut } from './api.ts'
import { NotFound, RouteError, RouteLoading } from './fallbacks.tsx'
import { directiveQuery, queries } from './queries.ts'
import { Shell } from './Shell.tsx'
import { meQuery } from './session.ts'

/** Every screen on one page. A screen's code is loaded when it is first opened. */
const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { back?: string; notice?: 'password_set' } => ({
    back: safePath(search.back),
    notice: search.notice === 'password_set' ? search.notice : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/sign-in/SignIn.tsx'), 'SignIn'),
})

const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/forgotten',
  component: lazyRouteComponent(() => import('../features/sign-in/Forgotten.tsx'), 'Forgotten'),
})

const enterByLink = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/link',
  component: lazyRouteComponent(() => import('../features/sign-in/EnterByLink.tsx'), 'EnterByLink'),
})

const returnFromOidc = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/oidc',
  component: lazyRouteComponent(() => import('../features/sign-in/ReturnFromOidc.tsx'), 'ReturnFromOidc'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/setup/SetupPage.tsx'), 'SetupPage'),
})

const staff = createRoute({
  getParentRoute: () => root,
  id: 'staff',
  beforeLoad: async ({ location }) => {
    try {
      const me = await queries.ensureQueryData(meQuery)
      if (me.secondFactor.needed && location.pathname !== '/account')
        throw redirect({ to: '/account', search: { welcome: true } })
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: { back: location.href } })
      throw error
    }
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => staff,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/Home.tsx'), 'Home'),
})

const directives = createRoute({
  getParentRoute: () => staff,
  path: '/directives',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('../features/directives/DirectiveList.tsx'), 'DirectiveList'),
})

const newDirective = createRoute({
  getParentRoute: () => staff,
  path: '/directives/new',
  validateSearch: readNewSearch,
  component: lazyRouteComponent(() => import('../features/composer/NewDirective.tsx'), 'NewDirective'),
})

const compose = createRoute({
  getParentRoute: () => staff,
  path: '/directives/$directiveId/compose',
  validateSearch: readComposerSearch,
  // Beside the screen's code, not after it: a component that waits by itself is shown 300 ms late at least (React).
  loader: ({ params }) => queries.ensureQueryData(directiveQuery(params.directiveId)),
  component: lazyRouteComponent(() => import('../features/composer/Composer.tsx'), 'Composer'),
})

const board = createRoute({
  getParentRoute: () => staff,
  path: '/directives/$directiveId',
  validateSearch: readBoardSearch,
  component: lazyRouteComponent(() => import('../features/board/BoardPage.tsx'), 'BoardPage'),
})

const audit = createRoute({
  getParentRoute: () => staff,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit/AuditPage.tsx'), 'AuditPage'),
})

const approvals = createRoute({
  getParentRoute: () => staff,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../features/approvals/ApprovalsPage.tsx'), 'ApprovalsPage'),
})

const administration = createRoute({
  getParentRoute: () => staff,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('../features/administration/AdministrationPage.tsx'),
    'AdministrationPage',
  ),
})

const apiKeys = createRoute({
  getParentRoute: () => staff,
  path: '/settings/api-keys',
  component: lazyRouteComponent(() => import('../features/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
})

const organisation = createRoute({
  getParentRoute: () => staff,
  path: '/organisation',
  validateSearch: readOrganisationSearch,
  component: lazyRouteComponent(
    () => import('../features/organisation/OrganisationPage.tsx'),
    'OrganisationPage',
  ),
})

const newDecision = createRoute({
  getParentRoute: () => staff,
  path: '/organisation/new',
  validateSearch: readDecisionSearch,
  component: lazyRouteComponent(() => import('../features/organisation/EventWizard.tsx'), 'EventWizard'),
})

const areas = createRoute({
  getParentRoute: () => staff,
  path: '/settings/areas',
  validateSearch: readAreasSearch,
  component: lazyRouteComponent(() => import('../features/areas/AreasPage.tsx'), 'AreasPage'),
})

const holidays = createRoute({
  getParentRoute: () => staff,
  path: '/settings/holidays',
  validateSearch: readHolidaysSearch,
  component: lazyRouteComponent(() => import('../features/holidays/HolidaysPage.tsx'), 'HolidaysPage'),
})

const units = createRoute({
  getParentRoute: () => staff,
  path: '/units',
  validateSearch: readUnitsSearch,
  component: lazyRouteComponent(() => import('../features/units/UnitsPage.tsx'), 'UnitsPage'),
})

const unit = createRoute({
  getParentRoute: () => staff,
  path: '/units/$unitId',
  component: lazyRouteComponent(() => import('../features/units/page/UnitPage.tsx'), 'UnitPage'),
})

const people = createRoute({
  getParentRoute: () => staff,
  path: '/people',
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(() => import('../features/people/PeoplePage.tsx'), 'PeoplePage'),
})

const duplicates = createRoute({
  getParentRoute: () => staff,
  path: '/people/duplicates',
  component: lazyRouteComponent(() => import('../features/people/Duplicates.tsx'), 'Duplicates'),
})

const person = createRoute({
  getParentRoute: () => staff,
  path: '/people/$personId',
  component: lazyRouteComponent(() => import('../features/people/PersonPage.tsx'), 'PersonPage'),
})

const handOver = createRoute({
  getParentRoute: () => staff,
  path: '/people/$personId/hand-over',
  component: lazyRouteComponent(() => import('../features/people/HandOver.tsx'), 'HandOver'),
})

const privacy = createRoute({
  getParentRoute: () => staff,
  path: '/privacy',
  validateSearch: readPrivacySearch,
  component: lazyRouteComponent(() => import('../features/privacy/PrivacyPage.tsx'), 'PrivacyPage'),
})

const imports = createRoute({
  getParentRoute: () => staff,
  path: '/imports',
  component: lazyRouteComponent(() => import('../features/import/ImportsPage.tsx'), 'ImportsPage'),
})

const importWizard = createRoute({
  getParentRoute: () => staff,
  path: '/imports/$importId',
  validateSearch: readWizardSearch,
  component: lazyRouteComponent(() => import('../features/import/ImportWizard.tsx'), 'ImportWizard'),
})

const groups = createRoute({
  getParentRoute: () => staff,
  path: '/groups',
  validateSearch: readGroupsSearch,
  component: lazyRouteComponent(() => import('../features/groups/GroupsPage.tsx'), 'GroupsPage'),
})

const newGroup = createRoute({
  getParentRoute: () => staff,
  path: '/groups/new',
  component: lazyRouteComponent(() => import('../features/groups/NewGroup.tsx'), 'NewGroup'),
})

const group = createRoute({
  getParentRoute: () => staff,
  path: '/groups/$groupId',
  validateSearch: readGroupSearch,
  component: lazyRouteComponent(() => import('../features/groups/GroupPage.tsx'), 'GroupPage'),
})

const staffPage = createRoute({
  getParentRoute: () => staff,
  path: '/staff',
  component: lazyRouteComponent(() => import('../features/staff/StaffPage.tsx'), 'StaffPage'),
})

const memberPage = createRoute({
  getParentRoute: () => staff,
  path: '/staff/$staffId',
  component: lazyRouteComponent(() => import('../features/staff/MemberPage.tsx'), 'MemberPage'),
})

const channels = createRoute({
  getParentRoute: () => staff,
  path: '/settings/channels',
  component: lazyRouteComponent(() => import('../features/channels/ChannelsPage.tsx'), 'ChannelsPage'),
})

const policies = createRoute({
  getParentRoute: () => staff,
  path: '/approvals/policies',
  component: lazyRouteComponent(() => import('../features/approvals/PoliciesPage.tsx'), 'PoliciesPage'),
})

const signInPolicy = createRoute({
  getParentRoute: () => staff,
  path: '/settings/sign-in',
  component: lazyRouteComponent(
    () => import('../features/sign-in-policy/SignInPolicyPage.tsx'),
    'SignInPolicyPage',
  ),
})

const account = createRoute({
  getParentRoute: () => staff,
  path: '/account',
  validateSearch: (search: Record<string, unknown>): { welcome?: true } => ({
    welcome: search.welcome === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/account/AccountPage.tsx'), 'AccountPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    forgotten,
    enterByLink,
    returnFromOidc,
    setup,
    staff.addChildren([
      home,
      people,
      duplicates,
      person,
      handOver,
      organisation,
      newDecision,
      units,
      unit,
      areas,
      holidays,
      directives,
      newDirective,
      compose,
      board,
      audit,
      privacy,
      approvals,
      administration,
      apiKeys,
      imports,
      importWizard,
      groups,
      newGroup,
      group,
      account,
      signInPolicy,
      staffPage,
      memberPage,
      policies,
      channels,
    ]),
  ]),
  defaultErrorComponent: RouteError,
  defaultPendingComponent: RouteLoading,
  defaultPendingMs: 300,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

// A session that ends while a screen is open: sign in, then come back to the same place.
onSignedOut(() => {
  queries.clear()
  if (!router.state.location.pathname.startsWith('/sign-in'))
    void router.navigate({ to: '/sign-in', search: { back: router.state.location.href } })
})

/** Only paths of this console: an address of elsewhere in `back` would send a signed-in person away. */
function safePath(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined
}
