import type { Db } from '../../../../db/client.ts'
import type { ApiKeyMade } from '../../../contract/api-key.ts'
import { Permission } from '../../../contract/session.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { randomToken, tokenHash } from '../../../kernel/ids.ts'
import { record } from '../../audit/index.ts'
import type { StaffMember } from '../store.ts'
import { checkOrder } from './rules.ts'
import { endKey, insertKey, keyById, lockKey, replaceKey, unitPlace } from './store.ts'

const PREFIX = 'loa_'
const HINT_LENGTH = PREFIX.length + 4
const HOUR = 3_600_000

export interface MakeOrder {
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly unitId: number
  readonly expiresAt: Date
}

/** A new key. Throws `api_key_beyond_maker` when it would reach further than its maker. */
export async function makeApiKey(
  trx: Db,
  maker: StaffMember,
  order: MakeOrder,
  now: Date,
): Promise<ApiKeyMade> {
  const unit = await unitPlace(trx, order.unitId)
  if (!unit) throw notFound('unit')
  const permissions = Permission.options.filter((one) => order.permissions.includes(one))
  checkOrder(maker, { ...order, permissions, unit }, now)
  const secret = `${PREFIX}${randomToken()}`
  const id = await insertKey(trx, {
    name: order.name,
    hint: secret.slice(0, HINT_LENGTH),
    hash: tokenHash(secret),
    staffId: maker.staffId,
    unitId: unit.id,
    permissions,
    createdAt: now,
    expiresAt: order.expiresAt,
  })
  await recordKey(trx, maker, 'api_key.made', id, unit.id, now)
  return { secret, key: await keyById(trx, id, now) }
}

/** A new key with the same reach and the same length of life; the old one works beside it for `overlapHours`. */
export async function rotateApiKey(
  trx: Db,
  actor: StaffMember,
  order: { readonly id: number; readonly overlapHours: number },
  now: Date,
): Promise<ApiKeyMade> {
  const old = await lockKey(trx, order.id)
  if (!old) throw notFound('api_key')
  if (old.revokedAt || old.expiresAt <= now) throw conflict('api_key_ended')
  if (old.replacedBy) throw conflict('api_key_replaced')
  const life = old.expiresAt.getTime() - old.createdAt.getTime()
  const made = await makeApiKey(
    trx,
    actor,
    {
      name: old.name,
      permissions: old.permissions.map((permission) => Permission.parse(permission)),
      unitId: old.unitId,
      expiresAt: new Date(now.getTime() + life),
    },
    now,
  )
  // With no overlap at all the old one has worked for the last time this very millisecond.
  const until = new Date(now.getTime() + Math.max(1, order.overlapHours * HOUR))
  await replaceKey(trx, old.id, made.key.id, until)
  await recordKey(trx, actor, 'api_key.rotated', old.id, old.unitId, now)
  return made
}

/** Ends a key at once, in every process. */
export async function revokeApiKey(trx: Db, actor: StaffMember, id: number, now: Date): Promise<void> {
  const key = await lockKey(trx, id)
  if (!key) throw notFound('api_key')
  if (key.revokedAt) throw conflict('api_key_ended')
  await endKey(trx, id, actor.staffId, now)
  await recordKey(trx, actor, 'api_key.revoked', id, key.unitId, now)
}

const recordKey = (trx: Db, by: StaffMember, action: string, id: number, unitId: number, now: Date) =>
  record(trx, {
    at: now,
    actor: { kind: 'staff', id: by.staffId },
    action,
    entity: 'api_key',
    entityId: id,
    unitId,
  })
