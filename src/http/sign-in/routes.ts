import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Me } from '../../contract/session.ts'
import { type SampleMember, staffOfDemoToken } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { fromOwnPages } from '../session.ts'
import type { HttpWorld } from '../world.ts'
import { PAGE_POLICY, signInPage } from './page.ts'
import { headersOf, passCookies } from './sessions.ts'

export const signInRoutes: RegisterRoutes = async (app, world) => {
  libraryRoutes(app, world)
  sessionRoutes(app, world)
  if (world.isDemo) await app.register(async (scope) => demoRoutes(scope, world))
}

/** The sign-in library's own API: password sign-in, change of password, list of sessions. */
function libraryRoutes(app: FastifyInstance, world: HttpWorld): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    config: { permission: 'public' },
    handler: async (request, reply) => {
      const response = await app.sessions.auth.handler(
        new Request(`${world.publicUrl}${request.url}`, {
          method: request.method,
          headers: headersOf(request),
          ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      )
      reply.status(response.status)
      for (const name of ['content-type', 'cache-control', 'location', 'x-retry-after']) {
        const value = response.headers.get(name)
        if (value) reply.header(name, value)
      }
      passCookies(response, reply)
      return reply.send(await response.text())
    },
  })
}

function sessionRoutes(plain: FastifyInstance, world: HttpWorld): void {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/me',
    {
      config: { permission: 'directive.read' },
      schema: { operationId: 'readMe', tags: ['session'], response: { 200: Me } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { staff } = request
      return {
        staffId: staff.staffId,
        name: staff.name,
        jobTitle: staff.jobTitle,
        role: staff.role,
        grants: staff.grants.map(({ role, unitId, unitName }) => ({ role, unitId, unitName })),
        permissions: [...staff.permissions],
        federation: { id: staff.unitId, name: staff.unitName },
        locale: request.locale,
        isDemo: world.isDemo,
        now: world.clock.now().toISOString(),
      }
    },
  )
  app.post(
    '/api/session/sign-out',
    {
      config: { permission: 'public' },
      schema: { operationId: 'signOut', tags: ['session'], response: { 204: NoContent } },
    },
    async (request, reply) => {
      if (!fromOwnPages(request, world.publicUrl)) throw new Problem('forbidden', 'foreign_origin')
      await app.sessions.close(request, reply)
      return reply.status(204).send()
    },
  )
}

/** One-click sign-in of the sample cast. The GET changes nothing: its page posts itself, or has a button. */
async function demoRoutes(plain: FastifyInstance, world: HttpWorld): Promise<void> {
  await plain.register(formbody)
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const schema = { params: z.object({ token: z.string().max(100) }) }
  const castMember = async (
    request: FastifyRequest<{ Params: { token: string } }>,
  ): Promise<SampleMember> => {
    const staff = await staffOfDemoToken(world.db, world.secret, request.params.token)
    if (!staff) throw new Problem('not_found', 'demo_link_unknown')
    return staff
  }
  app.get('/demo/:token', { schema, config: { permission: 'link' } }, async (request, reply) => {
    const staff = await castMember(request)
    return sendPage(reply, signInPage(request.t, request.locale, staff))
  })
  app.post('/demo/:token', { schema, config: { permission: 'link' } }, async (request, reply) => {
    if (!fromOwnPages(request, world.publicUrl)) throw new Problem('forbidden', 'foreign_origin')
    const staff = await castMember(request)
    await app.sessions.open(request, reply, staff.staffId)
    return reply.redirect('/', 303)
  })
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header('x-robots-tag', 'noindex')
    .header('content-security-policy', PAGE_POLICY)
    .send(html)
}
