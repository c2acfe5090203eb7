import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import { Created, DataRequests, Extension, NewDataRequest, RequestEnd } from '../../contract/privacy.ts'
import type { Actor } from '../../domain/audit/index.ts'
import { answerRequest, extendRequest, finishRequest, openRequest } from '../../domain/privacy/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { dataRequests, isVisiblePerson } from '../../views/privacy/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Requests about one's own data, with the clocks of the law. */
export const privacyRequestRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'privacy.read' } as const
  const write = { permission: 'privacy.write' } as const
  const tags = ['privacy']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>): Promise<T> =>
    inScope(world.db, request.staff.scope, work)
  const actorOf = (request: FastifyRequest): Actor => ({ kind: 'staff', id: request.staff.staffId })

  app.get(
    '/api/privacy/requests',
    { config: read, schema: { operationId: 'listDataRequests', tags, response: { 200: DataRequests } } },
    async (request) => ({ items: await scoped(request, (trx) => dataRequests(trx, world.clock.now())) }),
  )

  app.post(
    '/api/privacy/requests',
    {
      config: write,
      schema: { operationId: 'openDataRequest', tags, body: NewDataRequest, response: { 201: Created } },
    },
    async (request, reply) => {
      const now = world.clock.now()
      const { receivedAt, ...rest } = request.body
      const order = { ...rest, receivedAt: receivedAt ? new Date(receivedAt) : now }
      const id = await scoped(request, async (trx) => {
        if (!(await isVisiblePerson(trx, order.personId))) throw notFound('person')
        return openRequest(trx, actorOf(request), order, now)
      })
      return reply.status(201).send({ id })
    },
  )

  app.post(
    '/api/privacy/requests/:id/answer',
    {
      config: write,
      schema: {
        operationId: 'answerDataRequest',
        tags,
        params: DirectiveParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        answerRequest(trx, actorOf(request), request.params.id, world.clock.now()),
      )
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/privacy/requests/:id/extend',
    {
      config: write,
      schema: {
        operationId: 'extendDataRequest',
        tags,
        params: DirectiveParams,
        body: Extension,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, id: request.params.id }
      await scoped(request, (trx) => extendRequest(trx, actorOf(request), order, world.clock.now()))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/privacy/requests/:id/finish',
    {
      config: write,
      schema: {
        operationId: 'finishDataRequest',
        tags,
        params: DirectiveParams,
        body: RequestEnd,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, id: request.params.id }
      await scoped(request, (trx) => finishRequest(trx, actorOf(request), order, world.clock.now()))
      return reply.status(204).send(null)
    },
  )
}
