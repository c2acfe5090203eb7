import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { Directive, DirectiveParams, IssueRequest, ReleaseRequest } from '../../contract/directive.ts'
import { refuseIfTwoAreAsked } from '../../domain/approval/index.ts'
import { closeDirective, issueDirective, sendNow, stopDirective } from '../../domain/delivery/index.ts'
import { readDirective } from '../../domain/directive/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** From «Gửi» to «Đóng chỉ đạo». Each answer is the directive as it stands after the act. */
export const issueRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directive.issue' } as const
  const schema = { params: DirectiveParams, response: { 200: Directive } }
  const act = (request: FastifyRequest, id: number, work: (trx: Db) => Promise<unknown>) =>
    inScope(world.db, request.staff.scope, async (trx) => {
      await work(trx)
      return readDirective(trx, id, request.locale)
    })

  app.post(
    '/api/directives/:id/issue',
    {
      config: { ...config, requestKey: true },
      schema: { operationId: 'issueDirective', tags: ['directives'], ...schema, body: IssueRequest },
    },
    async (request) =>
      act(request, request.params.id, async (trx) => {
        const now = world.clock.now()
        await refuseIfTwoAreAsked(trx, request.params.id, request.staff.staffId, now)
        await issueDirective(trx, request.staff, request.params.id, request.body, {
          now,
          publicUrl: world.publicUrl,
          words: world.translate('vi'),
        })
      }),
  )

  app.post(
    '/api/directives/:id/stop',
    { config, schema: { operationId: 'stopDirective', tags: ['directives'], ...schema } },
    async (request) =>
      act(request, request.params.id, (trx) =>
        stopDirective(trx, request.staff, request.params.id, world.clock.now()),
      ),
  )

  app.post(
    '/api/directives/:id/release',
    {
      config,
      schema: { operationId: 'releaseDirective', tags: ['directives'], ...schema, body: ReleaseRequest },
    },
    async (request) =>
      act(request, request.params.id, (trx) =>
        sendNow(trx, request.staff, request.params.id, request.body?.reason ?? null, world.clock.now()),
      ),
  )

  app.post(
    '/api/directives/:id/close',
    { config, schema: { operationId: 'closeDirective', tags: ['directives'], ...schema } },
    async (request) =>
      act(request, request.params.id, (trx) =>
        closeDirective(trx, request.staff, request.params.id, world.clock.now()),
      ),
  )
}
