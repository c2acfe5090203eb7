import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Role } from '../../../contract/session.ts'
import type { Locale } from '../../../kernel/i18n.ts'

/** A member of staff as the list shows them; how they sign in comes from `signInStates`. */
export interface Member {
  readonly staffId: number
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly unitId: number
  readonly unitName: string
  readonly disabledAt: Date | null
  /** One of the invented people of a demo. */
  readonly isSample: boolean
  /** The language in which Loa writes to them: «vi» or «en». */
  readonly locale: string
}

const members = (db: Db) =>
  db
    .selectFrom('staff')
    .innerJoin('person', 'person.id', 'staff.person_id')
    // Through the eyes of the console the unit is visible only inside the scope: so is its staff.
    .innerJoin('unit', 'unit.id', 'staff.unit_id')
    .select([
      'staff.id as staffId',
      'person.full_name as name',
      'staff.job_title as jobTitle',
      'staff.email',
      'unit.id as unitId',
      'unit.name as unitName',
      'staff.disabled_at as disabledAt',
      'person.is_demo as isSample',
      'staff.locale',
    ])

/** The staff of the units in scope: those at work first, each group by given name. */
export const listMembers = (trx: Db): Promise<Member[]> =>
  members(trx)
    .orderBy(sql`staff.disabled_at is not null`)
    .orderBy(sql`substring(person.full_name from '[^ ]+$') collate "vi-x-icu"`)
    .orderBy(sql`person.full_name collate "vi-x-icu"`)
    .orderBy('staff.id')
    .execute()

export async function findMember(trx: Db, staffId: number): Promise<Member | null> {
  return (await members(trx).where('staff.id', '=', staffId).executeTakeFirst()) ?? null
}

export interface UnitChoice {
  readonly id: number
  readonly name: string
}

/** Units that may have staff of their own: those that manage others. */
export const staffUnits = (trx: Db, on: string): Promise<UnitChoice[]> =>
  trx
    .selectFrom('unit')
    .innerJoin('unit_type', 'unit_type.code', 'unit.type_code')
    .select(['unit.id', 'unit.name'])
    .where('unit_type.is_recipient', '=', false)
    .where('unit.valid_from', '<=', on)
    .where((where) => where.or([where('unit.valid_to', 'is', null), where('unit.valid_to', '>', on)]))
    .orderBy(sql`nlevel(unit.path)`)
    .orderBy(sql`unit.name collate "vi-x-icu"`)
    .execute()

export async function unitIsVisible(trx: Db, unitId: number): Promise<boolean> {
  return (await trx.selectFrom('unit').select('id').where('id', '=', unitId).executeTakeFirst()) !== undefined
}

/** Writes a person and their place among the staff; null when the address belongs to somebody already. */
export async function insertMember(
  trx: Db,
  member: {
    name: string
    email: string
    unitId: number
    jobTitle: string
  },
): Promise<number | null> {
  const taken = await trx
    .selectFrom('staff')
    .select('id')
    .where((where) => where(where.fn('lower', ['email']), '=', member.email))
    .executeTakeFirst()
  if (taken) return null
  const { rows } = await sql<{ id: number }>`
    with somebody as (insert into person (full_name) values (${member.name}) returning id)
    insert into staff (person_id, unit_id, job_title, email)
    select id, ${member.unitId}, ${member.jobTitle}, ${member.email} from somebody returning id`.execute(trx)
  return rows[0]!.id
}

/** The language that somebody chose on the page by which they came in. */
export async function setLocale(trx: Db, staffId: number, locale: Locale): Promise<void> {
  await trx.updateTable('staff').set({ locale }).where('id', '=', staffId).execute()
}

