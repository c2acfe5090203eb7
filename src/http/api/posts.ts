import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope, type Scope } from '../../../db/scope.ts'
import {
  ContactOrder,
  EndPost,
  HandedOver,
  HandOverOrder,
  HandOverPlan,
  NewOfficer,
  OfficerAdded,
  PostEnded,
  RowParams,
} from '../../contract/people.ts'
import { PostEnding } from '../../contract/person.ts'
import { refreshChangedGroups } from '../../domain/chat-group/index.ts'
import { isBelow } from '../../domain/identity/index.ts'
import { addOfficer, endPost, requirePerson, setContactOrder } from '../../domain/people/index.ts'
import { handOver, planEnding, planHandOver, settleReplacements } from '../../domain/succession/index.ts'
import { nationalPhone } from '../../kernel/phone.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Posts taken, left and handed over; in which order the officers of a unit are called. */
export const postRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const write = { permission: 'people.write' } as const
  const tags = ['people']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const
  /** What hangs on officers follows at once: open directives find the next one, groups by rule their members. */
  const settle = async (trx: Db): Promise<void> => {
    await settleReplacements(trx, world.clock.now())
    await refreshChangedGroups(trx, world.clock.now())
  }
  /** Sign-ins end by those who answer for the organisation, wherever this request reaches; whoever keeps the lists asks them. */
  const mayEndRights = ({ staff }: FastifyRequest): boolean => {
    const paths = (scope: Scope) => ('path' in scope ? [scope.path] : scope.paths)
    const own = paths(staff.scopeOf('unit.write'))
    return paths(staff.scope).every((path) => own.some((top) => isBelow(path, top)))
  }

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
        await settle(trx)
        return added
      })
    },
  )

  app.get(
    '/api/posts/:id/end',
    {
      config: write,
      schema: { operationId: 'previewPostEnd', tags, params: RowParams, response: { 200: PostEnding } },
    },
    (request) =>
      scoped(request, (trx) =>
        planEnding(trx, { postId: request.params.id, locale: request.locale }, world.clock.now()),
      ),
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
      const order = {
        postId: request.params.id,
        reason,
        ...(on && { on }),
        mayEndRights: mayEndRights(request),
      }
      return scoped(request, async (trx) => {
        const ended = await endPost(trx, actor(request), order, world.clock.now())
        await settle(trx)
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
        const plan = await planHandOver(trx, of, world.clock.now())
        return HandOverPlan.parse({
          ...plan,
          shared: plan.shared.map((one) => ({ ...one, display: nationalPhone(one.address) })),
        })
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
      const order = {
        ...rest,
        to: successor,
        fromPersonId: request.params.id,
        mayEndRights: mayEndRights(request),
      }
      return scoped(request, async (trx) => {
        const toPersonId = await handOver(trx, actor(request), order, world.clock.now())
        await settle(trx)
        return { toPersonId }
      })
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
      const order = { ...request.body, unitId: request.params.id }
      await scoped(request, async (trx) => {
        await setContactOrder(trx, actor(request), order, world.clock.now())
        await settle(trx)
      })
      return reply.status(204).send()
    },
  )
}
