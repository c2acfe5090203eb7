import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Intake, MAX_POST_BYTES, type PostRefusal } from '../intake/index.ts'
import { Problem, type ProblemKind } from '../kernel/errors.ts'
import { replyWithProblem } from './problems.ts'
import type { RegisterRoutes } from './routes.ts'

interface Params {
  kind: string
  accountId: string
  pathSecret?: string
}

const REFUSALS: Readonly<Record<PostRefusal, ProblemKind>> = {
  unknown_account: 'not_found',
  forged: 'unauthenticated',
  malformed: 'invalid',
}

/** Where providers post. Raw bytes, answered as soon as they are stored; what is refused is logged by its ids. */
export const webhookRoutes: RegisterRoutes = (app, world) => {
  const intake = new Intake(world)
  app.addHook('onClose', () => intake.settled())
  // A signature is over bytes: nobody parses the body before it is checked.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const why = error instanceof Problem ? error.code : (error.code ?? 'failed')
    const { kind, accountId } = request.params as Params
    world.log.warn({ requestId: request.id, kind, accountId, why }, 'webhook refused')
    return replyWithProblem(error, request, reply, world.log)
  })

  const take = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { kind, accountId, pathSecret } = request.params as Params
    const id = /^\d{1,15}$/.test(accountId) ? Number(accountId) : 0
    const answer = await intake.take(kind, id, request.method, {
      headers: plainHeaders(request.headers),
      body: request.method === 'GET' ? queryOf(request) : asBuffer(request.body),
      pathSecret: pathSecret ?? null,
    })
    if (answer.kind === 'refused') throw new Problem(REFUSALS[answer.why], `webhook_${answer.why}`)
    const body = 'reply' in answer ? answer.reply(world.translate('vi')) : null
    reply.code(200).header('cache-control', 'no-store')
    return body === null ? reply.send() : reply.type('application/json; charset=utf-8').send(body)
  }
  for (const url of ['/webhooks/:kind/:accountId', '/webhooks/:kind/:accountId/:pathSecret'])
    app.route({
      method: ['GET', 'POST'],
      url,
      exposeHeadRoute: false,
      bodyLimit: MAX_POST_BYTES,
      config: { permission: 'webhook' },
      handler: take,
    })
}

const asBuffer = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

/** As it stands in the address: the bytes that a repetition repeats. */
function queryOf(request: FastifyRequest): Buffer {
  const url = request.raw.url ?? ''
  const mark = url.indexOf('?')
  return Buffer.from(mark < 0 ? '' : url.slice(mark + 1))
}

function plainHeaders(headers: FastifyRequest['headers']): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value
  return plain
}
