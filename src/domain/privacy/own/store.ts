import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { AskedCode } from '../../acknowledgement/index.ts'

/** Codes asked for to open one's own data, within the last day, newest first. */
export async function codesOf(db: Db, recipientId: number, now: Date): Promise<AskedCode[]> {
  const { rows } = await sql<AskedCode>`
    select id, sent_at as "sentAt", wrong_tries as "wrongTries", used_at as "usedAt" from step_up_code
    where recipient_id = ${recipientId} and purpose = 'privacy' and sent_at > ${new Date(now.getTime() - 86_400_000)}
    order by sent_at desc, id desc`.execute(db)
  return rows
}

/** The directive of the link, held until the transaction ends; null when the link takes no acts any more. */
export async function holdRecipient(trx: Db, recipientId: number): Promise<{ directiveId: number } | null> {
  const { rows } = await sql<{ directiveId: number }>`
    select directive_id as "directiveId" from recipient where id = ${recipientId} and disowned_at is null for no key update`.execute(
    trx,
  )
  return rows[0] ?? null
}

export async function insertCode(trx: Db, recipientId: number, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into step_up_code (recipient_id, purpose, sent_at) values (${recipientId}, 'privacy', ${now}) returning id`.execute(
    trx,
  )
  return rows[0]!.id
}

export async function spendCode(trx: Db, id: number, now: Date): Promise<void> {
  await sql`update step_up_code set used_at = ${now} where id = ${id}`.execute(trx)
}

export async function countWrongTry(trx: Db, ids: readonly number[]): Promise<void> {
  await sql`update step_up_code set wrong_tries = wrong_tries + 1 where id = any(${ids}::bigint[])`.execute(
    trx,
  )
}

export async function insertVisit(
  trx: Db,
  visit: { tokenHash: Buffer; recipientId: number; now: Date; until: Date },
): Promise<void> {
  await sql`delete from privacy_visit where expires_at < ${visit.now}`.execute(trx)
  await sql`
    insert into privacy_visit (token_hash, recipient_id, opened_at, expires_at)
    values (${visit.tokenHash}, ${visit.recipientId}, ${visit.now}, ${visit.until})`.execute(trx)
}

export async function isVisit(db: Db, tokenHash: Buffer, recipientId: number, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select from privacy_visit where token_hash = ${tokenHash} and recipient_id = ${recipientId} and expires_at > ${now}`.execute(
    db,
  )
  return rows.length > 0
}
