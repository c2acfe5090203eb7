import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { CallOutcome } from '../../contract/board.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import {
  AnswerRequest,
  ExcludeRequest,
  NudgePreview,
  NudgeReply,
  NudgeRequest,
  Questions,
  UndoNudge,
  UndoNudgeReply,
} from '../../contract/follow.ts'
import {
  answerQuestion,
  exclude,
  nudge,
  previewNudge,
  recordCall,
  restore,
  undoNudge,
} from '../../domain/follow-up/index.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { boardList, isVisible, questionsOf } from '../../views/board/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** What staff do about a unit that has not answered: remind, call, exclude; and about one that asks: answer. */
export const followUpRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directive.follow' } as const

  app.post(
    '/api/directives/:id/nudge',
    {
      config,
      schema: {
        operationId: 'nudgeUnits',
        tags: ['follow-up'],
        params: DirectiveParams,
        body: NudgeRequest,
        response: { 200: z.union([NudgePreview, NudgeReply]) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { preview } = request.body
      const now = world.clock.now()
      return inScope(world.db, request.staff.scope, async (trx) => {
        const targetIds = await chosenUnits(trx, id, request.body, now)
        if (preview)
          return previewNudge(
            trx,
            { directiveId: id, targetIds, publicUrl: world.publicUrl },
            now,
            world.translate('vi'),
          )
        return nudge(trx, { directiveId: id, targetIds, by: request.staff.staffId }, now)
      })
    },
  )

  app.post(
    '/api/nudges/undo',
    {
      config,
      schema: {
        operationId: 'undoNudges',
        tags: ['follow-up'],
        body: UndoNudge,
        response: { 200: UndoNudgeReply },
      },
    },
    async (request) => {
      const order = { nudgeIds: request.body.ids, by: request.staff.staffId }
      const undone = await inScope(world.db, request.staff.scope, (trx) =>
        undoNudge(trx, order, world.clock.now()),
      )
      return { undone }
    },
  )

  app.post(
    '/api/targets/:id/calls',
    {
      config,
      schema: {
        operationId: 'recordCall',
        tags: ['follow-up'],
        params: DirectiveParams,
        body: CallOutcome,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const call = {
        ...request.body,
        targetId: request.params.id,
        by: request.staff.staffId,
        dissolvedReason: world.translate('vi')('follow.dissolved'),
      }
      await inScope(world.db, request.staff.scope, (trx) => recordCall(trx, call, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/targets/:id/exclude',
    {
      config,
      schema: {
        operationId: 'excludeUnit',
        tags: ['follow-up'],
        params: DirectiveParams,
        body: ExcludeRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = {
        targetId: request.params.id,
        reason: request.body.reason,
        by: request.staff.staffId,
      }
      await inScope(world.db, request.staff.scope, (trx) => exclude(trx, order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/targets/:id/restore',
    {
      config,
      schema: {
        operationId: 'restoreUnit',
        tags: ['follow-up'],
        params: DirectiveParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { targetId: request.params.id, by: request.staff.staffId }
      await inScope(world.db, request.staff.scope, (trx) => restore(trx, order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.get(
    '/api/directives/:id/questions',
    {
      config: { permission: 'directive.read' },
      schema: {
        operationId: 'listQuestions',
        tags: ['follow-up'],
        params: DirectiveParams,
        response: { 200: Questions },
      },
    },
    async (request) =>
      inScope(world.db, request.staff.scope, async (trx) => {
        if (!(await isVisible(trx, request.params.id))) throw notFound('directive')
        return { items: await questionsOf(trx, request.params.id) }
      }),
  )

  app.post(
    '/api/questions/:id/answer',
    {
      config,
      schema: {
        operationId: 'answerQuestion',
        tags: ['follow-up'],
        params: DirectiveParams,
        body: AnswerRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = {
        ...request.body,
        publishedQuestion: request.body.publishedQuestion ?? null,
        questionId: request.params.id,
        by: request.staff.staffId,
      }
      await inScope(world.db, request.staff.scope, (trx) => answerQuestion(trx, order, world.clock.now()))
      return reply.status(204).send()
    },
  )
}

/** The units meant: those named, or everyone of a tab as the board counts it now. */
async function chosenUnits(
  trx: Db,
  directiveId: number,
  { targetIds, tab }: z.infer<typeof NudgeRequest>,
  now: Date,
): Promise<readonly number[]> {
  if ((targetIds === undefined) === (tab === undefined))
    throw invalid({ field: 'targetIds', code: 'nudge_choice' })
  if (targetIds) return targetIds
  const units = await boardList(trx, directiveId, tab === 'all' ? 'unacknowledged' : `call:${tab!}`, now)
  if (!units) throw notFound('directive')
  return units.map((unit) => unit.targetId)
}
