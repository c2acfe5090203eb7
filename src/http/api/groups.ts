import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  GroupChange,
  GroupChangesQuery,
  GroupDetail,
  GroupMade,
  GroupMembersChange,
  GroupMembersChanged,
  GroupMoves,
  GroupPage,
  GroupParams,
  GroupPeople,
  GroupPeopleQuery,
  GroupPreview,
  GroupPreviewRequest,
  GroupQuery,
  GroupUnits,
  NewGroup,
  SeatsTicked,
  SeatsTickedReply,
} from '../../contract/group.ts'
import { PageQuery } from '../../contract/page.ts'
import { recordRead } from '../../domain/audit/index.ts'
import {
  addMembers,
  changeGroup,
  createGroup,
  endGroup,
  previewRule,
  removeMembers,
  tickSeats,
} from '../../domain/chat-group/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { notFound } from '../../kernel/errors.ts'
import {
  groupDetail,
  groupMoves,
  groupPeople,
  listGroups,
  ownerAndRule,
  unitsWithoutMember,
} from '../../views/groups/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

const tags = ['groups']

/** Groups by hand or by rule, and who is to be invited into, and taken out of, the real chat groups. */
export const groupRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'unit.read' } as const
  const write = { permission: 'group.write' } as const
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const

  app.get(
    '/api/groups',
    {
      config: read,
      schema: { operationId: 'listGroups', tags, querystring: GroupQuery, response: { 200: GroupPage } },
    },
    (request) =>
      scoped(request, (trx) =>
        listGroups(trx, request.query, { unitId: request.staff.unitId, now: world.clock.now() }),
      ),
  )

  app.post(
    '/api/groups',
    {
      config: write,
      schema: { operationId: 'createGroup', tags, body: NewGroup, response: { 200: GroupMade } },
    },
    (request) =>
      scoped(request, async (trx) => ({
        id: await createGroup(
          trx,
          actor(request),
          { ...request.body, ownerUnitId: request.staff.unitId },
          world.clock.now(),
        ),
      })),
  )

  app.post(
    '/api/groups/preview',
    {
      config: read,
      schema: {
        operationId: 'previewGroupRule',
        tags,
        body: GroupPreviewRequest,
        response: { 200: GroupPreview },
      },
    },
    (request) =>
      scoped(request, async (trx) => {
        const { rule, groupId } = request.body
        const group = groupId === undefined ? null : await seen(trx, groupId)
        return previewRule(trx, {
          rule,
          ownerUnitId: group?.ownerUnitId ?? request.staff.unitId,
          groupId: groupId ?? null,
          on: localDay(world.clock.now()),
        })
      }),
  )

  app.get(
    '/api/groups/:id',
    {
      config: read,
      schema: { operationId: 'readGroup', tags, params: GroupParams, response: { 200: GroupDetail } },
    },
    (request) =>
      scoped(request, async (trx) => {
        const of = { unitId: request.staff.unitId, now: world.clock.now() }
        const group = await groupDetail(trx, request.params.id, of)
        if (!group) throw notFound('group')
        return group
      }),
  )

  app.patch(
    '/api/groups/:id',
    {
      config: write,
      schema: {
        operationId: 'changeGroup',
        tags,
        params: GroupParams,
        body: GroupChange,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, groupId: request.params.id }
      await scoped(request, (trx) => changeGroup(trx, actor(request), order, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/groups/:id/end',
    {
      config: write,
      schema: { operationId: 'endGroup', tags, params: GroupParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) => endGroup(trx, actor(request), request.params.id, world.clock.now()))
      return reply.status(204).send()
    },
  )

  app.get(
    '/api/groups/:id/people',
    {
      config: read,
      schema: {
        operationId: 'listGroupPeople',
        tags,
        params: GroupParams,
        querystring: GroupPeopleQuery,
        response: { 200: GroupPeople },
      },
    },
    (request) =>
      scoped(request, async (trx) => {
        const { id } = await seen(trx, request.params.id)
        const of = { on: localDay(world.clock.now()), locale: request.locale }
        await recordRead(trx, {
          at: world.clock.now(),
          staffId: request.staff.staffId,
          action: 'group.contacts_read',
          entity: 'chat_group',
          entityId: id,
        })
        return groupPeople(trx, id, request.query, of)
      }),
  )

  app.get(
    '/api/groups/:id/units-without',
    {
      config: read,
      schema: {
        operationId: 'listUnitsWithoutMember',
        tags,
        params: GroupParams,
        querystring: PageQuery,
        response: { 200: GroupUnits },
      },
    },
    (request) =>
      scoped(request, async (trx) => {
        const group = await seen(trx, request.params.id)
        return unitsWithoutMember(trx, { ...group, on: localDay(world.clock.now()) }, request.query)
      }),
  )

  app.get(
    '/api/groups/:id/changes',
    {
      config: read,
      schema: {
        operationId: 'listGroupChanges',
        tags,
        params: GroupParams,
        querystring: GroupChangesQuery,
        response: { 200: GroupMoves },
      },
    },
    (request) =>
      scoped(request, async (trx) => {
        const { id } = await seen(trx, request.params.id)
        return groupMoves(trx, id, request.query, world.clock.now())
      }),
  )

  app.post(
    '/api/groups/:id/members',
    {
      config: write,
      schema: {
        operationId: 'changeGroupMembers',
        tags,
        params: GroupParams,
        body: GroupMembersChange,
        response: { 200: GroupMembersChanged },
      },
    },
    (request) =>
      scoped(request, async (trx) => {
        const { add, remove } = request.body
        const groupId = request.params.id
        const now = world.clock.now()
        const left = await removeMembers(trx, actor(request), { groupId, personIds: remove }, now)
        const joined = await addMembers(trx, actor(request), { groupId, personIds: add }, now)
        return { joined, left }
      }),
  )

  app.post(
    '/api/groups/:id/seats',
    {
      config: write,
      schema: {
        operationId: 'tickGroupSeats',
        tags,
        params: GroupParams,
        body: SeatsTicked,
        response: { 200: SeatsTickedReply },
      },
    },
    (request) => {
      const order = { ...request.body, groupId: request.params.id }
      return scoped(request, async (trx) => ({
        people: await tickSeats(trx, actor(request), order, world.clock.now()),
      }))
    },
  )

  async function seen(trx: Db, id: number) {
    const group = await ownerAndRule(trx, id)
    if (!group) throw notFound('group')
    return group
  }
}
