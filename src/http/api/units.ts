import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { BranchQuery, UnitPage, UnitParams, UnitProfile, UnitQuery } from '../../contract/units.ts'
import { localDay } from '../../kernel/dates.ts'
import { notFound } from '../../kernel/errors.ts'
import { listBranch, listUnits, unitProfile } from '../../views/units/index.ts'
import type { RegisterRoutes } from '../routes.ts'

const tags = ['units']

/** «Đơn vị»: the list, the tree and the page of a unit. */
export const unitRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  /** The day that is asked about; a day to come is what is known of it today. */
  const dayOf = (request: FastifyRequest, asOf: string | undefined) => {
    const today = localDay(world.clock.now())
    const on = asOf ?? today
    return { on, isToday: on === today, locale: request.locale }
  }

  app.get(
    '/api/units',
    {
      config: read,
      schema: { operationId: 'listUnits', tags, querystring: UnitQuery, response: { 200: UnitPage } },
    },
    async (request) => {
      const day = dayOf(request, request.query.asOf)
      const found = await scoped(request, (trx) => listUnits(trx, request.query, day))
      return { asOf: day.on, ...found }
    },
  )

  app.get(
    '/api/units/tree',
    {
      config: read,
      schema: { operationId: 'readUnitBranch', tags, querystring: BranchQuery, response: { 200: UnitPage } },
    },
    async (request) => {
      const day = dayOf(request, request.query.asOf)
      return { asOf: day.on, ...(await scoped(request, (trx) => listBranch(trx, request.query, day))) }
    },
  )

  app.get(
    '/api/units/:id',
    {
      config: read,
      schema: { operationId: 'readUnit', tags, params: UnitParams, response: { 200: UnitProfile } },
    },
    async (request) => {
      const { locale, t, params } = request
      const unit = await scoped(request, (trx) =>
        unitProfile(trx, params.id, { now: world.clock.now(), locale, t }),
      )
      if (!unit) throw notFound('unit')
      return unit
    },
  )
}
