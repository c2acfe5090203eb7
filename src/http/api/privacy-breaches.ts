import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import { BreachEntry, Breaches, BreachStep, Created, NewBreach } from '../../contract/privacy.ts'
import { record } from '../../domain/audit/index.ts'
import { addBreachEntry, endOtherSessions, openBreach, stepBreach } from '../../domain/privacy/index.ts'
import { csv } from '../../kernel/csv.ts'
import { Problem } from '../../kernel/errors.ts'
import { affectedPeople, breaches, seesWholeTree } from '../../views/privacy/index.ts'
import { fileReply } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

const PAGE = 2000

/** An accident with personal data: freeze, list who is affected, keep the course of it, mind the 72 hours. */
export const privacyBreachRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'privacy.write' } as const
  const tags = ['privacy']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>): Promise<T> =>
    inScope(world.db, request.staff.scope, async (trx) => {
      if (!(await seesWholeTree(trx))) throw new Problem('forbidden', 'privacy.whole_tree')
      return work(trx)
    })

  app.get(
    '/api/privacy/breaches',
    { config, schema: { operationId: 'listBreaches', tags, response: { 200: Breaches } } },
    async (request) => ({ items: await scoped(request, breaches) }),
  )

  app.post(
    '/api/privacy/breaches',
    { config, schema: { operationId: 'openBreach', tags, body: NewBreach, response: { 201: Created } } },
    async (request, reply) => {
      const now = world.clock.now()
      const { staffId } = request.staff
      const { summary, discoveredAt } = request.body
      const order = { staffId, summary, discoveredAt: discoveredAt ? new Date(discoveredAt) : now }
      const id = await scoped(request, (trx) => openBreach(trx, order, now))
      await endOtherSessions(world.db, staffId)
      return reply.status(201).send({ id })
    },
  )

  app.post(
    '/api/privacy/breaches/:id/entries',
    {
      config,
      schema: {
        operationId: 'addBreachEntry',
        tags,
        params: DirectiveParams,
        body: BreachEntry,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, id: request.params.id, staffId: request.staff.staffId }
      await scoped(request, (trx) => addBreachEntry(trx, order, world.clock.now()))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/privacy/breaches/:id/step',
    {
      config,
      schema: {
        operationId: 'stepBreach',
        tags,
        params: DirectiveParams,
        body: BreachStep,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, id: request.params.id, staffId: request.staff.staffId }
      await scoped(request, (trx) => stepBreach(trx, order, world.clock.now()))
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/api/privacy/breaches/:id/affected',
    {
      config,
      schema: {
        operationId: 'exportAffected',
        tags,
        params: DirectiveParams,
        response: { 200: fileReply('text/csv') },
      },
    },
    async (request, reply) => {
      await scoped(request, (trx) =>
        record(trx, {
          at: world.clock.now(),
          actor: { kind: 'staff', id: request.staff.staffId },
          action: 'privacy.breach_exported',
          entity: 'breach',
          entityId: request.params.id,
        }),
      )
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="nguoi-bi-anh-huong.csv"')
        .send(Readable.from(affectedLines(request)))
    },
  )

  async function* affectedLines(request: FastifyRequest) {
    yield csv([['name', 'unit', 'channels'].map((column) => request.t(`privacy.affected.${column}`))])
    for (let after = 0; ; ) {
      const from = after
      const people = await scoped(request, (trx) => affectedPeople(trx, from, PAGE))
      if (people.length > 0)
        yield csv(people.map((person) => [person.name, person.unitName, person.channels])).slice(1)
      if (people.length < PAGE) return
      after = people.at(-1)!.id
    }
  }
}
