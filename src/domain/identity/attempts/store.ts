import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { ATTEMPTS, type AttemptKind, claimed } from './rules.ts'

/** The database holds this instead of the account's or the caller's address. */
const keyOf = (secret: string, kind: AttemptKind, subject: string): Buffer =>
  createHmac('sha256', secret).update(`attempt:${kind}:${subject}`).digest()

/** Takes one try from the budget; null: go on, else until when to wait. In a transaction of its own, so that it stands. */
export function claimAttempt(
  db: Db,
  secret: string,
  kind: AttemptKind,
  subject: string,
  now: Date,
): Promise<Date | null> {
  const key = keyOf(secret, kind, subject)
  return db.transaction().execute(async (trx) => {
    // The update that changes nothing takes the row under lock and gives it, also when somebody is just forgiven.
    const row = await trx
      .insertInto('sign_in_attempt')
      .values({ key, failures: 0, last_at: now })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((known) => ({ key: known.ref('excluded.key') })),
      )
      .returning(['failures', 'last_at as lastAt', 'locked_until as lockedUntil'])
      .executeTakeFirstOrThrow()
    const result = claimed(row, now, ATTEMPTS[kind])
    if ('waitUntil' in result) return result.waitUntil
    const { failures, lockedUntil } = result.next
    await trx
      .updateTable('sign_in_attempt')
      .set({ failures, last_at: now, locked_until: lockedUntil })
      .where('key', '=', key)
      .execute()
    return null
  })
}

/** The try succeeded: it was none. `all` forgets the earlier ones too: of an account, not of an address that many share. */
export async function forgiveAttempt(
  db: Db,
  secret: string,
  kind: AttemptKind,
  subject: string,
  extent: 'all' | 'last',
): Promise<void> {
  const key = keyOf(secret, kind, subject)
  if (extent === 'all') await db.deleteFrom('sign_in_attempt').where('key', '=', key).execute()
  else
    await sql`update sign_in_attempt set failures = greatest(failures - 1, 0), locked_until = null where key = ${key}`.execute(
      db,
    )
}

const KEPT_MS = 24 * 3_600_000

/** Throws away what no longer makes anybody wait. */
export async function forgetOldAttempts(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS)
  await sql`delete from sign_in_attempt where key in (
    select key from sign_in_attempt where last_at < ${before}::timestamptz limit 1000 for update skip locked)`.execute(
    db,
  )
}
