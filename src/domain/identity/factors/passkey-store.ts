import type { Db } from '../../../../db/client.ts'

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
