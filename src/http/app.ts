import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Locale } from '../kernel/i18n.ts'
import { serveMetrics } from './metrics.ts'
import { collectOpenApi } from './openapi/document.ts'
import { replyWithProblem } from './problems.ts'
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
    trustProxy: 'loopback',
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 60_000,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply, world.log.error))
  await app.register(cookie)

  app.decorateRequest('locale', 'vi')
  app.decorateRequest('t')
  app.decorateRequest('staff')
  app.addHook('onRequest', async (request) => {
    request.locale = preferredLocale(request.cookies['loa_lang'], request.headers['accept-language'])
    request.t = world.translate(request.locale)
  })
  app.addHook('onRoute', (route) => {
    if (!route.config?.permission) throw new Error(`${String(route.method)} ${route.url} names no permission`)
    onRoute(route)
  })
  app.decorate('sessions', new Sessions(world))
  app.addHook('onClose', async () => app.sessions.stop())
  app.addHook('onRequest', guardSession(world, app.sessions))
  app.setNotFoundHandler((request, reply) => {
    reply
      .status(404)
      .type('application/problem+json; charset=utf-8')
      .send({
        type: 'urn:loa:problem:not_found',
        title: request.t('problem.not_found'),
        status: 404,
        code: 'not_found',
        instance: request.id,
      })
  })
  serveMetrics(app, world)
  await collectOpenApi(app, world)
  for (const register of routes) await app.register(async (scope) => register(scope, world))
  return app
}

/** Vietnamese unless the reader chose otherwise: an office PC with an English Windows is not a choice. */
function preferredLocale(chosen: string | undefined, _accept: string | undefined): Locale {
  return chosen === 'en' ? 'en' : 'vi'
}
