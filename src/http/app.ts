import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type FastifyReply, type RouteOptions } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { Problem } from '../kernel/errors.ts'
import { repeatedCalls } from './callers/repeats.ts'
import { apiHeaders } from './headers.ts'
import { preferredLocale } from './language.ts'
import { serveMetrics } from './metrics.ts'
import { collectOpenApi } from './openapi/document.ts'
import { replyWithProblem } from './problems.ts'
import { refuseUnreadableText } from './readable-text.ts'
import { RoutePatterns } from './route-patterns.ts'
import { routes } from './routes.ts'
import { guardSession } from './session.ts'
import { Sessions } from './sign-in/sessions.ts'
import type { HttpWorld } from './world.ts'

/** The web server without its port: a test injects requests, runtime/ makes it listen. `onRoute` hears of each route. */
export async function buildApp(
  world: HttpWorld,
  onRoute: (route: RouteOptions) => void = () => {},
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => {
      // Before any hook has run: an address that cannot be read.
      request.t ??= world.translate('vi')
      replyWithProblem(error, request, reply as FastifyReply, world.log)
    },
    trustProxy: 'loopback',
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 60_000,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply, world.log))
  await app.register(cookie)

  app.decorateRequest('locale', 'vi')
  app.decorateRequest('t')
  app.decorateRequest('staff')
  app.decorateRequest('signIn')
  // Hooks that every request passes call back at once where they have nothing to wait for: a promise each is a tenth of
  // what an officer's page costs.
  app.addHook('onRequest', (request, _reply, done) => {
    request.locale = preferredLocale(request)
    request.t = world.translate(request.locale)
    done()
  })
  const patterns = new RoutePatterns()
  app.addHook('onRoute', (route) => {
    patterns.add(route)
    if (!route.config?.permission) throw new Error(`${String(route.method)} ${route.url} names no permission`)
    onRoute(route)
  })
  app.decorate('sessions', new Sessions(world))
  app.addHook('onClose', async () => app.sessions.stop())
  apiHeaders(app, world)
  app.addHook('onRequest', guardSession(world, app.sessions))
  refuseUnreadableText(app)
  repeatedCalls(app, world)
  app.setNotFoundHandler((request, reply) => {
    const methods = patterns.methodsAt(request.url)
    if (methods.length > 0) reply.header('allow', methods.join(', '))
    const problem =
      methods.length > 0 ? new Problem('method', 'method_not_allowed') : new Problem('not_found', 'not_found')
    replyWithProblem(problem, request, reply, world.log)
  })
  serveMetrics(app, world)
  await collectOpenApi(app, world)
  for (const register of routes) await app.register(async (scope) => register(scope, world))
  return app
}
