import type { Db } from '../../../db/client.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { tidyLines } from '../../kernel/text.ts'
import { record } from '../audit/index.ts'
import { queueDeliveries } from '../delivery/index.ts'
import { notifyBoards } from './notices-store.ts'
import { holdQuestion, writeAnswer } from './question-store.ts'

export interface AnswerOrder {
  readonly questionId: number
  readonly by: number
  readonly answer: string
  /** Shown to every unit as question and answer, the question in `publishedQuestion` or in its own words. */
  readonly publish: boolean
  readonly publishedQuestion: string | null
}

/**
 * Answers an officer's question: by a message to the asker on the channel that reached them, on their page, and for
 * everyone when published. The same answer again is a double click; another one is refused, because the first is out.
 */
export async function answerQuestion(trx: Db, order: AnswerOrder, now: Date): Promise<void> {
  const question = await holdQuestion(trx, order.questionId)
  if (!question) throw notFound('question')
  const answer = tidyLines(order.answer)
  if (question.answer !== null) {
    if (question.answer === answer && question.answeredBy === order.by) return
    throw conflict('question_answered')
  }
  await writeAnswer(
    trx,
    question.id,
    {
      answer,
      by: order.by,
      published: order.publish ? tidyLines(order.publishedQuestion ?? question.text) : null,
    },
    now,
  )
  await queueDeliveries(trx, {
    directiveId: question.directiveId,
    purpose: 'answer',
    recipients: [{ recipientId: question.recipientId, purposeRef: question.id }],
    policy: 'same',
    now,
    awaited: true,
  })
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: order.by },
    action: order.publish ? 'question.published' : 'question.answered',
    entity: 'question',
    entityId: question.id,
    data: { directiveId: question.directiveId },
  })
  await notifyBoards(trx, question.directiveId)
}
