import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Question } from '../../contract/follow.ts'

type Row = Omit<Question, 'askedAt' | 'answeredAt' | 'publishedAt'> & {
  readonly askedAt: Date
  readonly answeredAt: Date | null
  readonly publishedAt: Date | null
}

/** What officers asked about a directive: open ones first, oldest first. */
export async function questionsOf(db: Db, directiveId: number): Promise<Question[]> {
  const { rows } = await sql<Row>`
    select q.id, q.target_id as "targetId", t.unit_name as unit, r.person_name as person, q.text, q.asked_at as "askedAt",
      q.answer, q.answered_at as "answeredAt", loa_staff_name(q.answered_by) as "answeredBy", q.published_at as "publishedAt",
      q.published_question as "publishedQuestion"
    from question q join recipient r on r.id = q.recipient_id left join target t on t.id = q.target_id
    where q.directive_id = ${directiveId} order by q.answered_at is not null, q.asked_at, q.id`.execute(db)
  return rows.map((row) => ({
    ...row,
    askedAt: row.askedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    publishedAt: row.publishedAt?.toISOString() ?? null,
  }))
}
