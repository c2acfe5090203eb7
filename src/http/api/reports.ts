import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import { seeReport } from '../../domain/escalation/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Reports that escalations made to leaders. */
export const reportRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/reports/:id/seen',
    {
      // Whoever may follow a directive may be a leader it was reported to; a report to another is not found.
      config: { permission: 'directive.follow' },
      schema: {
        operationId: 'seeReport',
        tags: ['follow-up'],
        params: DirectiveParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { noticeId: request.params.id, staffId: request.staff.staffId }
      await inScope(world.db, request.staff.scope, (trx) => seeReport(trx, order, world.clock.now()))
      return reply.status(204).send()
    },
  )
}
