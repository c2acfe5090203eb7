import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { askNewLink, countGroupOpening, recipientByPhone } from '../../domain/acknowledgement/index.ts'
import { toE164 } from '../../kernel/phone.ts'
import { attachedFile } from '../../views/phone/directive-text-view.ts'
import { groupPost, publishedAnswers } from '../../views/phone/page-extras-view.ts'
import { chosenLocale } from './cookies.ts'
import { type Desk, fromOurPage } from './desk.ts'
import { renderGroupPage } from './group-page.ts'
import { fileHeaders, sendAway, sendPage } from './read-routes.ts'
import { reference } from './words.ts'

type Of = { Params: { code: string }; Body: Record<string, unknown> | undefined }

/** The page that ordinary groups open: the words of the directive, nobody's name, an estimate of how many read it. */
export function groupRoutes(app: FastifyInstance, desk: Desk): void {
  const { world } = desk
  const config = { permission: 'public' } as const

  async function show(
    request: FastifyRequest<Of>,
    reply: FastifyReply,
    asked: 'sent' | 'wrong' | null,
  ): Promise<FastifyReply> {
    const post = await groupPost(world.db, request.params.code)
    const directive = post && (await desk.text(post.directiveId))
    if (!post || !directive) {
      const allowed = desk.misses.take(request.ip, world.clock.now())
      return sendAway(request, reply, allowed ? 'unknown' : 'busy', allowed ? 404 : 429)
    }
    const locale = chosenLocale(request, reply)
    const name = reference({ number: post.replacedByNumber, symbol: post.replacedBySymbol })
    const page = renderGroupPage({
      directive,
      groupName: post.groupName,
      standing: post.state === 'stopped' || post.state === 'closed' ? post.state : 'live',
      successor:
        name && post.replacedByRelation
          ? { relation: post.replacedByRelation, reference: name, href: null }
          : null,
      published: await publishedAnswers(world.db, post.directiveId),
      asked,
      base: `/g/${request.params.code}/`,
      now: world.clock.now(),
      locale,
      t: desk.translate(locale),
    })
    return sendPage(reply, page, asked === 'wrong' ? 422 : 200)
  }

  for (const path of ['/g/:code', '/g/:code/'])
    app.get<Of>(path, { config }, (request, reply) =>
      show(request, reply, (request.query as { asked?: unknown }).asked === '1' ? 'sent' : null),
    )

  app.get<{ Params: { code: string; key: string } }>(
    '/g/:code/file/:key',
    { config },
    async (request, reply) => {
      const post = await groupPost(world.db, request.params.code)
      const file = post && (await attachedFile(world.db, post.directiveId, request.params.key))
      return file
        ? reply.headers(fileHeaders(file)).send(file.content)
        : sendAway(request, reply, 'gone', 404)
    },
  )

  app.post<Of>('/g/:code/opened', { config }, async (request, reply) => {
    const key = `${request.params.code} ${request.ip}`
    if (fromOurPage(request, world.publicUrl) && desk.groupOpenings.take(key, world.clock.now()))
      await countGroupOpening(world.db, request.params.code)
    return reply.code(204).send()
  })

  /** The answer is the same whoever asks, and is given before anything is looked up: it tells nothing about a number. */
  app.post<Of>('/g/:code/link', { config }, async (request, reply) => {
    if (!fromOurPage(request, world.publicUrl)) return sendAway(request, reply, 'foreign', 403)
    const now = world.clock.now()
    if (!desk.numbers.take(request.ip, now)) return sendAway(request, reply, 'busy', 429)
    const typed = request.body?.['phone']
    const e164 = typeof typed === 'string' ? toE164(typed) : null
    if (!e164) return show(request, reply, 'wrong')
    setImmediate(() => {
      sendOwnLink(request.params.code, e164, now).catch((error: unknown) =>
        world.log.error({ error: error instanceof Error ? error.name : typeof error }, 'own link not queued'),
      )
    })
    return reply.redirect(`/g/${encodeURIComponent(request.params.code)}?asked=1`, 303)
  })

  async function sendOwnLink(code: string, e164: string, now: Date): Promise<void> {
    const post = await groupPost(world.db, code)
    const recipientId = post && (await recipientByPhone(world.db, post.directiveId, e164))
    if (recipientId) await askNewLink(world.db, recipientId, now)
  }
}
