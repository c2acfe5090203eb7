import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  AreasInCharge,
  BranchQuery,
  LinksClosed,
  LinksSent,
  NewHeadcount,
  UnitEdit,
  UnitPage,
  UnitParams,
  UnitProfile,
  UnitQuery,
} from '../../contract/units.ts'
import { resendLinks, revokeOfficerLinks } from '../../domain/acknowledgement/index.ts'
import { recordRead } from '../../domain/audit/index.ts'
import { changeAreasInCharge, countPeople, editUnit } from '../../domain/organisation/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { notFound } from '../../kernel/errors.ts'
import { listBranch, listUnits, unitProfile } from '../../views/units/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

const tags = ['units']

/** «Đơn vị»: the list, the tree and the page of a unit, and what is put right there. */
export const unitRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const write = { permission: 'unit.write' } as const
  const people = { permission: 'people.write' } as const
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const
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
      const now = world.clock.now()
      const unit = await scoped(request, async (trx) => {
        const found = await unitProfile(trx, params.id, { now, locale, t })
        if (found && found.officers.length > 0)
          await recordRead(trx, {
            at: now,
            staffId: request.staff.staffId,
            action: 'unit.contacts_read',
            entity: 'unit',
            entityId: params.id,
          })
        return found
      })
      if (!unit) throw notFound('unit')
      return unit
    },
  )

  app.patch(
    '/api/units/:id',
    {
      config: write,
      schema: {
        operationId: 'editUnit',
        tags,
        params: UnitParams,
        body: UnitEdit,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, unitId: request.params.id }
      await scoped(request, (trx) => editUnit(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.put(
    '/api/units/:id/areas-in-charge',
    {
      config: write,
      schema: {
        operationId: 'changeAreasInCharge',
        tags,
        params: UnitParams,
        body: AreasInCharge,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, unitId: request.params.id }
      await scoped(request, (trx) => changeAreasInCharge(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/units/:id/headcounts',
    {
      config: people,
      schema: {
        operationId: 'countPeople',
        tags,
        params: UnitParams,
        body: NewHeadcount,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, unitId: request.params.id }
      await scoped(request, (trx) => countPeople(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/posts/:id/links/resend',
    {
      config: people,
      schema: { operationId: 'resendOfficerLinks', tags, params: UnitParams, response: { 200: LinksSent } },
    },
    (request) =>
      scoped(request, (trx) =>
        resendLinks(trx, actor(request), { postId: request.params.id }, world.clock.now()),
      ),
  )

  app.post(
    '/api/posts/:id/links/revoke',
    {
      config: people,
      schema: { operationId: 'revokeOfficerLinks', tags, params: UnitParams, response: { 200: LinksClosed } },
    },
    (request) =>
      scoped(request, async (trx) => ({
        links: await revokeOfficerLinks(
          trx,
          actor(request),
          { postId: request.params.id },
          world.clock.now(),
        ),
      })),
  )
}
