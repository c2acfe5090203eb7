import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { tokenHash } from '../../../kernel/ids.ts'
import { isWithoutUnits } from '../../organisation/index.ts'
import type { SetupLinkState } from './rules.ts'

/** One after the other, over all processes: two wizards, or a wizard and a new link. Held to the end of the transaction. */
export async function holdFirstRun(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('loa first run'))`.execute(trx)
}

/** Has this installation neither a unit nor a member of staff? Whoever was disabled since counts too. */
export async function isFirstRun(db: Db): Promise<boolean> {
  const somebody = await db.selectFrom('staff').select('id').limit(1).executeTakeFirst()
  return somebody === undefined && isWithoutUnits(db)
}

/** The newest link takes the place of those before. */
export async function insertSetupLink(
  trx: Db,
  link: { token: string; createdAt: Date; expiresAt: Date },
): Promise<number> {
  await trx
    .updateTable('setup_link')
    .set({ revoked_at: link.createdAt })
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const { id } = await trx
    .insertInto('setup_link')
    .values({ token_hash: tokenHash(link.token), created_at: link.createdAt, expires_at: link.expiresAt })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function findSetupLink(
  db: Db,
  token: string,
): Promise<(SetupLinkState & { readonly id: number }) | null> {
  const row = await db
    .selectFrom('setup_link')
    .select(['id', 'expires_at as expiresAt', 'used_at as usedAt', 'revoked_at as revokedAt'])
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirst()
  return row ?? null
}

export async function spendSetupLink(trx: Db, id: number, now: Date): Promise<void> {
  await trx.updateTable('setup_link').set({ used_at: now }).where('id', '=', id).execute()
}
