import formbody from '@fastify/formbody'
import { Problem } from '../../kernel/errors.ts'
import { statusOf } from '../problems.ts'
import type { RegisterRoutes } from '../routes.ts'
import { actRoutes } from './act-routes.ts'
import { Desk } from './desk.ts'
import { groupRoutes } from './group-routes.ts'
import { readRoutes, sendAway } from './read-routes.ts'

export { type DirectivePage, renderDirectivePage } from './directive-page.ts'

/** The pages of officers and groups: HTML for people without an account, complete without scripts. */
export const phoneRoutes: RegisterRoutes = async (app, world) => {
  await app.register(formbody, { bodyLimit: 65_536 })
  app.setErrorHandler((error, request, reply) => {
    const status =
      error instanceof Problem ? statusOf(error) : ((error as { statusCode?: number }).statusCode ?? 500)
    if (status === 404) return sendAway(request, reply, 'unknown', 404)
    if (status >= 400 && status < 500) return sendAway(request, reply, 'foreign', status)
    if (!(error instanceof Problem))
      world.log.error(
        {
          requestId: request.id,
          route: request.routeOptions.url,
          error: error instanceof Error ? error.name : typeof error,
          code: (error as { code?: string }).code,
        },
        'page failed',
      )
    return sendAway(request, reply, 'failed', 503)
  })
  const desk = new Desk(world)
  readRoutes(app, desk)
  actRoutes(app, desk)
  groupRoutes(app, desk)
}
