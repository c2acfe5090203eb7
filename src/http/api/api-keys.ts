import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  ApiKeyChoices,
  ApiKeyMade,
  ApiKeyParams,
  ApiKeys,
  MakeApiKey,
  RotateApiKey,
} from '../../contract/api-key.ts'
import { PageQuery } from '../../contract/page.ts'
import {
  grantable,
  LONGEST_DAYS,
  listKeys,
  makeApiKey,
  revokeApiKey,
  rotateApiKey,
} from '../../domain/identity/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Keys for programs, and their life: made, shown once, replaced, ended. */
export const apiKeyRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'api_key.write' } as const
  // The reply holds the secret, which must not be kept for a repetition.
  const secretReply = { ...config, repeatable: false }
  const tags = ['api-keys']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)

  app.get(
    '/api/api-keys',
    {
      config,
      schema: { operationId: 'listApiKeys', tags, querystring: PageQuery, response: { 200: ApiKeys } },
    },
    (request) => scoped(request, (trx) => listKeys(trx, request.query, world.clock.now())),
  )

  app.get(
    '/api/api-keys/choices',
    { config, schema: { operationId: 'listApiKeyChoices', tags, response: { 200: ApiKeyChoices } } },
    async ({ staff }) => ({
      permissions: [...grantable(staff.permissions)],
      units: [...new Map(staff.grants.map((grant) => [grant.unitId, grant.unitName]))].map(([id, name]) => ({
        id,
        name,
      })),
      longestDays: LONGEST_DAYS,
    }),
  )

  app.post(
    '/api/api-keys',
    {
      config: secretReply,
      schema: { operationId: 'makeApiKey', tags, body: MakeApiKey, response: { 201: ApiKeyMade } },
    },
    async (request, reply) => {
      const order = { ...request.body, expiresAt: new Date(request.body.expiresAt) }
      const made = await scoped(request, (trx) => makeApiKey(trx, request.staff, order, world.clock.now()))
      return reply.status(201).header('cache-control', 'no-store').send(made)
    },
  )

  app.post(
    '/api/api-keys/:id/rotate',
    {
      config: secretReply,
      schema: {
        operationId: 'rotateApiKey',
        tags,
        params: ApiKeyParams,
        body: RotateApiKey,
        response: { 201: ApiKeyMade },
      },
    },
    async (request, reply) => {
      const order = { id: request.params.id, ...request.body }
      const made = await scoped(request, (trx) => rotateApiKey(trx, request.staff, order, world.clock.now()))
      return reply.status(201).header('cache-control', 'no-store').send(made)
    },
  )

  app.delete(
    '/api/api-keys/:id',
    {
      config,
      schema: { operationId: 'revokeApiKey', tags, params: ApiKeyParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) => revokeApiKey(trx, request.staff, request.params.id, world.clock.now()))
      return reply.status(204).send()
    },
  )
}
