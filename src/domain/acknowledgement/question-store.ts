import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** Stores it unless the same form was sent before; gives it and the directive, or null for a repetition. */
export async function insertQuestion(
  trx: Db,
  question: { recipientId: number; text: string; formKey: string },
  now: Date,
): Promise<{ id: number; directiveId: number } | null> {
  const { rows } = await sql<{ id: number; directiveId: number }>`
    insert into question (directive_id, target_id, recipient_id, text, asked_at, form_key)
    select r.directive_id, r.target_id, r.id, ${question.text}, ${now}, ${`${question.recipientId}:${question.formKey}`}
    from recipient r where r.id = ${question.recipientId}
    on conflict (form_key) do nothing returning id, directive_id as "directiveId"`.execute(trx)
  return rows[0] ?? null
}

export async function questionsOf(trx: Db, recipientId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from question where recipient_id = ${recipientId}`.execute(trx)
  return rows[0]!.n
}

/** Presses of one person wait for each other. */
export async function holdRecipient(trx: Db, recipientId: number): Promise<void> {
  await sql`select from recipient where id = ${recipientId} for no key update`.execute(trx)
}
