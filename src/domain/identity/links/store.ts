import type { Db } from '../../../../db/client.ts'
import { randomToken, tokenHash } from '../../../kernel/ids.ts'
import { checkLink, LINK_LIFE_MS, type LinkKind } from './rules.ts'

export interface OpenLink {
  readonly id: number
  readonly staffId: number
  readonly kind: LinkKind
  readonly name: string
  readonly email: string
  readonly unitName: string
  readonly expiresAt: Date
}

/** A new link for a member of staff; those given before stop working. The token is readable here and never again. */
export async function issueLink(
  trx: Db,
  order: { staffId: number; kind: LinkKind; by: number | null },
  now: Date,
): Promise<{ id: number; token: string; expiresAt: Date }> {
  // One after the other for one person: the second one then revokes the first.
  await trx.selectFrom('staff').select('id').where('id', '=', order.staffId).forUpdate().execute()
  await revokeLinks(trx, order.staffId, now)
  const token = randomToken()
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS[order.kind])
  const { id } = await trx
    .insertInto('staff_link')
    .values({
      staff_id: order.staffId,
      kind: order.kind,
      token_hash: tokenHash(token),
      created_by: order.by,
      created_at: now,
      expires_at: expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, token, expiresAt }
}

/** How many open links it took back: none or one. */
export async function revokeLinks(trx: Db, staffId: number, now: Date): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('staff_link')
    .set({ revoked_at: now })
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export async function noteMailed(db: Db, linkId: number, now: Date): Promise<void> {
  await db.updateTable('staff_link').set({ mailed_at: now }).where('id', '=', linkId).execute()
}

/** Whose link this is. Throws the reason why it does not work. `lock`: in the transaction that uses it up. */
export async function readLink(db: Db, token: string, now: Date, lock = false): Promise<OpenLink> {
  const row = await db
    .selectFrom('staff_link')
    .innerJoin('staff', 'staff.id', 'staff_link.staff_id')
    .innerJoin('person', 'person.id', 'staff.person_id')
    .innerJoin('unit', 'unit.id', 'staff.unit_id')
    .select([
      'staff_link.id',
      'staff_link.staff_id as staffId',
      'staff_link.kind',
      'staff_link.expires_at as expiresAt',
      'staff_link.used_at as usedAt',
      'staff_link.revoked_at as revokedAt',
      'staff.disabled_at as disabledAt',
      'staff.email',
      'person.full_name as name',
      'unit.name as unitName',
    ])
    .where('staff_link.token_hash', '=', tokenHash(token))
    .$if(lock, (query) => query.forUpdate(['staff_link']))
    .executeTakeFirst()
  checkLink(row ?? null, now)
  return { ...row!, kind: row!.kind as LinkKind }
}

export async function useLink(trx: Db, linkId: number, now: Date): Promise<void> {
  await trx.updateTable('staff_link').set({ used_at: now }).where('id', '=', linkId).execute()
}
