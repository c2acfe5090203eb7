import { type Permission, Role } from '../../contract/session.ts'

/**
 * What each role may do, within its subtree. The clerk (văn thư) keeps the registers, among them who holds
 * which post, and calls units, but does not send: issuing is an act of those who answer for the text. What units there are
 * (`unit.write`) is decided by those who sign; who speaks for them changes every week (`people.write`).
 */
const ROLES: Readonly<Record<Role, readonly Permission[]>> = {
  leader: [
    'approval.use',
    'account.own',
    'directive.read',
    'directive.write',
    'directive.issue',
    'directive.follow',
    'unit.read',
    'unit.write',
    'people.write',
    'group.write',
    'list.import',
    'channel.read',
    'audit.read',
    'privacy.read',
    'staff.read',
  ],
  specialist: [
    'approval.use',
    'account.own',
    'directive.read',
    'directive.write',
    'directive.issue',
    'directive.follow',
    'unit.read',
    'people.write',
    'group.write',
    'list.import',
    'channel.read',
  ],
  clerk: [
    'account.own',
    'directive.read',
    'directive.write',
    'directive.follow',
    'unit.read',
    'people.write',
    'group.write',
    'list.import',
  ],
  viewer: ['account.own', 'directive.read', 'unit.read'],
  /** An officer of a grassroots union: sees what concerns the own unit. */
  unit_officer: ['account.own', 'directive.read', 'unit.read'],
  administrator: [
    'approval.use',
    'account.own',
    'directive.read',
    'directive.write',
    'directive.issue',
    'directive.follow',
    'unit.read',
    'unit.write',
    'people.write',
    'group.write',
    'list.import',
    'channel.read',
    'channel.write',
    'audit.read',
    'privacy.read',
    'privacy.write',
    'staff.read',
    'staff.write',
    'api_key.write',
  ],
}

export const permissionsOf = (role: Role): readonly Permission[] => ROLES[role]

/** The roles that give a permission. */
export const rolesWith = (permission: Permission): readonly Role[] =>
  Role.options.filter((role) => ROLES[role].includes(permission))
