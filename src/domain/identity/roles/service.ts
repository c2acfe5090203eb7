import type { Db } from '../../../../db/client.ts'
import { beyondScope } from '../../../../db/scope.ts'
import type { Role } from '../../../contract/session.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { record } from '../../audit/index.ts'
import { anotherAdministrator, endGrantRow, insertGrant, lockGrant, standing } from './store.ts'

export interface RoleOrder {
  readonly staffId: number
  readonly role: Role
  readonly unitId: number
  /** When it ends by itself; null: until it is taken. */
  readonly validTo: Date | null
}

/** Could this role be given now? Refuses with what is wrong. */
export async function checkGrant(trx: Db, order: RoleOrder, now: Date): Promise<void> {
  const { known, unitKnown, holds } = await standing(trx, order, now)
  if (!known) throw notFound('staff')
  if (!unitKnown) throw notFound('unit')
  if (holds) throw conflict('role_held_already')
  if (order.validTo && order.validTo <= now) throw invalid({ field: 'act.validTo', code: 'role_ends_before' })
}

/**
 * Gives a role on a unit and all below it, from now on.
 * @throws Problem staff_not_found, unit_not_found (also outside the scope), role_held_already
 */
export async function grantRole(trx: Db, order: RoleOrder, by: number, now: Date): Promise<number> {
  await checkGrant(trx, order, now)
  const id = await insertGrant(trx, { ...order, from: now, to: order.validTo, by })
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: by },
    action: 'role.granted',
    entity: 'staff',
    entityId: order.staffId,
    data: { role: order.role, unitId: order.unitId },
  })
  return id
}

/** Could this role be taken now? Answers whose it is. */
export async function checkEnd(
  trx: Db,
  grantId: number,
  now: Date,
): Promise<{ readonly staffId: number; readonly role: Role; readonly unitId: number }> {
  const grant = await lockGrant(trx, grantId, now)
  if (!grant) throw notFound('role')
  // Whoever sits above counts too, though the asker may not see them.
  if (
    grant.role === 'administrator' &&
    !(await beyondScope(trx, (owner) => anotherAdministrator(owner, grantId, grant.unitId, now)))
  )
    throw conflict('last_administrator')
  return grant
}

/**
 * Takes a role, at once and in every process.
 * @throws Problem role_not_found, last_administrator
 */
export async function endRole(trx: Db, grantId: number, by: number, now: Date): Promise<void> {
  const grant = await checkEnd(trx, grantId, now)
  await endGrantRow(trx, grantId, by, now)
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: by },
    action: 'role.ended',
    entity: 'staff',
    entityId: grant.staffId,
    data: { role: grant.role, unitId: grant.unitId },
  })
}
