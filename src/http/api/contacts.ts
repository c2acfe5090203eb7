import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { AddContact, AddUnitContact, ContactAdded, PersonParams } from '../../contract/contact.ts'
import { RowParams, VerifyContact } from '../../contract/people.ts'
import { LinksRevoked } from '../../contract/person.ts'
import { revokeLinks } from '../../domain/acknowledgement/index.ts'
import { addContact, addUnitContact } from '../../domain/channel/index.ts'
import { markContactWrong, removeContact, restoreContact, verifyContact } from '../../domain/people/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** How people are reached: numbers and addresses written down, proved, marked wrong, taken away; links that they hold. */
export const contactRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'people.write' } as const
  const tags = ['people']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const

  app.post(
    '/api/persons/:id/contacts',
    {
      config,
      schema: {
        operationId: 'addContact',
        tags,
        params: PersonParams,
        body: AddContact,
        response: { 200: ContactAdded },
      },
    },
    (request) => {
      const { staff } = request
      const order = {
        personId: request.params.id,
        address: request.body.address,
        federationId: staff.unitId,
        by: staff.staffId,
      }
      return scoped(request, (trx) => addContact(trx, order, world.clock.now()))
    },
  )

  app.post(
    '/api/units/:id/contacts',
    {
      config,
      schema: {
        operationId: 'addUnitContact',
        tags,
        params: PersonParams,
        body: AddUnitContact,
        response: { 200: ContactAdded },
      },
    },
    (request) => {
      const { staff } = request
      const order = {
        ...request.body,
        unitId: request.params.id,
        federationId: staff.unitId,
        by: staff.staffId,
      }
      return scoped(request, (trx) => addUnitContact(trx, order, world.clock.now()))
    },
  )

  app.post(
    '/api/contacts/:id/verify',
    {
      config,
      schema: {
        operationId: 'verifyContact',
        tags,
        params: RowParams,
        body: VerifyContact,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, contactPointId: request.params.id }
      await scoped(request, (trx) => verifyContact(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  for (const [path, operationId, act] of [
    ['wrong', 'markContactWrong', markContactWrong],
    ['restore', 'restoreContact', restoreContact],
  ] as const)
    app.post(
      `/api/contacts/:id/${path}`,
      { config, schema: { operationId, tags, params: RowParams, response: { 204: NoContent } } },
      async (request, reply) => {
        const order = { contactPointId: request.params.id }
        await scoped(request, (trx) => act(trx, actor(request), order, world.clock.now()))
        return reply.status(204).send()
      },
    )

  app.delete(
    '/api/contacts/:id',
    {
      config,
      schema: { operationId: 'removeContact', tags, params: RowParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const order = { contactPointId: request.params.id }
      await scoped(request, (trx) => removeContact(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/recipients/:id/revoke-links',
    {
      config,
      schema: { operationId: 'revokeLinks', tags, params: RowParams, response: { 200: LinksRevoked } },
    },
    (request) => {
      const order = { recipientId: request.params.id }
      return scoped(request, async (trx) => ({
        revoked: await revokeLinks(trx, actor(request), order, world.clock.now()),
      }))
    },
  )
}
