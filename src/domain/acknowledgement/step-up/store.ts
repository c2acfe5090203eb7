import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Answer } from '../rules.ts'
import { type AskedCode, REMEMBERED_MS } from './rules.ts'

/** What waits for the code: the press, as it was made. */
export interface WaitingAct {
  readonly answer: Answer
  readonly note: string | null
  readonly textOpened: boolean | null
}

export interface WaitingCode extends AskedCode, WaitingAct {}

/** The codes asked for through this link within the last day, newest first. */
export async function codesOf(db: Db, recipientId: number, now: Date): Promise<WaitingCode[]> {
  const { rows } = await sql<WaitingCode>`
    select id, sent_at as "sentAt", wrong_tries as "wrongTries", used_at as "usedAt", answer, note, text_opened as "textOpened"
    from step_up_code where recipient_id = ${recipientId} and purpose = 'act' and sent_at > ${new Date(now.getTime() - 86_400_000)}
    order by sent_at desc, id desc`.execute(db)
  return rows
}

/** The person behind the link, held until the transaction ends; null when the link takes no acts any more. */
export async function holdPerson(
  trx: Db,
  recipientId: number,
): Promise<{ personId: number; directiveId: number } | null> {
  const { rows } = await sql<{ personId: number; directiveId: number }>`
    select person_id as "personId", directive_id as "directiveId" from recipient
    where id = ${recipientId} and disowned_at is null for no key update`.execute(trx)
  return rows[0] ?? null
}

export async function insertCode(trx: Db, recipientId: number, act: WaitingAct, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into step_up_code (recipient_id, answer, note, text_opened, sent_at)
    values (${recipientId}, ${act.answer}, ${act.note}, ${act.textOpened}, ${now}) returning id`.execute(trx)
  return rows[0]!.id
}

export async function countWrongTry(trx: Db, ids: readonly number[]): Promise<void> {
  await sql`update step_up_code set wrong_tries = wrong_tries + 1 where id = any(${ids}::bigint[])`.execute(
    trx,
  )
}

export async function spendCode(trx: Db, id: number, now: Date): Promise<void> {
  await sql`update step_up_code set used_at = ${now} where id = ${id}`.execute(trx)
}

/** From now on this phone is known as this person's. */
export async function rememberDevice(trx: Db, hash: Buffer, personId: number, now: Date): Promise<void> {
  const until = new Date(now.getTime() + REMEMBERED_MS)
  await sql`
    insert into device (token_hash, person_id, first_seen_at, remembered_until) values (${hash}, ${personId}, ${now}, ${until})
    on conflict (token_hash, person_id) do update set remembered_until = ${until}`.execute(trx)
}

/** The mark «chưa kiểm tra» goes from the person's standing acknowledgement. True when it bore one. */
export async function clearUnverified(trx: Db, recipientId: number): Promise<boolean> {
  const result = await sql`
    update acknowledgement set unverified = false
    where recipient_id = ${recipientId} and unverified and withdrawn_at is null`.execute(trx)
  return Number(result.numAffectedRows ?? 0) > 0
}
