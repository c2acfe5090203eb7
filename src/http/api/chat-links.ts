import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  ChatAccounts,
  ConflictParams,
  DecideLinkConflict,
  LinkAccount,
  LinkConflicts,
  MadeLinkCode,
  MakeLinkCode,
} from '../../contract/chat-link.ts'
import { PersonParams } from '../../contract/contact.ts'
import {
  askLinkCode,
  chatHolder,
  decideLinkConflict,
  INVITED_CODE_MS,
  linkByHand,
} from '../../domain/channel/index.ts'
import { requirePerson } from '../../domain/people/index.ts'
import { conflict } from '../../kernel/errors.ts'
import { linkConflicts, type UsableChat, usableChats } from '../../views/people/index.ts'
import { linkAddress, takesLinks } from '../link-offer.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Chats and other systems as ways to a person: codes for linking, addresses there, and what two people claim. */
export const chatLinkRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'people.write' } as const
  const tags = ['people']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const actor = (request: FastifyRequest) => ({ kind: 'staff', id: request.staff.staffId }) as const
  /** The accounts in which this person can be linked; a person who is not seen from here has none. */
  async function chatsOf(request: FastifyRequest, personId: number): Promise<readonly UsableChat[]> {
    await scoped(request, (trx) => requirePerson(trx, personId))
    return usableChats(world.db, request.staff.unitId, personId)
  }
  const byCode = (chat: UsableChat): boolean => takesLinks(chat.kind)
  const byAddress = (chat: UsableChat): boolean => chat.channel === 'webhook'

  app.get(
    '/api/people/:id/chat-accounts',
    {
      config,
      schema: {
        operationId: 'listChatAccounts',
        tags,
        params: PersonParams,
        response: { 200: ChatAccounts },
      },
    },
    async (request) => {
      const chats = await chatsOf(request, request.params.id)
      return {
        items: chats
          .filter((chat) => byCode(chat) || byAddress(chat))
          .map(({ kind: _kind, ...chat }) => ({
            ...chat,
            by: byAddress(chat as UsableChat) ? ('address' as const) : ('code' as const),
          })),
      }
    },
  )

  // The code is in the reply alone: a stored reply would keep it.
  app.post(
    '/api/people/:id/link-codes',
    {
      config: { ...config, repeatable: false },
      schema: {
        operationId: 'makeLinkCode',
        tags,
        params: PersonParams,
        body: MakeLinkCode,
        response: { 200: MadeLinkCode },
      },
    },
    async (request) => {
      const { accountId } = request.body
      const personId = request.params.id
      const chats = await chatsOf(request, personId)
      if (!chats.some((chat) => chat.accountId === accountId && byCode(chat)))
        throw conflict('linking_unavailable')
      const addressOf = await linkAddress(world, accountId)
      const order = { personId, accountId, validMs: INVITED_CODE_MS }
      const { code, expiresAt } = await scoped(request, (trx) =>
        askLinkCode(trx, actor(request), order, world.clock.now()),
      )
      return { address: addressOf(code), expiresAt: expiresAt.toISOString() }
    },
  )

  app.post(
    '/api/people/:id/linked-accounts',
    {
      config,
      schema: {
        operationId: 'linkAccount',
        tags,
        params: PersonParams,
        body: LinkAccount,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { accountId, address } = request.body
      const personId = request.params.id
      const chats = await chatsOf(request, personId)
      if (!chats.some((chat) => chat.accountId === accountId && byAddress(chat)))
        throw conflict('linking_unavailable')
      const order = { personId, accountId, channel: 'webhook' as const, address }
      // Asked outside the scope: somebody of another part of the tree has it just as much.
      if ((await chatHolder(world.db, order)) !== null) throw conflict('linked_address_taken')
      await scoped(request, (trx) => linkByHand(trx, actor(request), order, world.clock.now()))
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/link-conflicts',
    { config, schema: { operationId: 'listLinkConflicts', tags, response: { 200: LinkConflicts } } },
    (request) => scoped(request, async (trx) => ({ items: await linkConflicts(trx) })),
  )

  app.post(
    '/api/link-conflicts/:id/decide',
    {
      config,
      schema: {
        operationId: 'decideLinkConflict',
        tags,
        params: ConflictParams,
        body: DecideLinkConflict,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const order = { id: request.params.id, outcome: request.body.outcome, by: request.staff.staffId }
      await scoped(request, (trx) => decideLinkConflict(trx, order, world.clock.now()))
      return reply.code(204).send()
    },
  )
}
