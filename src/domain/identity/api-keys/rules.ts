import { Permission } from '../../../contract/session.ts'
import { Problem } from '../../../kernel/errors.ts'
import { type Grant, isBelow, scopeOf } from '../scope.ts'
import type { StaffMember } from '../store.ts'

/** The longest life of a key. */
export const LONGEST_DAYS = 366
const DAY = 86_400_000

/**
 * What a key may do at most; a new permission is no key's until it is written here. Not in it: rights over staff and keys,
 * with which it could give itself more; what two people decide; erasing people and freezing sign-ins, for which a person
 * answers; the maker's own account.
 */
const KEY_MAY: ReadonlySet<Permission> = new Set<Permission>([
  'directive.read',
  'directive.write',
  'directive.issue',
  'directive.follow',
  'unit.read',
  'unit.write',
  'people.write',
  'group.write',
  'channel.read',
  'audit.read',
  'privacy.read',
  'staff.read',
])

export const grantable = (permissions: ReadonlySet<Permission>): readonly Permission[] =>
  Permission.options.filter((permission) => permissions.has(permission) && KEY_MAY.has(permission))

export interface KeyOrder {
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly unit: { readonly id: number; readonly path: string }
  readonly expiresAt: Date
}

/** Refuses a key that would reach further than its maker, or live too long. */
export function checkOrder(maker: StaffMember, order: KeyOrder, now: Date): void {
  const beyond = order.permissions.filter(
    (permission) =>
      !KEY_MAY.has(permission) ||
      !maker.permissions.has(permission) ||
      !pathsOf(maker, permission).some((path) => isBelow(order.unit.path, path)),
  )
  if (beyond.length > 0)
    throw new Problem('forbidden', 'api_key_beyond_maker', { values: { permissions: beyond.join(', ') } })
  const life = order.expiresAt.getTime() - now.getTime()
  if (life <= 0 || life > LONGEST_DAYS * DAY)
    throw new Problem('invalid', 'invalid', {
      faults: [{ field: 'expiresAt', code: 'api_key_life', values: { days: LONGEST_DAYS } }],
    })
}

function pathsOf(maker: StaffMember, permission: Permission): readonly string[] {
  const scope = maker.scopeOf(permission)
  return 'path' in scope ? [scope.path] : scope.paths
}

export interface KeyReach {
  readonly id: number
  readonly permissions: readonly string[]
  readonly unitId: number
  readonly unitName: string
  readonly unitPath: string
}

/**
 * The maker as their key: with those of their rights that the key names, on that part of their part of the tree which
 * lies below the key's unit. What the maker loses, the key loses.
 */
export function asKey(maker: StaffMember, key: KeyReach): StaffMember {
  const named = new Set(key.permissions)
  const grants = maker.grants.flatMap((grant) => within(grant, key))
  const may = (permission: Permission): boolean =>
    named.has(permission) && KEY_MAY.has(permission) && scopeOf(grants, permission).paths.length > 0
  return {
    ...maker,
    grants,
    permissions: new Set([...maker.permissions].filter(may)),
    scopeOf: (permission) => ({
      paths: may(permission) ? scopeOf(grants, permission).paths : [],
      apiKeyId: key.id,
    }),
    apiKeyId: key.id,
  }
}

/** The part of a grant that lies below the key's unit: all of it, from the key's unit on, or nothing. */
function within(grant: Grant, key: KeyReach): readonly Grant[] {
  if (isBelow(grant.path, key.unitPath)) return [grant]
  if (!isBelow(key.unitPath, grant.path)) return []
  return [{ ...grant, unitId: key.unitId, unitName: key.unitName, path: key.unitPath }]
}
