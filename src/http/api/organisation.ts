import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope, namingKey, type Scope } from '../../../db/scope.ts'
import {
  AsOfQuery,
  EventFiled,
  EventOrder,
  EventPage,
  EventParams,
  EventPreview,
  EventQuery,
  OrganisationCatalogue,
  Reseated,
  ReseatUnits,
  SeatsToReview,
  Totals,
  Tree,
  UnitChoiceQuery,
  UnitChoices,
} from '../../contract/organisation.ts'
import { refreshChangedGroups } from '../../domain/chat-group/index.ts'
import {
  reseatUnits,
  seatsToReview,
  totalsAsOf,
  unitNameAsOf,
  unitsAsOf,
} from '../../domain/organisation/index.ts'
import {
  cancelEvent,
  orderEvent,
  previewEvent,
  requireEvent,
  requireUnits,
  undoEvent,
} from '../../domain/reorganisation/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { catalogue, findUnits, listEvents } from '../../views/organisation/index.ts'
import type { RegisterRoutes } from '../routes.ts'

const tags = ['organisation']

/** More than these nobody reads: another word finds the one meant. */
const FOUND = 20

/** The organisation through time: the tree and its totals on any day, and the decisions that change it. */
export const organisationRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const write = { permission: 'unit.write' } as const

  app.get(
    '/api/organisation/tree',
    {
      config: read,
      schema: {
        operationId: 'readOrganisationTree',
        tags,
        querystring: AsOfQuery,
        response: { 200: Tree },
      },
    },
    async ({ staff, query }) => {
      const on = query.asOf ?? localDay(world.clock.now())
      const units = await inScope(world.db, staff.scope, (trx) =>
        unitsAsOf(trx, { unitId: query.unitId ?? staff.unitId, on }),
      )
      return { asOf: on, units }
    },
  )

  app.get(
    '/api/organisation/totals',
    {
      config: read,
      schema: {
        operationId: 'readOrganisationTotals',
        tags,
        querystring: AsOfQuery,
        response: { 200: Totals },
      },
    },
    async ({ staff, query, locale }) => {
      const of = { unitId: query.unitId ?? staff.unitId, on: query.asOf ?? localDay(world.clock.now()) }
      return inScope(world.db, staff.scope, async (trx) => ({
        asOf: of.on,
        unitName: await unitNameAsOf(trx, of),
        ...(await totalsAsOf(trx, of, locale)),
      }))
    },
  )

  app.get(
    '/api/organisation/catalogue',
    {
      config: read,
      schema: { operationId: 'readOrganisationCatalogue', tags, response: { 200: OrganisationCatalogue } },
    },
    async ({ staff, locale }) =>
      inScope(world.db, staff.scope, (trx) => catalogue(trx, locale, localDay(world.clock.now()))),
  )

  app.get(
    '/api/organisation/units',
    {
      config: read,
      schema: {
        operationId: 'findOrganisationUnits',
        tags,
        querystring: UnitChoiceQuery,
        response: { 200: UnitChoices },
      },
    },
    async ({ staff, query, locale }) => ({
      items: await inScope(world.db, staff.scope, (trx) =>
        findUnits(trx, { q: query.q, on: localDay(world.clock.now()), limit: FOUND, locale }),
      ),
    }),
  )

  app.get(
    '/api/organisation/events',
    {
      config: read,
      schema: {
        operationId: 'listOrganisationEvents',
        tags,
        querystring: EventQuery,
        response: { 200: EventPage },
      },
    },
    async ({ staff, query, t }) => {
      const page = await inScope(world.db, staff.scope, (trx) => listEvents(trx, query, world.clock.now()))
      const items = page.items.map((event) => ({
        ...event,
        problem: event.problem && t(`problem.${event.problem}`),
      }))
      return { ...page, items }
    },
  )

  app.get(
    '/api/organisation/seats',
    {
      config: read,
      schema: {
        operationId: 'listSeatsToReview',
        tags,
        querystring: AsOfQuery,
        response: { 200: SeatsToReview },
      },
    },
    async ({ staff, query }) => {
      const of = { unitId: query.unitId ?? staff.unitId, on: query.asOf ?? localDay(world.clock.now()) }
      return { items: await inScope(world.db, staff.scope, (trx) => seatsToReview(trx, of)) }
    },
  )

  app.post(
    '/api/organisation/seats',
    {
      config: write,
      schema: { operationId: 'reseatUnits', tags, body: ReseatUnits, response: { 200: Reseated } },
    },
    async ({ staff, body }) => {
      await inScope(world.db, staff.scope, (trx) =>
        reseatUnits(trx, { kind: 'staff', id: staff.staffId }, body, world.clock.now()),
      )
      return { units: body.units.length }
    },
  )

  app.post(
    '/api/organisation/events/preview',
    {
      config: write,
      schema: {
        operationId: 'previewOrganisationEvent',
        tags,
        body: EventOrder,
        response: { 200: EventPreview },
      },
    },
    async ({ staff, body }) => {
      await inScope(world.db, staff.scope, (trx) => requireUnits(trx, body))
      return previewEvent(world.db, { kind: 'staff', id: staff.staffId }, body, world.clock.now())
    },
  )

  app.post(
    '/api/organisation/events',
    {
      config: write,
      schema: {
        operationId: 'orderOrganisationEvent',
        tags,
        body: EventOrder,
        response: { 200: EventFiled },
      },
    },
    async ({ staff, body }) => {
      await inScope(world.db, staff.scope, (trx) => requireUnits(trx, body))
      return beyondScope(staff.scope, (trx) =>
        orderEvent(trx, { kind: 'staff', id: staff.staffId }, body, world.clock.now()),
      )
    },
  )

  for (const [act, operationId, run, state] of [
    ['undo', 'undoOrganisationEvent', undoEvent, 'undone'],
    ['cancel', 'cancelOrganisationEvent', cancelEvent, 'cancelled'],
  ] as const)
    app.post(
      `/api/organisation/events/:id/${act}`,
      {
        config: write,
        schema: { operationId, tags, params: EventParams, response: { 200: EventFiled } },
      },
      async ({ staff, params: { id } }) => {
        await inScope(world.db, staff.scope, (trx) => requireEvent(trx, id))
        await beyondScope(staff.scope, (trx) =>
          run(trx, { kind: 'staff', id: staff.staffId }, id, world.clock.now()),
        )
        return { id, state }
      },
    )

  /**
   * A decision reaches beyond one scope: directives of the tier above wait for units that end, people hold posts next
   * door. What it names was looked at with the eyes of the one who asks; the rest is done with the programme's rights.
   */
  const beyondScope = <T>({ apiKeyId }: Scope, work: (trx: Db) => Promise<T>): Promise<T> =>
    world.db.transaction().execute(async (trx) => {
      await namingKey(trx, apiKeyId)
      const done = await work(trx)
      await refreshChangedGroups(trx, world.clock.now())
      return done
    })
}
