import type { Db } from '../../../../db/client.ts'
import { conflict } from '../../../kernel/errors.ts'

export interface Passkey {
  readonly id: number
  readonly staffId: number
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
}

const passkeys = (db: Db) =>
  db
    .selectFrom('staff_passkey')
    .select([
      'id',
      'staff_id as staffId',
      'credential_id as credentialId',
      'public_key as publicKey',
      'counter',
      'transports',
    ])

export const passkeysOf = (db: Db, staffId: number): Promise<Passkey[]> =>
  passkeys(db).where('staff_id', '=', staffId).orderBy('id').execute()

export async function passkeyByCredential(db: Db, credentialId: string): Promise<Passkey | null> {
  return (await passkeys(db).where('credential_id', '=', credentialId).executeTakeFirst()) ?? null
}

export interface PasskeyEntry {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** As their owner sees them. */
export const listPasskeys = (db: Db, staffId: number): Promise<PasskeyEntry[]> =>
  db
    .selectFrom('staff_passkey')
    .select(['id', 'name', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('staff_id', '=', staffId)
    .orderBy('id')
    .execute()

export async function insertPasskey(
  trx: Db,
  passkey: Omit<Passkey, 'id'> & { readonly name: string; readonly backedUp: boolean },
  now: Date,
): Promise<number> {
  const row = await trx
    .insertInto('staff_passkey')
    .values({
      staff_id: passkey.staffId,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      name: passkey.name,
      backed_up: passkey.backedUp,
      created_at: now,
    })
    .onConflict((same) => same.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw conflict('passkey_known')
  return row.id
}

/** The key was used; its counter never goes back (a copy of the key would betray itself). */
export async function notePasskeyUse(db: Db, id: number, counter: number, now: Date): Promise<void> {
  await db
    .updateTable('staff_passkey')
    .set({ counter, last_used_at: now })
    .where('id', '=', id)
    .where('counter', '<=', counter)
    .execute()
}

export async function dropPasskey(trx: Db, staffId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('staff_passkey')
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
