import type { Db } from '../../../db/client.ts'
import { invalid, Problem } from '../../kernel/errors.ts'
import { tidyLines } from '../../kernel/text.ts'
import { recordOfficer } from '../audit/index.ts'
import { holdRecipient, insertQuestion, questionsOf } from './question-store.ts'
import { QUESTIONS_PER_OFFICER } from './rules.ts'
import { notifyBoards } from './settle-store.ts'

export const QUESTION_LENGTH = 1000

/**
 * «Cần làm rõ»: a question to the sender about this directive. The same form sent twice is one question.
 * Refuses an empty or too long text (field `text`) and the eleventh question of one officer.
 */
export function ask(
  db: Db,
  question: { recipientId: number; text: string; formKey: string },
  now: Date,
): Promise<void> {
  const text = tidyLines(question.text)
  if (text === '') throw invalid({ field: 'text', code: 'question_empty' })
  if (text.length > QUESTION_LENGTH)
    throw invalid({
      field: 'text',
      code: 'question_too_long',
      values: { limit: QUESTION_LENGTH, length: text.length },
    })
  return db.transaction().execute(async (trx) => {
    await holdRecipient(trx, question.recipientId)
    const asked = await insertQuestion(trx, { ...question, text }, now)
    if (asked === null) return
    if ((await questionsOf(trx, question.recipientId)) > QUESTIONS_PER_OFFICER)
      throw new Problem('too_many', 'questions_too_many', { values: { limit: QUESTIONS_PER_OFFICER } })
    await recordOfficer(trx, now, {
      recipientId: question.recipientId,
      action: 'question.asked',
      data: { questionId: asked.id },
    })
    await notifyBoards(trx, [asked.directiveId])
  })
}
