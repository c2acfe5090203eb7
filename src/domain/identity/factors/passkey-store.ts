import type { Db } from '../../../../db/client.ts'

export interface PasskeyEntry {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** What is kept of a passkey: nothing of it is secret. */
export interface Passkey {
  readonly credentialId: string
  readonly publicKey: Buffer
  /** How often it was used, as it says itself; 0 for ever when it does not count. */
  readonly counter: number
  readonly transports: readonly string[]
  /** Kept by its maker's cloud as well, so that another device may have it. */
  readonly backedUp: boolean
}

/** As their owner sees them. */
export const listPasskeys = (db: Db, staffId: number): Promise<PasskeyEntry[]> =>
  db
    .selectFrom('staff_passkey')
    .select(['id', 'name', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('staff_id', '=', staffId)
    .orderBy('id')
    .execute()

/** By what a browser finds them. */
export const credentialsOf = (
  db: Db,
  staffId: number,
): Promise<{ credentialId: string; transports: string[] }[]> =>
  db
    .selectFrom('staff_passkey')
    .select(['credential_id as credentialId', 'transports'])
    .where('staff_id', '=', staffId)
    .orderBy('id')
    .execute()

/** Adds a passkey; false when somebody has it already. */
export async function addPasskey(
  trx: Db,
  staffId: number,
  passkey: Passkey & { readonly name: string },
  now: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('staff_passkey')
    .values({
      staff_id: staffId,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      backed_up: passkey.backedUp,
      name: passkey.name,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Whose passkey this is; null when nobody's, or of somebody whose access was withdrawn. */
export async function findPasskey(
  db: Db,
  credentialId: string,
): Promise<(Passkey & { readonly id: number; readonly staffId: number }) | null> {
  const row = await db
    .selectFrom('staff_passkey')
    .innerJoin('staff', 'staff.id', 'staff_passkey.staff_id')
    .select([
      'staff_passkey.id',
      'staff_passkey.staff_id as staffId',
      'credential_id as credentialId',
      'public_key as publicKey',
      'counter',
      'transports',
      'backed_up as backedUp',
    ])
    .where('credential_id', '=', credentialId)
    .where('staff.disabled_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/**
 * Notes that a passkey was used; false when its counter has not grown since: then there are two of it, and the one that
 * comes second is not let in.
 */
export async function notePasskeyUse(
  db: Db,
  id: number,
  use: { readonly counter: number; readonly backedUp: boolean },
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('staff_passkey')
    .set({ counter: use.counter, backed_up: use.backedUp, last_used_at: now })
    .where('id', '=', id)
    .where((is) =>
      is.or([is('counter', '<', use.counter), is.and([is('counter', '=', 0), is.val(use.counter === 0)])]),
    )
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function renamePasskey(trx: Db, staffId: number, id: number, name: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('staff_passkey')
    .set({ name })
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function removePasskey(trx: Db, staffId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('staff_passkey')
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
