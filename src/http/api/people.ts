import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { PersonForm, RowParams } from '../../contract/people.ts'
import {
  Alike,
  AlikePairs,
  AlikeQuery,
  OtherPerson,
  PeopleChoices,
  PeopleExport,
  PeopleListQuery,
  PeoplePage,
  Person,
} from '../../contract/person.ts'
import { record, recordRead } from '../../domain/audit/index.ts'
import { refreshChangedGroups } from '../../domain/chat-group/index.ts'
import { editPerson, findAlike, mergePeople, tellApart } from '../../domain/people/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import {
  alikePairs,
  listPeople,
  peopleChoices,
  peopleForSheet,
  personPage,
} from '../../views/people/index.ts'
import { fileReply, NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { peopleCsv } from './people-csv.ts'

/** Rows of a sheet; more is no list that anybody reads. */
const MOST_EXPORTED = 20_000

/** Units and people found by name; people listed, shown, exported and corrected. */
export const peopleRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const write = { permission: 'people.write' } as const
  const tags = ['people']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const
  const today = () => localDay(world.clock.now())

  app.get(
    '/api/people',
    {
      config: read,
      schema: {
        operationId: 'listPeople',
        tags,
        querystring: PeopleListQuery,
        response: { 200: PeoplePage },
      },
    },
    (request) =>
      scoped(request, async (trx) => {
        const page = await listPeople(trx, request.query, { on: today(), locale: request.locale })
        // Names with their telephone numbers: one line an hour says who leafed through them.
        if (page.items.length > 0)
          await recordRead(trx, {
            at: world.clock.now(),
            staffId: request.staff.staffId,
            action: 'person.list_read',
            entity: 'unit',
            entityId: request.staff.unitId,
          })
        return page
      }),
  )

  app.get(
    '/api/people/choices',
    {
      config: read,
      schema: { operationId: 'readPeopleChoices', tags, response: { 200: PeopleChoices } },
    },
    (request) => scoped(request, (trx) => peopleChoices(trx, { on: today(), locale: request.locale })),
  )

  app.get(
    '/api/people/alike',
    {
      config: write,
      schema: {
        operationId: 'findAlikePeople',
        tags,
        querystring: AlikeQuery,
        response: { 200: Alike },
      },
    },
    (request) => {
      const { fullName, address } = request.query
      const of = {
        on: today(),
        locale: request.locale,
        ...(fullName && { fullName }),
        ...(address && { address }),
      }
      return scoped(request, async (trx) => ({ items: await findAlike(trx, of) }))
    },
  )

  app.get(
    '/api/people/duplicates',
    {
      config: write,
      schema: { operationId: 'listAlikePairs', tags, response: { 200: AlikePairs } },
    },
    (request) =>
      scoped(request, (trx) => alikePairs(trx, { on: today(), locale: request.locale, t: request.t })),
  )

  // What leaves the house is a line of the log.
  app.get(
    '/api/people/export',
    {
      config: read,
      schema: {
        operationId: 'exportPeople',
        tags,
        querystring: PeopleExport,
        response: { 200: fileReply('text/csv') },
      },
    },
    async (request, reply) => {
      const { ids: ticked, ...filter } = request.query
      const ids = ticked?.split(',').map(Number)
      const of = { on: today(), locale: request.locale, limit: MOST_EXPORTED }
      const sheet = await scoped(request, async (trx) => {
        const found = await peopleForSheet(trx, ids ? { state: filter.state, ids } : filter, of)
        if (found.more) throw conflict('people_export_too_many', { limit: MOST_EXPORTED })
        await record(trx, {
          at: world.clock.now(),
          actor: actor(request),
          action: 'person.exported',
          entity: 'unit',
          entityId: request.staff.unitId,
          data: { people: found.items.length },
        })
        return found.items
      })
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="can-bo-${today()}.csv"`)
        .header('cache-control', 'no-store')
        .send(Buffer.from(peopleCsv(sheet, request.t)))
    },
  )

  app.get(
    '/api/people/:id',
    {
      config: read,
      schema: { operationId: 'readPerson', tags, params: RowParams, response: { 200: Person } },
    },
    async (request) => {
      const of = { on: today(), now: world.clock.now(), locale: request.locale, t: request.t }
      const person = await scoped(request, async (trx) => {
        const found = await personPage(trx, request.params.id, of)
        if (found)
          await recordRead(trx, {
            at: of.now,
            staffId: request.staff.staffId,
            action: 'person.contacts_read',
            entity: 'person',
            entityId: found.id,
          })
        return found
      })
      if (!person) throw notFound('person')
      return person
    },
  )

  app.patch(
    '/api/people/:id',
    {
      config: write,
      schema: {
        operationId: 'editPerson',
        tags,
        params: RowParams,
        body: PersonForm,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        editPerson(trx, actor(request), { ...request.body, personId: request.params.id }, world.clock.now()),
      )
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/people/:id/merge',
    {
      config: write,
      schema: {
        operationId: 'mergePeople',
        tags,
        params: RowParams,
        body: OtherPerson,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { keepId: request.params.id, otherId: request.body.otherId }
      await scoped(request, async (trx) => {
        await mergePeople(trx, actor(request), order, world.clock.now())
        await refreshChangedGroups(trx, world.clock.now())
      })
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/people/:id/apart',
    {
      config: write,
      schema: {
        operationId: 'tellPeopleApart',
        tags,
        params: RowParams,
        body: OtherPerson,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { oneId: request.params.id, otherId: request.body.otherId }
      await scoped(request, (trx) => tellApart(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )
}
