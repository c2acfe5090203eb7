import type { Permission } from '../../../src/contract/session.ts'

/** One screen of those who keep the installation: its name and what it is for are sentences of the console. */
interface AdministrationScreen {
  readonly to:
    | '/staff'
    | '/approvals/policies'
    | '/settings/sign-in'
    | '/settings/channels'
    | '/settings/api-keys'
    | '/audit'
    | '/privacy'
    | '/settings/areas'
    | '/settings/holidays'
  readonly name: string
  readonly hint: string
  readonly needs: Permission
}

/** What stands behind «Quản trị», in the order of the page: the rail has room for daily work only. */
export const ADMINISTRATION: readonly AdministrationScreen[] = [
  { to: '/staff', name: 'account.staff.title', hint: 'console.administration.staff', needs: 'staff.read' },
  {
    to: '/approvals/policies',
    name: 'approval.policy.title',
    hint: 'console.administration.policies',
    needs: 'staff.read',
  },
  {
    to: '/settings/sign-in',
    name: 'account.policy.title',
    hint: 'console.administration.sign_in',
    needs: 'staff.read',
  },
  {
    to: '/settings/channels',
    name: 'approval.channel.title',
    hint: 'console.administration.channels',
    needs: 'channel.write',
  },
  { to: '/audit', name: 'console.nav.audit', hint: 'console.administration.audit', needs: 'audit.read' },
  {
    to: '/privacy',
    name: 'console.nav.privacy',
    hint: 'console.administration.privacy',
    needs: 'privacy.read',
  },
  {
    to: '/settings/areas',
    name: 'units.areas.title',
    hint: 'console.administration.areas',
    needs: 'unit.write',
  },
  {
    to: '/settings/holidays',
    name: 'units.holidays.name',
    hint: 'console.administration.holidays',
    needs: 'unit.write',
  },
  {
    to: '/settings/api-keys',
    name: 'console.nav.api_keys',
    hint: 'console.administration.api_keys',
    needs: 'api_key.write',
  },
]

/** The screens that this member may open. */
export const administrationOf = (permissions: readonly Permission[]): readonly AdministrationScreen[] =>
  ADMINISTRATION.filter((screen) => permissions.includes(screen.needs))

/** Is this one of the screens behind «Quản trị», or the page that lists them? */
export const inAdministration = (pathname: string): boolean =>
  pathname.startsWith('/settings') || ADMINISTRATION.some(({ to }) => pathname.startsWith(to))
