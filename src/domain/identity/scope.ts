import type { Permission, Role } from '../../contract/session.ts'
import { permissionsOf } from './permissions.ts'

/** A role on a unit and everything below it. */
export interface Grant {
  readonly grantId: number
  readonly role: Role
  readonly unitId: number
  readonly unitName: string
  readonly path: string
}

/** The units below which a permission holds; `unitId` of each, and its path. */
export interface GrantedScope {
  readonly paths: readonly string[]
}

/** Where one of these grants gives the permission. A place below another one is left out: it adds nothing. */
export function scopeOf(grants: readonly Grant[], permission: Permission): GrantedScope {
  return {
    paths: topmost(
      grants.filter((grant) => permissionsOf(grant.role).includes(permission)).map((grant) => grant.path),
    ),
  }
}

/** Paths that lie below no other one of the list, in order. */
export function topmost(paths: readonly string[]): readonly string[] {
  const unique = [...new Set(paths)].sort()
  return unique.filter((path) => !unique.some((other) => other !== path && isBelow(path, other)))
}

/** Is `path` the unit `top` or below it? */
export const isBelow = (path: string, top: string): boolean => path === top || path.startsWith(`${top}.`)

/**
 * The unit for which a person acts when they use a permission: their office when the permission reaches it, otherwise
 * the first unit on which they hold it.
 */
export function actingUnit<T extends { readonly unitId: number; readonly unitName: string }>(
  grants: readonly Grant[],
  permission: Permission,
  office: T & { readonly path: string },
): { readonly unitId: number; readonly unitName: string } {
  const { paths } = scopeOf(grants, permission)
  if (paths.some((path) => isBelow(office.path, path))) return office
  return grants.find((grant) => paths.includes(grant.path)) ?? office
}
