import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  AudienceChoices,
  AudienceCount,
  AudienceCountRequest,
  AudienceListReply,
  AudienceListRequest,
  PastedReply,
  PastedRequest,
  UnitSearchQuery,
  UnitSearchReply,
} from '../../contract/audience.ts'
import { audienceChoices, countAudience, listAudience, matchPasted } from '../../domain/audience/index.ts'
import { unitsBelow } from '../../domain/organisation/index.ts'
import { findUnits } from '../../domain/people/index.ts'
import { localDay } from '../../kernel/dates.ts'
import type { RegisterRoutes } from '../routes.ts'

const SEARCH_LIMIT = 20

/** Who shall get it: what can be chosen, the live counts, the names behind them, pasted lists, units by name. */
export const audienceRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'unit.read' } as const
  const of = (request: FastifyRequest) => ({
    federationId: request.staff.unitId,
    on: localDay(world.clock.now()),
  })
  const read = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)

  app.get(
    '/api/audience/choices',
    {
      config,
      schema: { operationId: 'listAudienceChoices', tags: ['audience'], response: { 200: AudienceChoices } },
    },
    async (request) =>
      read(request, (trx) => audienceChoices(trx, { ...of(request), locale: request.locale })),
  )

  app.post(
    '/api/audience/count',
    {
      config,
      schema: {
        operationId: 'countAudience',
        tags: ['audience'],
        body: AudienceCountRequest,
        response: { 200: AudienceCount },
      },
    },
    async (request) =>
      read(request, (trx) => countAudience(trx, { ...of(request), audience: request.body.audience })),
  )

  app.post(
    '/api/audience/list',
    {
      config,
      schema: {
        operationId: 'listAudience',
        tags: ['audience'],
        body: AudienceListRequest,
        response: { 200: AudienceListReply },
      },
    },
    async (request) => {
      const { audience, ...list } = request.body
      return read(request, (trx) => listAudience(trx, { ...of(request), audience }, list))
    },
  )

  app.post(
    '/api/audience/match',
    {
      config,
      schema: {
        operationId: 'matchPastedUnits',
        tags: ['audience'],
        body: PastedRequest,
        response: { 200: PastedReply },
      },
    },
    async (request) => ({
      matches: matchPasted(request.body.text, await read(request, (trx) => unitsBelow(trx, of(request)))),
    }),
  )

  app.get(
    '/api/units/search',
    {
      config,
      schema: {
        operationId: 'searchUnits',
        tags: ['units'],
        querystring: UnitSearchQuery,
        response: { 200: UnitSearchReply },
      },
    },
    async (request) => ({
      items: await read(request, (trx) =>
        findUnits(trx, {
          on: of(request).on,
          q: request.query.q,
          limit: SEARCH_LIMIT,
          recipientsOf: request.staff.unitId,
        }),
      ),
    }),
  )
}
