import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { SearchQuery, SearchReply } from '../../contract/search.ts'
import { findPeople, findUnits } from '../../domain/people/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { findDirectives } from '../../views/directives/index.ts'
import { findGroups } from '../../views/groups/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Of each kind: what a list that opens while somebody types can show. */
const FOUND = 8

/** The one search: units, people, groups and directives by one set of rules. */
export const searchRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/api/search',
    {
      config: { permission: 'unit.read' },
      schema: {
        operationId: 'searchEverything',
        tags: ['overview'],
        querystring: SearchQuery,
        response: { 200: SearchReply },
      },
    },
    async ({ staff, query: { q }, locale }) => {
      const of = { q, on: localDay(world.clock.now()), limit: FOUND, locale }
      const found = await inScope(world.db, staff.scope, async (trx) => ({
        units: await findUnits(trx, of),
        people: await findPeople(trx, of),
        groups: await findGroups(trx, of),
      }))
      // Directives are another right, perhaps of another part of the tree.
      const directives = staff.permissions.has('directive.read')
        ? await inScope(world.db, staff.scopeOf('directive.read'), (trx) => findDirectives(trx, of))
        : []
      return {
        ...found,
        directives: directives.map((one) => ({ ...one, issuedAt: one.issuedAt?.toISOString() ?? null })),
      }
    },
  )
}