export async function setDisabled(trx: Db, staffId: number, at: Date | null): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('staff')
    .set({ disabled_at: at })
    .where('id', '=', staffId)
    .where('disabled_at', at === null ? 'is not' : 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export interface MemberGrant {
  readonly id: number
  readonly staffId: number
  readonly role: Role
  readonly unitId: number
  readonly unitName: string
  readonly since: Date
  readonly until: Date | null
  readonly grantedBy: string | null
}

/** The roles that these members of staff hold at `now`, on units in scope. */
export async function grantsOf(trx: Db, ids: readonly number[], now: Date): Promise<MemberGrant[]> {
  const { rows } = await sql<MemberGrant>`
    select g.id, g.staff_id as "staffId", g.role, u.id as "unitId", u.name as "unitName", g.valid_from as since,
      g.valid_to as until, loa_staff_name(g.granted_by) as "grantedBy"
    from role_grant g join unit u on u.id = g.unit_id
    where g.staff_id = any(${[...ids]}::bigint[]) and g.valid_from <= ${now}::timestamptz
      and (g.valid_to is null or g.valid_to > ${now}::timestamptz)
    order by g.id`.execute(trx)
  return rows
}

/** The role with which somebody comes in. */
export async function insertFirstGrant(
  trx: Db,
  grant: { staffId: number; role: Role; unitId: number; by: number | null },
  now: Date,
): Promise<void> {
  await trx
    .insertInto('role_grant')
    .values({
      staff_id: grant.staffId,
      role: grant.role,
      unit_id: grant.unitId,
      valid_from: now,
      granted_by: grant.by,
    })
    .execute()
}

/** Would nobody be left who can let people in? Locks the administrators, so that two cannot shut each other out. */
export async function isLastAdministrator(trx: Db, staffId: number, now: Date): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    select s.id from staff s
    where s.disabled_at is null and exists (select from role_grant g where g.staff_id = s.id and g.role = 'administrator'
      and g.valid_from <= ${now}::timestamptz and (g.valid_to is null or g.valid_to > ${now}::timestamptz))
    order by s.id for update of s`.execute(trx)
  return rows.length === 1 && rows[0]?.id === staffId
}

export interface SignInState {
  readonly staffId: number
  readonly hasPassword: boolean
  readonly totp: boolean
  readonly passkeys: number
  readonly sessions: number
  readonly lastSeenAt: Date | null
  readonly link: { readonly kind: string; readonly expiresAt: Date; readonly mailed: boolean } | null
}

/** How these members of staff sign in. Reads what the console may not: `ids` come from a list in scope. */
export async function signInStates(
  db: Db,
  ids: readonly number[],
  now: Date,
): Promise<ReadonlyMap<number, SignInState>> {
  const { rows } = await sql<{
    staffId: number
    hasPassword: boolean
    totp: boolean
    passkeys: number
    sessions: number
    lastSeenAt: Date | null
    linkKind: string | null
    linkExpiresAt: Date | null
    linkMailed: boolean
  }>`
    select s.id as "staffId", coalesce(a.password is not null, false) as "hasPassword",
      coalesce(t.secret is not null, false) as totp,
      (select count(*)::int from staff_passkey k where k.staff_id = s.id) as passkeys,
      coalesce(e.sessions, 0)::int as sessions, e.last_seen as "lastSeenAt",
      l.kind as "linkKind", l.expires_at as "linkExpiresAt", l.mailed_at is not null as "linkMailed"
    from staff s
      left join auth_user u on u.staff_id = s.id
      left join auth_account a on a.user_id = u.id and a.provider_id = 'credential'
      left join staff_totp t on t.staff_id = s.id
      left join lateral (select count(*) filter (where x.expires_at > ${now}::timestamptz) as sessions, max(x.updated_at) as last_seen
        from auth_session x where x.user_id = u.id) e on true
      left join staff_link l on l.staff_id = s.id and l.used_at is null and l.revoked_at is null
        and l.expires_at > ${now}::timestamptz
    where s.id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(
    rows.map(({ linkKind, linkExpiresAt, linkMailed, ...row }) => [
      row.staffId,
      {
        ...row,
        link:
          linkKind && linkExpiresAt ? { kind: linkKind, expiresAt: linkExpiresAt, mailed: linkMailed } : null,
      },
    ]),
  )
}
