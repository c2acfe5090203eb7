import type { Db } from '../../../db/client.ts'
import type { Scope } from '../../../db/scope.ts'
import { type Permission, Role } from '../../contract/session.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { permissionsOf } from './permissions.ts'

/** A member of the federation's staff who has signed in: who they are and what they may see and do. */
export interface StaffMember {
  readonly staffId: number
  readonly personId: number
  readonly name: string
  readonly jobTitle: string
  readonly role: Role
  readonly permissions: ReadonlySet<Permission>
  readonly unitId: number
  readonly unitName: string
  readonly scope: Scope
  readonly locale: Locale
}

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
      'staff.role',
      'staff.email',
      'staff.locale',
      'unit.id as unitId',
      'unit.name as unitName',
      'unit.path',
    ])
    .where('staff.disabled_at', 'is', null)

type StaffRow = Awaited<ReturnType<ReturnType<typeof staffRows>['executeTakeFirstOrThrow']>>

function toMember(row: StaffRow): StaffMember {
  const role = Role.parse(row.role)
  return {
    staffId: row.staffId,
    personId: row.personId,
    name: row.name,
    jobTitle: row.jobTitle,
    role,
    permissions: permissionsOf(role),
    unitId: row.unitId,
    unitName: row.unitName,
    scope: { path: row.path },
    locale: row.locale === 'en' ? 'en' : 'vi',
  }
}

/** The member of staff, or null when there is none or the access was withdrawn. */
export async function findStaff(db: Db, staffId: number): Promise<StaffMember | null> {
  const row = await staffRows(db).where('staff.id', '=', staffId).executeTakeFirst()
  return row ? toMember(row) : null
}

/** The sample federation's staff, in the order in which they were entered: chair first. */
export async function sampleStaff(db: Db): Promise<readonly StaffMember[]> {
  const rows = await staffRows(db).where('person.is_demo', '=', true).orderBy('staff.id').execute()
  return rows.map(toMember)
}

/** What the sign-in library needs to know of a member of staff; `userId` is null before their first sign-in. */
export async function signInUser(
  db: Db,
  staffId: number,
): Promise<{ userId: string | null; email: string; name: string } | null> {
  const row = await staffRows(db)
    .leftJoin('auth_user', 'auth_user.staff_id', 'staff.id')
    .select('auth_user.id as userId')
    .where('staff.id', '=', staffId)
    .executeTakeFirst()
  return row ? { userId: row.userId, email: row.email.toLowerCase(), name: row.name } : null
}

/** Ends every open session of a sign-in user. */
export async function endSessions(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('auth_session').where('user_id', '=', userId).execute()
}
