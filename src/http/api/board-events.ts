import type { ServerResponse } from 'node:http'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope, type Scope } from '../../../db/scope.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import { notFound } from '../../kernel/errors.ts'
import { isVisible, LiveBoards } from '../../views/board/index.ts'
import { fileReply } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

/** A browser that reads so slowly is sent away; it comes back by itself and gets a fresh snapshot. */
const LONGEST_BACKLOG_BYTES = 8_000_000
/** A withdrawn access ends an open stream when its notice is heard; one that was lost costs this time at most. */
const RECHECK_MS = 30_000

/**
 * `GET /api/directives/:id/board/events`: `snapshot` first, then `change` (BoardChange) as numbers change, `ping` every
 * 15 seconds. A stream that broke off simply begins again with a snapshot, whatever Last-Event-ID says.
 */
export const boardEventRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const live = new LiveBoards(world)
  /** Each open stream with the question whether its reader may still look, and who that is. */
  const open = new Map<ServerResponse, { readonly staffId: number; readonly recheck: () => Promise<void> }>()
  const stopHearing = world.notices.subscribe('loa_staff', (staffId) => {
    // After the memory of sessions has heard the same notice.
    setImmediate(() => {
      for (const reader of open.values())
        if (staffId === '' || reader.staffId === Number(staffId)) void reader.recheck()
    })
  })

  app.addHook('preClose', async () => {
    stopHearing()
    live.close()
    for (const stream of open.keys()) stream.end()
  })

  app.get(
    '/api/directives/:id/board/events',
    {
      config: { permission: 'directive.read' },
      schema: {
        operationId: 'watchBoard',
        tags: ['follow-up'],
        params: DirectiveParams,
        response: { 200: fileReply('text/event-stream') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const mayLook = (scope: Scope): Promise<boolean> =>
        inScope(world.db, scope, (trx) => isVisible(trx, id))
      if (!(await mayLook(request.staff.scope))) throw notFound('directive')

      reply.hijack()
      const stream = reply.raw
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // Reverse proxies that collect answers would hold events back.
        'x-accel-buffering': 'no',
      })
      stream.write('retry: 2000\n\n')
      let stop: (() => void) | null = null
      const recheck = async () => {
        try {
          const known = await app.sessions.recognise(request)
          // With the rights of this moment: who was given another part of the tree looks at that one.
          const may = known?.staff.permissions.has('directive.read')
          if (!may || !(await mayLook(known!.staff.scopeOf('directive.read')))) stream.end()
        } catch {
          // The database is away: the stream stays, and says nothing new until it is back.
        }
      }
      open.set(stream, { staffId: request.staff.staffId, recheck })
      const timer = setInterval(recheck, RECHECK_MS)
      timer.unref()
      stream.on('close', () => {
        clearInterval(timer)
        open.delete(stream)
        stop?.()
      })
      stop = await live.listen(id, (frame) => {
        if (stream.writableLength > LONGEST_BACKLOG_BYTES) stream.destroy()
        else stream.write(frame)
      })
      if (!stop) stream.end()
      else if (stream.closed || stream.destroyed) stop()
    },
  )
}
