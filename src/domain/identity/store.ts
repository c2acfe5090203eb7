import type { Db } from '../../../db/client.ts'
import type { Scope } from '../../../db/scope.ts'
import { type Permission, Role } from '../../contract/session.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { permissionsOf } from './permissions.ts'
import { actingUnit, type Grant, scopeOf } from './scope.ts'

/** A member of the federation's staff who has signed in: who they are and what they may see and do. */
export interface StaffMember {
  readonly staffId: number
  readonly personId: number
  readonly name: string
  readonly jobTitle: string
  /** The first of their roles, as the screen names it. */
  readonly role: Role
  readonly grants: readonly Grant[]
  /** What they may do somewhere. */
  readonly permissions: ReadonlySet<Permission>
  /** Their office; within a request the unit for which they act (see `withPermission`). */
  readonly unitId: number
  readonly unitName: string
  readonly unitPath: string
  /** Where they may use the permission of this request; before one was chosen, nowhere. */
  readonly scope: Scope
  /** Where they may use a permission: the topmost units of the roles that give it. */
  scopeOf(permission: Permission): Scope
  readonly locale: Locale
  /** Set when a key of theirs acts for them: what is done is written down as done by the key. */
  readonly apiKeyId?: number
}

/** One of the cast of the sample federation. */
export type SampleMember = Pick<StaffMember, 'staffId' | 'name' | 'jobTitle'>

const staffRows = (db: Db) =>
  db
    .selectFrom('staff')
    .innerJoin('person', 'person.id', 'staff.person_id')
    .innerJoin('unit', 'unit.id', 'staff.unit_id')
    .select([
      'staff.id as staffId',
      'person.id as personId',
      'person.full_name as name',
      'staff.job_title as jobTitle',
      'staff.email',
      'staff.locale',
      'unit.id as unitId',
      'unit.name as unitName',
      'unit.path',
    ])
    .where('staff.disabled_at', 'is', null)

type StaffRow = Awaited<ReturnType<ReturnType<typeof staffRows>['executeTakeFirstOrThrow']>>

/** The grants of a member of staff that hold at an instant, in the order of roles. */
export async function grantsAt(db: Db, staffId: number, now: Date): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('role_grant as g')
    .innerJoin('unit', 'unit.id', 'g.unit_id')
    .select(['g.id as grantId', 'g.role', 'unit.id as unitId', 'unit.name as unitName', 'unit.path'])
    .where('g.staff_id', '=', staffId)
    .where('g.valid_from', '<=', now)
    .where((is) => is.or([is('g.valid_to', 'is', null), is('g.valid_to', '>', now)]))
    .orderBy('g.id')
    .execute()
  return rows
    .map((row) => ({ ...row, role: Role.parse(row.role) }))
    .sort((a, b) => orderOf(a.role) - orderOf(b.role))
}

const orderOf = (role: Role): number => Role.options.indexOf(role)

function toMember(row: StaffRow, grants: readonly Grant[]): StaffMember | null {
  const first = grants[0]
  // Without a role nobody is staff, whatever the sign-in says.
  if (!first) return null
  return {
    staffId: row.staffId,
    personId: row.personId,
    name: row.name,
    jobTitle: row.jobTitle,
    role: first.role,
    grants,
    permissions: new Set(grants.flatMap((grant) => permissionsOf(grant.role))),
    unitId: row.unitId,
    unitName: row.unitName,
    unitPath: row.path,
    scope: { paths: [] },
    scopeOf: (permission) => scopeOf(grants, permission),
    locale: row.locale === 'en' ? 'en' : 'vi',
  }
}

/** The member of staff as they act under one permission: confined to where they hold it. */
export function withPermission(staff: StaffMember, permission: Permission): StaffMember {
  const { unitId, unitName } = actingUnit(staff.grants, permission, { ...staff, path: staff.unitPath })
  return { ...staff, unitId, unitName, scope: staff.scopeOf(permission) }
}

/** The member of staff, or null when there is none, the access was withdrawn or no role is left at `now`. */
export async function findStaff(db: Db, staffId: number, now: Date): Promise<StaffMember | null> {
  const row = await staffRows(db).where('staff.id', '=', staffId).executeTakeFirst()
  if (!row) return null
  return toMember(row, await grantsAt(db, staffId, now))
}

/** The sample federation's staff, in the order in which they were entered: chair first. */
export async function sampleStaff(db: Db): Promise<readonly SampleMember[]> {
  return staffRows(db).where('person.is_demo', '=', true).orderBy('staff.id').execute()
}
