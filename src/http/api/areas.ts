import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  AreaEdit,
  AreaOrder,
  AreaOrdered,
  AreaPage,
  AreaParams,
  AreaQuery,
  ChangeRef,
} from '../../contract/area.ts'
import {
  HolidayChanged,
  HolidayChangeRef,
  HolidayList,
  HolidayQuery,
  HolidayReading,
  Holidays,
  HolidayText,
} from '../../contract/holiday.ts'
import {
  changeHolidays,
  changesOf,
  holidaysOf,
  readHolidayList,
  seesWhole,
  undoHolidays,
} from '../../domain/calendar/index.ts'
import { changeAreas, editArea, seesAll, undoAreas } from '../../domain/organisation/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { listAreaChanges, listAreas } from '../../views/areas/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** What the whole installation has in common: areas with what became of them, and the public holidays of each year. */
export const areaRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const write = { permission: 'unit.write' } as const
  const tags = ['organisation']
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const mayChange = (request: FastifyRequest, whole: boolean): boolean =>
    whole && request.staff.permissions.has('unit.write')

  app.get(
    '/api/areas',
    {
      config: read,
      schema: { operationId: 'listAreas', tags, querystring: AreaQuery, response: { 200: AreaPage } },
    },
    (request) =>
      scoped(request, async (trx) => ({
        ...(await listAreas(trx, request.query, { on: localDay(world.clock.now()), locale: request.locale })),
        mayChange: mayChange(request, await seesAll(trx)),
        changes: request.query.after === undefined ? await listAreaChanges(trx) : [],
      })),
  )

  app.post(
    '/api/areas/changes',
    {
      config: write,
      schema: { operationId: 'changeAreas', tags, body: AreaOrder, response: { 200: AreaOrdered } },
    },
    (request) => scoped(request, (trx) => changeAreas(trx, actor(request), request.body, world.clock.now())),
  )

  app.post(
    '/api/areas/changes/undo',
    {
      config: write,
      schema: { operationId: 'undoAreaChange', tags, body: ChangeRef, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) => undoAreas(trx, actor(request), request.body, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.patch(
    '/api/areas/:id',
    {
      config: write,
      schema: {
        operationId: 'editArea',
        tags,
        params: AreaParams,
        body: AreaEdit,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, areaId: request.params.id }
      await scoped(request, (trx) => editArea(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.get(
    '/api/holidays',
    {
      config: read,
      schema: { operationId: 'listHolidays', tags, querystring: HolidayQuery, response: { 200: Holidays } },
    },
    (request) => {
      const { year } = request.query
      return scoped(request, async (trx) => ({
        year,
        days: await holidaysOf(trx, year),
        mayChange: mayChange(request, await seesWhole(trx)),
        changes: await changesOf(trx, year),
      }))
    },
  )

  // Reads what was pasted; writes nothing.
  app.post(
    '/api/holidays/parse',
    {
      config: write,
      schema: { operationId: 'readHolidayList', tags, body: HolidayText, response: { 200: HolidayReading } },
    },
    async ({ body, t }) => {
      const { days, faults } = readHolidayList(body.text, body.year)
      return { days, faults: faults.map((fault) => ({ ...fault, why: t(`problem.holiday.${fault.why}`) })) }
    },
  )

  app.put(
    '/api/holidays',
    {
      config: write,
      schema: { operationId: 'changeHolidays', tags, body: HolidayList, response: { 200: HolidayChanged } },
    },
    (request) =>
      scoped(request, async (trx) => ({
        changeId: await changeHolidays(trx, actor(request), request.body, world.clock.now()),
      })),
  )

  app.post(
    '/api/holidays/undo',
    {
      config: write,
      schema: { operationId: 'undoHolidays', tags, body: HolidayChangeRef, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) => undoHolidays(trx, actor(request), request.body, world.clock.now()))
      return reply.status(204).send()
    },
  )
}
