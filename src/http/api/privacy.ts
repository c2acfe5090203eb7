import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import {
  ConsentRequest,
  HeldData,
  ObjectionRequest,
  PeopleFound,
  PeopleQuery,
  PrivacyOverview,
  PrivacySettings,
} from '../../contract/privacy.ts'
import { type Actor, record } from '../../domain/audit/index.ts'
import {
  changeSettings,
  erasePerson,
  FIELD_REGISTRY,
  giveConsent,
  type Held,
  heldAbout,
  readSettings,
  setObjection,
  withdrawConsent,
} from '../../domain/privacy/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { notFound, Problem } from '../../kernel/errors.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { findPeople, isVisiblePerson, retentionRuns, seesWholeTree } from '../../views/privacy/index.ts'
import { fileReply } from '../openapi/replies.ts'
import { heldPage, heldSections } from '../privacy-page.ts'
import type { RegisterRoutes } from '../routes.ts'

/** What is held, why and how long; what is held about one person. */
export const privacyRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'privacy.read' } as const
  const write = { permission: 'privacy.write' } as const
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>): Promise<T> =>
    inScope(world.db, request.staff.scope, work)
  const actorOf = (request: FastifyRequest): Actor => ({ kind: 'staff', id: request.staff.staffId })

  app.get(
    '/api/privacy',
    {
      config: read,
      schema: { operationId: 'readPrivacy', tags: ['privacy'], response: { 200: PrivacyOverview } },
    },
    async (request) =>
      scoped(request, async (trx) => ({
        settings: await readSettings(trx),
        wholeTree: await seesWholeTree(trx),
        registry: registryLines(request.t),
        runs: (await retentionRuns(trx)).map((run) => ({
          at: run.at.toISOString(),
          what: request.t(`audit.value.retention.${run.kind}`),
          removed: run.removed,
        })),
      })),
  )

  app.patch(
    '/api/privacy/settings',
    {
      config: write,
      schema: {
        operationId: 'changePrivacySettings',
        tags: ['privacy'],
        body: PrivacySettings,
        response: { 200: PrivacySettings },
      },
    },
    async (request) => {
      if (!(await scoped(request, seesWholeTree))) throw new Problem('forbidden', 'privacy.whole_tree')
      await world.db
        .transaction()
        .execute((trx) => changeSettings(trx, actorOf(request), request.body, world.clock.now()))
      return readSettings(world.db)
    },
  )

  app.get(
    '/api/privacy/people',
    {
      config: read,
      schema: {
        operationId: 'findPrivacyPeople',
        tags: ['privacy'],
        querystring: PeopleQuery,
        response: { 200: PeopleFound },
      },
    },
    async (request) => {
      const of = { q: request.query.q, on: localDay(world.clock.now()) }
      return { items: await scoped(request, (trx) => findPeople(trx, of)) }
    },
  )

  /** All of a person who is the reader's to see; reading it is a line of the log. */
  async function readHeld(request: FastifyRequest, personId: number, action: string): Promise<Held> {
    await scoped(request, async (trx) => {
      if (!(await isVisiblePerson(trx, personId))) throw notFound('person')
      await record(trx, {
        at: world.clock.now(),
        actor: actorOf(request),
        action,
        entity: 'person',
        entityId: personId,
      })
    })
    // A person's data does not end at the border of a subtree: the right to it is the person's.
    const held = await heldAbout(world.db, personId)
    if (!held) throw notFound('person')
    return held
  }

  app.get(
    '/api/privacy/people/:id',
    {
      config: read,
      schema: {
        operationId: 'readHeldData',
        tags: ['privacy'],
        params: DirectiveParams,
        response: { 200: HeldData },
      },
    },
    async (request) => {
      const personId = request.params.id
      const held = await readHeld(request, personId, 'privacy.person_read')
      return { personId, sections: heldSections(held, request.t) }
    },
  )

  app.get(
    '/api/privacy/people/:id/export',
    {
      config: read,
      schema: {
        operationId: 'exportHeldData',
        tags: ['privacy'],
        params: DirectiveParams,
        querystring: z.object({ format: z.enum(['json', 'html']).default('json') }),
        response: {
          200: {
            description: 'application/json, text/html',
            content: {
              'application/json': { schema: z.record(z.string(), z.unknown()) },
              ...fileReply('text/html').content,
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const held = await readHeld(request, id, 'privacy.person_exported')
      const { format } = request.query
      return reply
        .type(format === 'json' ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="du-lieu-ca-nhan-${id}.${format}"`)
        .header('cache-control', 'no-store')
        .send(
          Buffer.from(
            format === 'json'
              ? JSON.stringify(held, null, 2)
              : heldPage(held, request.t, world.clock.now(), request.locale),
          ),
        )
    },
  )

  app.post(
    '/api/privacy/people/:id/consents',
    {
      config: write,
      schema: {
        operationId: 'recordConsent',
        tags: ['privacy'],
        params: DirectiveParams,
        body: ConsentRequest,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { given, ...consent } = request.body
      const order = { ...consent, personId: request.params.id }
      await scoped(request, async (trx) => {
        if (!(await isVisiblePerson(trx, order.personId))) throw notFound('person')
        const change = given ? giveConsent : withdrawConsent
        await change(trx, actorOf(request), order, world.clock.now())
      })
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/privacy/people/:id/objections',
    {
      config: write,
      schema: {
        operationId: 'recordObjection',
        tags: ['privacy'],
        params: DirectiveParams,
        body: ObjectionRequest,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, personId: request.params.id }
      await scoped(request, async (trx) => {
        if (!(await isVisiblePerson(trx, order.personId))) throw notFound('person')
        await setObjection(trx, actorOf(request), order, world.clock.now())
      })
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/privacy/people/:id/erase',
    {
      config: write,
      schema: {
        operationId: 'erasePerson',
        tags: ['privacy'],
        params: DirectiveParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const personId = request.params.id
      if (!(await scoped(request, (trx) => isVisiblePerson(trx, personId)))) throw notFound('person')
      // Links, phones and messages are no rows of the console: taken away as the owner, after the scope was asked.
      const name = world.translate('vi')('privacy.erased_name', { id: personId })
      await world.db
        .transaction()
        .execute((trx) => erasePerson(trx, actorOf(request), { personId, name }, world.clock.now()))
      return reply.status(204).send(null)
    },
  )
}

const registryLines = (t: Translate) =>
  FIELD_REGISTRY.map((entry) => ({
    table: entry.table,
    columns: [...entry.columns],
    what: t(`privacy.table.${entry.table}`),
    whose: t(`privacy.whose.${entry.whose}`),
    purpose: t(`privacy.purpose.${entry.purpose}`),
    basis: t(`privacy.basis.${entry.basis}`),
    retention: t(`privacy.retention.${entry.retention}`),
  }))
