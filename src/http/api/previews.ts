import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { DirectiveParams, PreviewRequest, Previews, TestSend, TestSent } from '../../contract/directive.ts'
import { sendTrial } from '../../domain/delivery/index.ts'
import { type PageSample, previewsOf } from '../../domain/directive/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { directiveText } from '../../views/phone/directive-text-view.ts'
import { renderDirectivePage } from '../phone/index.ts'
import type { RegisterRoutes } from '../routes.ts'
import type { HttpWorld } from '../world.ts'

/** What will leave, before it leaves: true previews on every channel, and a trial to oneself. */
export const previewRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)

  app.post(
    '/api/directives/:id/previews',
    {
      config: { permission: 'directive.read' },
      schema: {
        operationId: 'previewDirective',
        tags: ['directives'],
        params: DirectiveParams,
        body: PreviewRequest,
        response: { 200: Previews },
      },
    },
    async (request) =>
      scoped(request, async (trx) => {
        const { previews, page } = await previewsOf(trx, request.params.id, request.body.index, {
          now: world.clock.now(),
          publicUrl: world.publicUrl,
          words: world.translate('vi'),
        })
        return { ...previews, page: { html: await pageHtml(trx, world, request.params.id, page) } }
      }),
  )

  app.post(
    '/api/directives/:id/test',
    {
      config: { permission: 'directive.write' },
      schema: {
        operationId: 'sendTrial',
        tags: ['directives'],
        params: DirectiveParams,
        body: TestSend,
        response: { 202: TestSent },
      },
    },
    async (request, reply) => {
      const { staff } = request
      const result = await scoped(request, (trx) =>
        sendTrial(trx, staff, request.params.id, staff.unitId, request.body.channels, world.clock.now()),
      )
      return reply.status(202).send(result)
    },
  )
}

/** The very page that officers open, with nothing to press. */
async function pageHtml(trx: Db, world: HttpWorld, id: number, sample: PageSample): Promise<string> {
  const directive = await directiveText(trx, id)
  if (!directive) throw notFound('directive')
  return renderDirectivePage({
    directive: { ...directive, issuedAt: directive.issuedAt ?? world.clock.now(), ...expectedNumber(sample) },
    reader: sample.person,
    standing: 'asking',
    successor: null,
    answer: null,
    unitDoneAt: null,
    confirmedEarlier: null,
    published: [],
    message: null,
    base: null,
    now: world.clock.now(),
    locale: 'vi',
    t: world.translate('vi'),
  })
}

/** The number that the register would give next, so that the preview has the length of the real page. */
function expectedNumber({ reference }: PageSample): { number: number | null; symbol: string | null } {
  const slash = reference?.indexOf('/') ?? -1
  if (reference === null || slash < 0) return { number: null, symbol: null }
  return { number: Number(reference.slice(0, slash)), symbol: reference.slice(slash + 1) }
}
