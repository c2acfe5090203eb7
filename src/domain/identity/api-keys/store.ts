import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { ApiKey } from '../../../contract/api-key.ts'
import { Permission } from '../../../contract/session.ts'
import { cursorOf, numberOf, page, readCursor } from '../../../kernel/cursor.ts'
import type { KeyReach } from './rules.ts'

/** A key that works at `now`, whose maker is `staffId`. */
export interface LiveKey extends KeyReach {
  readonly staffId: number
  readonly expiresAt: Date
}

/** The key of a secret, when it works at `now`; notes the use, at most once a minute. */
export async function liveKey(db: Db, hash: Buffer, now: Date): Promise<LiveKey | null> {
  const { rows } = await sql<LiveKey & { stale: boolean }>`
    select k.id, k.permissions, k.staff_id as "staffId", k.expires_at as "expiresAt", u.id as "unitId",
      u.name as "unitName", u.path as "unitPath",
      k.last_used_at is null or k.last_used_at < ${now}::timestamptz - interval '1 minute' as stale
    from api_key k join unit u on u.id = k.unit_id
    where k.hash = ${hash} and k.revoked_at is null and k.expires_at > ${now}`.execute(db)
  const row = rows[0]
  if (!row) return null
  const { stale, ...key } = row
  if (stale) await db.updateTable('api_key').set({ last_used_at: now }).where('id', '=', key.id).execute()
  return key
}

export interface NewKey {
  readonly name: string
  readonly hint: string
  readonly hash: Buffer
  readonly staffId: number
  readonly unitId: number
  readonly permissions: readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date
}

export async function insertKey(trx: Db, key: NewKey): Promise<number> {
  const { id } = await trx
    .insertInto('api_key')
    .values({
      name: key.name,
      hint: key.hint,
      hash: key.hash,
      staff_id: key.staffId,
      unit_id: key.unitId,
      permissions: [...key.permissions],
      created_at: key.createdAt,
      expires_at: key.expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** For a change: nobody else ends or replaces it meanwhile. */
export const lockKey = (trx: Db, id: number) =>
  trx
    .selectFrom('api_key')
    .innerJoin('unit', 'unit.id', 'api_key.unit_id')
    .select([
      'api_key.id',
      'api_key.name',
      'api_key.permissions',
      'api_key.unit_id as unitId',
      'unit.path as unitPath',
      'api_key.created_at as createdAt',
      'api_key.expires_at as expiresAt',
      'api_key.revoked_at as revokedAt',
      'api_key.replaced_by as replacedBy',
    ])
    .where('api_key.id', '=', id)
    .forUpdate('api_key')
    .executeTakeFirst()

export const endKey = (trx: Db, id: number, by: number, now: Date) =>
  trx.updateTable('api_key').set({ revoked_at: now, revoked_by: by }).where('id', '=', id).execute()

/** The old key works beside the new one until `until`, if it does not end sooner anyway. */
export const replaceKey = (trx: Db, id: number, replacement: number, until: Date) =>
  trx
    .updateTable('api_key')
    .set((of) => ({
      replaced_by: replacement,
      expires_at: sql<Date>`least(${of.ref('expires_at')}, ${until}::timestamptz)`,
    }))
    .where('id', '=', id)
    .execute()

/** The unit with its place in the tree, if the caller may see it. */
export const unitPlace = (trx: Db, id: number) =>
  trx.selectFrom('unit').select(['id', 'path']).where('id', '=', id).executeTakeFirst()

const keyRows = (trx: Db) =>
  trx
    .selectFrom('api_key as k')
    .innerJoin('unit as u', 'u.id', 'k.unit_id')
    .innerJoin('staff as s', 's.id', 'k.staff_id')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .select([
      'k.id',
      'k.name',
      'k.hint',
      'k.permissions',
      'u.id as unitId',
      'u.name as unitName',
      'p.full_name as madeBy',
      'k.created_at as createdAt',
      'k.expires_at as expiresAt',
      'k.last_used_at as lastUsedAt',
      'k.revoked_at as revokedAt',
      'k.replaced_by as replacedBy',
    ])

type KeyRow = Awaited<ReturnType<ReturnType<typeof keyRows>['executeTakeFirstOrThrow']>>

function toKey(row: KeyRow, now: Date): ApiKey {
  const state = row.revokedAt
    ? 'revoked'
    : row.expiresAt <= now
      ? 'expired'
      : row.replacedBy
        ? 'replaced'
        : 'active'
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    permissions: row.permissions.map((permission) => Permission.parse(permission)),
    unit: { id: row.unitId, name: row.unitName },
    madeBy: row.madeBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    state,
  }
}

export async function keyById(trx: Db, id: number, now: Date): Promise<ApiKey> {
  return toKey(await keyRows(trx).where('k.id', '=', id).executeTakeFirstOrThrow(), now)
}

/** Newest first. */
export async function listKeys(
  trx: Db,
  query: { readonly after?: string | undefined; readonly limit: number },
  now: Date,
): Promise<{ items: ApiKey[]; next: string | null }> {
  const after = readCursor(query.after, 1)
  const rows = await keyRows(trx)
    .$if(after !== null, (rest) => rest.where('k.id', '<', numberOf(after![0])))
    .orderBy('k.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const { items, next } = page(rows, query.limit, (last) => cursorOf(last.id))
  return { items: items.map((row) => toKey(row, now)), next }
}
