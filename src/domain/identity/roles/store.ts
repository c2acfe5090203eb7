import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { Role } from '../../../contract/session.ts'

export interface GrantRow {
  readonly id: number
  readonly staffId: number
  readonly role: Role
  readonly unitId: number
}

export async function insertGrant(
  trx: Db,
  grant: { staffId: number; role: Role; unitId: number; from: Date; to: Date | null; by: number },
): Promise<number> {
  const { id } = await trx
    .insertInto('role_grant')
    .values({
      staff_id: grant.staffId,
      role: grant.role,
      unit_id: grant.unitId,
      valid_from: grant.from,
      valid_to: grant.to,
      granted_by: grant.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A role that still holds, held until the transaction ends; null when there is none or it lies outside the scope. */
export async function lockGrant(trx: Db, id: number, now: Date): Promise<GrantRow | null> {
  const { rows } = await sql<GrantRow>`
    select id, staff_id as "staffId", role, unit_id as "unitId" from role_grant
    where id = ${id} and (valid_to is null or valid_to > ${now}) for update`.execute(trx)
  const row = rows[0]
  return row ? { ...row, role: Role.parse(row.role) } : null
}

export async function endGrantRow(trx: Db, id: number, by: number, now: Date): Promise<void> {
  // A role that was given a moment ago, or begins later, never was: its span must not be empty.
  await sql`update role_grant set valid_to = greatest(${now}::timestamptz, valid_from + interval '1 millisecond'), ended_by = ${by}
    where id = ${id}`.execute(trx)
}

/** Does the member of staff exist here, with access, and hold this role on this unit already? */
export async function standing(
  trx: Db,
  of: { staffId: number; role: Role; unitId: number },
  now: Date,
): Promise<{ known: boolean; unitKnown: boolean; holds: boolean }> {
  const { rows } = await sql<{ known: boolean; unitKnown: boolean; holds: boolean }>`
    select exists (select from staff where id = ${of.staffId} and disabled_at is null) as known,
      exists (select from unit where id = ${of.unitId} and (valid_to is null or valid_to > ${now}::timestamptz::date)) as "unitKnown",
      exists (select from role_grant where staff_id = ${of.staffId} and role = ${of.role} and unit_id = ${of.unitId}
        and (valid_to is null or valid_to > ${now})) as holds`.execute(trx)
  return rows[0]!
}

/** Is there, besides this one, an administrator who could give rights on this unit? */
export async function anotherAdministrator(
  trx: Db,
  grantId: number,
  unitId: number,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select exists (select from unit u join unit above on above.path @> u.path
      join role_grant g on g.unit_id = above.id and g.role = 'administrator' and g.id <> ${grantId}
        and g.valid_from <= ${now} and (g.valid_to is null or g.valid_to > ${now})
      join staff s on s.id = g.staff_id and s.disabled_at is null
      where u.id = ${unitId}) as there`.execute(trx)
  return rows[0]!.there
}
