import { createHash } from 'node:crypto'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inScope } from '../../../db/scope.ts'
import { BoardSnapshot, UnitDetail } from '../../contract/board.ts'
import { BOARD_LISTS } from '../../contract/board-lists.ts'
import { Id } from '../../contract/common.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import { BoardList } from '../../contract/follow.ts'
import { PageQuery } from '../../contract/page.ts'
import { record, recordRead } from '../../domain/audit/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { boardList, boardPage, boardSnapshot, contactPhones, unitDetail } from '../../views/board/index.ts'
import { fileReply } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { boardCsv } from './board-csv.ts'

const ListQuery = z.object({ list: z.enum(BOARD_LISTS).default('due') })

export const boardRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directive.read' } as const

  /** The board; with `If-None-Match`, 304 while no number and no cell has changed. */
  app.get(
    '/api/directives/:id/board',
    {
      config,
      schema: {
        operationId: 'readBoard',
        tags: ['follow-up'],
        params: DirectiveParams,
        response: { 200: BoardSnapshot, 304: z.null() },
      },
    },
    async (request, reply) => {
      const snapshot = await inScope(world.db, request.staff.scope, (trx) =>
        boardSnapshot(trx, request.params.id, world.clock.now()),
      )
      if (!snapshot) throw notFound('directive')
      const { at, version, ...content } = snapshot
      // Written once for the tag and the answer: 6,500 cells are more than a megabyte.
      const text = JSON.stringify(content)
      const etag = `"${createHash('sha1').update(text).digest('base64url')}"`
      reply.header('etag', etag).header('cache-control', 'private, no-cache')
      if (request.headers['if-none-match'] === etag) return reply.status(304).send(null)
      // As text: the cells come from our own query, and parsing 6,500 of them again would double the time.
      return reply
        .type('application/json; charset=utf-8')
        .send(`{"at":"${at}","version":${version},${text.slice(1)}` as unknown as BoardSnapshot)
    },
  )

  app.get(
    '/api/directives/:id/list',
    {
      config,
      schema: {
        operationId: 'listBoardUnits',
        tags: ['follow-up'],
        params: DirectiveParams,
        querystring: ListQuery.extend(PageQuery.shape),
        response: { 200: BoardList },
      },
    },
    async (request) => {
      const items = await inScope(world.db, request.staff.scope, (trx) =>
        boardList(trx, request.params.id, request.query.list, world.clock.now()),
      )
      if (!items) throw notFound('directive')
      return boardPage(items, request.query)
    },
  )

  app.get(
    '/api/directives/:id/units/:targetId',
    {
      config,
      schema: {
        operationId: 'readBoardUnit',
        tags: ['follow-up'],
        params: DirectiveParams.extend({ targetId: Id }),
        response: { 200: UnitDetail },
      },
    },
    async (request) => {
      const { id, targetId } = request.params
      const detail = await inScope(world.db, request.staff.scope, async (trx) => {
        const found = await unitDetail(trx, id, targetId, world.clock.now(), request.t)
        if (found)
          await recordRead(trx, {
            at: world.clock.now(),
            staffId: request.staff.staffId,
            action: 'target.contacts_read',
            entity: 'target',
            entityId: targetId,
            data: { directiveId: id },
          })
        return found
      })
      if (!detail) throw notFound('target')
      return detail
    },
  )

  app.get(
    '/api/directives/:id/export',
    {
      config,
      schema: {
        operationId: 'exportBoard',
        tags: ['follow-up'],
        params: DirectiveParams,
        querystring: ListQuery.extend({ format: z.literal('csv').default('csv') }),
        response: { 200: fileReply('text/csv') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await inScope(world.db, request.staff.scope, async (trx) => {
        const units = await boardList(trx, id, request.query.list, world.clock.now())
        if (!units) return null
        const phones = await contactPhones(
          trx,
          units.flatMap((unit) => unit.contact?.recipientId ?? []),
        )
        // Names and numbers leave the house: a line of the log.
        await record(trx, {
          at: world.clock.now(),
          actor: { kind: 'staff', id: request.staff.staffId },
          action: 'directive.list_exported',
          entity: 'directive',
          entityId: id,
          data: { list: request.query.list, units: units.length },
        })
        return { units, phones }
      })
      if (!found) throw notFound('directive')
      return reply
        .type('text/csv; charset=utf-8')
        .header('cache-control', 'no-store')
        .header(
          'content-disposition',
          `attachment; filename="${id}-${request.query.list.replace(':', '-')}.csv"`,
        )
        .send(boardCsv(found.units, found.phones, request.t))
    },
  )
}
