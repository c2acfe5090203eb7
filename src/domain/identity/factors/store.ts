import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { KeyRing } from '../../../kernel/key-ring.ts'
import { isCurrent, seal, unseal } from '../../../kernel/secret-box.ts'
import { newRecoveryCodes, recoveryCodeHash } from './recovery.ts'
import { newTotpSecret, stepOfCode } from './totp.ts'

/** A begun set-up that nobody finished is thrown away. */
const PENDING_MS = 15 * 60_000

export interface Factors {
  readonly totpSince: Date | null
  readonly recoveryCodesLeft: number
  readonly passkeys: number
}

export async function factorsOf(db: Db, staffId: number): Promise<Factors> {
  const { rows } = await sql<Factors>`
    select (select confirmed_at from staff_totp where staff_id = ${staffId}) as "totpSince",
      (select count(*)::int from staff_recovery_code where staff_id = ${staffId} and used_at is null) as "recoveryCodesLeft",
      (select count(*)::int from staff_passkey where staff_id = ${staffId}) as passkeys`.execute(db)
  return rows[0]!
}

/** Is there anything to ask for after the password? Recovery codes stand in for an app, never alone. */
export const hasFactor = (factors: Factors): boolean => factors.totpSince !== null || factors.passkeys > 0

/** Begins a set-up: a new secret that waits for its first code. The former one, if any, works until then. */
export async function beginTotp(db: Db, keys: KeyRing, staffId: number, now: Date): Promise<string> {
  const secret = newTotpSecret()
  const pending = { pending: seal(keys, secret), pending_until: new Date(now.getTime() + PENDING_MS) }
  await db
    .insertInto('staff_totp')
    .values({ staff_id: staffId, ...pending })
    .onConflict((conflict) => conflict.column('staff_id').doUpdateSet(pending))
    .execute()
  return secret
}

/** The first right code makes the waiting secret the one in force; false when it is not right or the wait is over. */
export async function confirmTotp(
  trx: Db,
  keys: KeyRing,
  staffId: number,
  code: string,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .selectFrom('staff_totp')
    .select(['pending', 'pending_until'])
    .where('staff_id', '=', staffId)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.pending || !row.pending_until || row.pending_until <= now) return false
  const step = stepOfCode(unseal(keys, row.pending), code, now)
  if (step === null) return false
  await trx
    .updateTable('staff_totp')
    .set({ secret: row.pending, confirmed_at: now, last_step: step, pending: null, pending_until: null })
    .where('staff_id', '=', staffId)
    .execute()
  return true
}

/** An authenticator app that has shown its first code before the account was there. `box`: the sealed secret. */
export async function storeTotp(
  trx: Db,
  staffId: number,
  box: Buffer,
  step: number,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('staff_totp')
    .values({ staff_id: staffId, secret: box, confirmed_at: now, last_step: step })
    .execute()
}

/** Takes a code of the app: right, of this half-minute or a neighbour, and later than any code taken before. */
export async function takeTotp(
  db: Db,
  keys: KeyRing,
  staffId: number,
  code: string,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('staff_totp')
    .select('secret')
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  if (!row?.secret) return false
  const step = stepOfCode(unseal(keys, row.secret), code, now)
  if (step === null) return false
  const { numUpdatedRows } = await db
    .updateTable('staff_totp')
    .set({ last_step: step })
    .where('staff_id', '=', staffId)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function dropTotp(trx: Db, staffId: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('staff_totp')
    .where('staff_id', '=', staffId)
    .where('secret', 'is not', null)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** New codes in place of the old ones; they are readable here and never again. */
export async function renewRecoveryCodes(trx: Db, key: string, staffId: number): Promise<readonly string[]> {
  const codes = newRecoveryCodes()
  await trx.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute()
  await trx
    .insertInto('staff_recovery_code')
    .values(codes.map((code) => ({ staff_id: staffId, code_hash: recoveryCodeHash(key, staffId, code) })))
    .execute()
  return codes
}

/** Uses a recovery code up. */
export async function takeRecoveryCode(
  db: Db,
  key: string,
  staffId: number,
  code: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('staff_recovery_code')
    .set({ used_at: now })
    .where('staff_id', '=', staffId)
    .where('code_hash', '=', recoveryCodeHash(key, staffId, code))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function dropRecoveryCodes(trx: Db, staffId: number): Promise<void> {
  await trx.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute()
}

/** All proofs besides the password: the person starts anew. */
export async function dropFactors(trx: Db, staffId: number): Promise<void> {
  await trx.deleteFrom('staff_totp').where('staff_id', '=', staffId).execute()
  await trx.deleteFrom('staff_passkey').where('staff_id', '=', staffId).execute()
  await trx.deleteFrom('staff_oidc').where('staff_id', '=', staffId).execute()
  await dropRecoveryCodes(trx, staffId)
}

/** Seals the secrets of authenticator apps anew under the current key; returns how many. */
export async function resealFactors(trx: Db, keys: KeyRing): Promise<number> {
  const rows = await trx
    .selectFrom('staff_totp')
    .select(['staff_id', 'secret', 'pending'])
    .orderBy('staff_id')
    .forUpdate()
    .execute()
  const anew = (box: Buffer | null) => box && (isCurrent(keys, box) ? box : seal(keys, unseal(keys, box)))
  for (const row of rows)
    await trx
      .updateTable('staff_totp')
      .set({ secret: anew(row.secret), pending: anew(row.pending) })
      .where('staff_id', '=', row.staff_id)
      .execute()
  return rows.length
}
