import type { Permission } from '../../../../src/contract/session.ts'
import { administrationOf } from '../administration.ts'
import { fold } from '../fold.ts'

/** A place to go to, by its name in words: a screen of the rail, or something that is begun. */
export interface Screen {
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
  /** Key of its name. */
  readonly name: string
  readonly needs?: Permission
}

/** What stands in the rail, and what is begun from its screens: the palette doubles visible ways, it hides none. */
const SCREENS: readonly Screen[] = [
  { to: '/', name: 'console.nav.home' },
  { to: '/directives/new', name: 'console.action.compose', needs: 'directive.write' },
  { to: '/directives', name: 'console.nav.directives', needs: 'directive.read' },
  { to: '/directives', search: { state: 'draft' }, name: 'console.nav.drafts', needs: 'directive.read' },
  {
    to: '/directives',
    search: { state: 'template' },
    name: 'console.nav.templates',
    needs: 'directive.read',
  },
  { to: '/approvals', name: 'approval.nav', needs: 'approval.use' },
  { to: '/units', name: 'console.nav.units', needs: 'unit.read' },
  { to: '/people', name: 'console.nav.people', needs: 'unit.read' },
  { to: '/groups', name: 'console.nav.groups', needs: 'unit.read' },
  { to: '/groups/new', name: 'groups.new', needs: 'group.write' },
  { to: '/organisation', name: 'console.nav.organisation', needs: 'unit.read' },
  { to: '/organisation/new', name: 'organisation.record', needs: 'unit.write' },
  { to: '/imports', name: 'console.nav.imports', needs: 'list.import' },
  { to: '/account', name: 'console.account.own', needs: 'account.own' },
]

export const screensOf = (permissions: readonly Permission[]): readonly Screen[] => [
  ...SCREENS.filter((screen) => screen.needs === undefined || permissions.includes(screen.needs)),
  ...administrationOf(permissions).map(({ to, name }) => ({ to, name })),
]

/** Every word typed begins a word of the name, or they are its initials: «nk», «nhat ky», «ky». */
export function isCalled(name: string, typed: string): boolean {
  const words = fold(name)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const asked = fold(typed)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  if (asked.length === 0) return false
  const initials = words.map((word) => word[0]).join('')
  return (
    asked.every((one) => words.some((word) => word.startsWith(one))) ||
    (asked.length === 1 && asked[0]!.length > 1 && initials.startsWith(asked[0]!))
  )
}
