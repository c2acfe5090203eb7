import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { Home } from '../../contract/board.ts'
import { DirectiveList, DirectiveQuery } from '../../contract/directive.ts'
import { listDirectives } from '../../views/directives/index.ts'
import { home } from '../../views/home/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** What is burning, and the list of all directives. */
export const overviewRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directive.read' } as const

  app.get(
    '/api/home',
    { config, schema: { operationId: 'readHome', tags: ['overview'], response: { 200: Home } } },
    async (request) =>
      inScope(world.db, request.staff.scope, (trx) =>
        home(
          trx,
          {
            staffId: request.staff.staffId,
            federationId: request.staff.unitId,
            locale: request.locale,
          },
          world.clock.now(),
        ),
      ),
  )
  app.get(
    '/api/directives',
    {
      config,
      schema: {
        operationId: 'listDirectives',
        tags: ['directives'],
        querystring: DirectiveQuery,
        response: { 200: DirectiveList },
      },
    },
    async (request) =>
      inScope(world.db, request.staff.scope, (trx) => listDirectives(trx, request.query, request.locale)),
  )
}
