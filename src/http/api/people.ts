import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  ContactOrder,
  EndPost,
  HandedOver,
  HandOverOrder,
  HandOverPlan,
  NewOfficer,
  OfficerAdded,
  PersonForm,
  PostEnded,
  RowParams,
  SearchQuery,
  SearchReply,
  VerifyContact,
} from '../../contract/people.ts'
import {
  addOfficer,
  editPerson,
  endPost,
  findPeople,
  findUnits,
  markContactWrong,
  removeContact,
  requirePerson,
  setContactOrder,
  verifyContact,
} from '../../domain/people/index.ts'
import { handOver, planHandOver, settleReplacements } from '../../domain/succession/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

const FOUND = 8

/** Units and people found by name; posts taken, left and handed over. */
export const peopleRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const write = { permission: 'unit.write' } as const
  const tags = ['people']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const

  app.get(
    '/api/search',
    {
      config: read,
      schema: {
        operationId: 'searchUnitsAndPeople',
        tags,
        querystring: SearchQuery,
        response: { 200: SearchReply },
      },
    },
    (request) => {
      const of = { q: request.query.q, on: localDay(world.clock.now()), limit: FOUND }
      return scoped(request, async (trx) => ({
        units: await findUnits(trx, of),
        people: await findPeople(trx, { ...of, locale: request.locale }),
      }))
    },
  )

  app.post(
    '/api/units/:id/officers',
    {
      config: write,
      schema: {
        operationId: 'addOfficer',
        tags,
        params: RowParams,
        body: NewOfficer,
        response: { 200: OfficerAdded },
      },
    },
    (request) => {
      const { from, ...body } = request.body
      const order = { ...body, ...(from && { from }), unitId: request.params.id }
      return scoped(request, async (trx) => {
        const added = await addOfficer(trx, actor(request), order, world.clock.now())
        await settleReplacements(trx, world.clock.now())
        return added
      })
    },
  )

  app.post(
    '/api/posts/:id/end',
    {
      config: write,
      schema: {
        operationId: 'endPost',
        tags,
        params: RowParams,
        body: EndPost,
        response: { 200: PostEnded },
      },
    },
    (request) => {
      const { reason, on } = request.body
      const order = { postId: request.params.id, reason, ...(on && { on }) }
      return scoped(request, async (trx) => {
        const ended = await endPost(trx, actor(request), order, world.clock.now())
        await settleReplacements(trx, world.clock.now())
        const { links, cancelled, groups, directives } = ended
        return { links, cancelled, groups: groups.length, directives: directives.length }
      })
    },
  )

  app.get(
    '/api/people/:id/hand-over',
    {
      config: write,
      schema: { operationId: 'previewHandOver', tags, params: RowParams, response: { 200: HandOverPlan } },
    },
    (request) => {
      const of = { personId: request.params.id, locale: request.locale }
      return scoped(request, async (trx) => {
        await requirePerson(trx, of.personId)
        return HandOverPlan.parse(await planHandOver(trx, of, world.clock.now()))
      })
    },
  )

  app.post(
    '/api/people/:id/hand-over',
    {
      config: write,
      schema: {
        operationId: 'handOverPosts',
        tags,
        params: RowParams,
        body: HandOverOrder,
        response: { 200: HandedOver },
      },
    },
    (request) => {
      const { to, addresses, ...rest } = request.body
      const successor = 'person' in to ? { ...to, addresses } : to
      const order = { ...rest, to: successor, fromPersonId: request.params.id }
      return scoped(request, async (trx) => ({
        toPersonId: await handOver(trx, actor(request), order, world.clock.now()),
      }))
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

  app.put(
    '/api/units/:id/contact-order',
    {
      config: write,
      schema: {
        operationId: 'setContactOrder',
        tags,
        params: RowParams,
        body: ContactOrder,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        setContactOrder(
          trx,
          actor(request),
          { ...request.body, unitId: request.params.id },
          world.clock.now(),
        ),
      )
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/contacts/:id/verify',
    {
      config: write,
      schema: {
        operationId: 'verifyContact',
        tags,
        params: RowParams,
        body: VerifyContact,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        verifyContact(
          trx,
          actor(request),
          { ...request.body, contactPointId: request.params.id },
          world.clock.now(),
        ),
      )
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/contacts/:id/wrong',
    {
      config: write,
      schema: { operationId: 'markContactWrong', tags, params: RowParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        markContactWrong(trx, actor(request), { contactPointId: request.params.id }, world.clock.now()),
      )
      return reply.status(204).send()
    },
  )

  app.delete(
    '/api/contacts/:id',
    {
      config: write,
      schema: { operationId: 'removeContact', tags, params: RowParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        removeContact(trx, actor(request), { contactPointId: request.params.id }, world.clock.now()),
      )
      return reply.status(204).send()
    },
  )
}
