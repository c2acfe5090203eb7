import type { Db } from '../../../../db/client.ts'

/** Somebody at an organisation's own sign-in: who issued it, and its number of the person. */
export interface OidcAccount {
  readonly issuer: string
  readonly subject: string
}

/** Whose account this is here; null when it was never used, or the access was withdrawn. */
export async function staffOfOidc(db: Db, { issuer, subject }: OidcAccount): Promise<number | null> {
  const row = await db
    .selectFrom('staff_oidc')
    .innerJoin('staff', 'staff.id', 'staff_oidc.staff_id')
    .select('staff.id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where('staff.disabled_at', 'is', null)
    .executeTakeFirst()
  return row?.id ?? null
}

export async function noteOidcUse(db: Db, { issuer, subject }: OidcAccount, now: Date): Promise<void> {
  await db
    .updateTable('staff_oidc')
    .set({ last_used_at: now })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute()
}

/** Ties the account to a member of staff; false when one of the two is tied to another already. */
export async function insertOidc(
  trx: Db,
  staffId: number,
  { issuer, subject }: OidcAccount,
  now: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('staff_oidc')
    .values({ staff_id: staffId, issuer, subject, linked_at: now, last_used_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Since when this member of staff signs in through the issuer; null: not yet. */
export async function oidcSince(db: Db, staffId: number, issuer: string): Promise<Date | null> {
  const row = await db
    .selectFrom('staff_oidc')
    .select('linked_at as linkedAt')
    .where('staff_id', '=', staffId)
    .where('issuer', '=', issuer)
    .executeTakeFirst()
  return row?.linkedAt ?? null
}
