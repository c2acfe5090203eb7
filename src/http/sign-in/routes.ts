import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Me } from '../../contract/session.ts'
import { type SampleMember, staffOfDemoToken } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import type { HttpWorld } from '../world.ts'
import { assertOwnPages, letIn } from './door.ts'
import { linkRoutes } from './link-routes.ts'
import { oidcRoutes } from './oidc/routes.ts'
import { PAGE_POLICY, signInPage } from './page.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { passwordRoutes } from './password-routes.ts'
import { setupRoutes } from './setup-routes.ts'

export const signInRoutes: RegisterRoutes = async (app, world) => {
  sessionRoutes(app, world)
  await passwordRoutes(app, world)
  await linkRoutes(app, world)
  await passkeyRoutes(app, world)
  await oidcRoutes(app, world)
  await setupRoutes(app, world)
  if (world.isDemo) await app.register(async (scope) => demoRoutes(scope, world))
}

function sessionRoutes(plain: FastifyInstance, world: HttpWorld): void {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/me',
    {
      config: { permission: 'directive.read', beforeSecondFactor: true },
      schema: { operationId: 'readMe', tags: ['session'], response: { 200: Me } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { staff } = request
      const { demand } = request.signIn
      return {
        staffId: staff.staffId,
        name: staff.name,
        jobTitle: staff.jobTitle,
        role: staff.role,
        grants: staff.grants.map(({ role, unitId, unitName }) => ({ role, unitId, unitName })),
        permissions: [...staff.permissions],
        federation: { id: staff.unitId, name: staff.unitName },
        locale: request.locale,
        secondFactor: {
          needed: demand.kind === 'now',
          dueAt: demand.kind === 'until' ? demand.dueAt.toISOString() : null,
        },
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
      assertOwnPages(request, world)
      await app.sessions.end(request, reply)
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
    assertOwnPages(request, world)
    const staff = await castMember(request)
    await letIn(request, reply, world, staff.staffId, 'demo_link')
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
