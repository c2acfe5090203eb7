import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

export interface HeldQuestion {
  readonly id: number
  readonly directiveId: number
  readonly recipientId: number
  readonly text: string
  readonly answer: string | null
  readonly answeredBy: number | null
}

/** The question, held so that two people do not answer at once; null outside the scope. */
export async function holdQuestion(trx: Db, questionId: number): Promise<HeldQuestion | null> {
  const { rows } = await sql<HeldQuestion>`
    select id, directive_id as "directiveId", recipient_id as "recipientId", text, answer, answered_by as "answeredBy"
    from question where id = ${questionId} for update`.execute(trx)
  return rows[0] ?? null
}

export async function writeAnswer(
  trx: Db,
  questionId: number,
  answer: { answer: string; by: number; published: string | null },
  now: Date,
): Promise<void> {
  await sql`update question set answer = ${answer.answer}, answered_by = ${answer.by}, answered_at = ${now},
    published_question = ${answer.published}, published_at = case when ${answer.published}::text is null then null else ${now}::timestamptz end
    where id = ${questionId}`.execute(trx)
}
