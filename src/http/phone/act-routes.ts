import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  ask,
  askCode,
  askNewLink,
  delegate,
  disown,
  markRead,
  type WaitingAct,
  withdraw,
} from '../../domain/acknowledgement/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { tidyLines } from '../../kernel/text.ts'
import { deviceOf, expectCode } from './cookies.ts'
import { type Desk, fromOurPage } from './desk.ts'
import type { Typed } from './form-pages.ts'
import { ownDataRoutes } from './own-data-routes.ts'
import { delegatePage, questionPage, type Reading, reading, sendAway, successorOf } from './read-routes.ts'
import { type Post, stepUpRoutes, typedText } from './step-up-routes.ts'

/** Fetchers that open links before a person does. Their visits are no openings, whatever script they run. */
const MACHINE = /bot|crawl|spider|preview|facebookexternalhit|headless|scan|fetch|curl|wget|python|monitor/i

/** What an officer does. Every route here is a POST that ends in a redirect, so that a reload repeats nothing. */
export function actRoutes(app: FastifyInstance, desk: Desk): void {
  const { world } = desk
  const config = { permission: 'link' } as const
  const secure = world.publicUrl.startsWith('https:')

  /** The link in force behind an act, or the page that says why the act is refused (already sent). */
  async function acting(request: FastifyRequest<Post>, reply: FastifyReply): Promise<Reading | null> {
    if (!fromOurPage(request, world.publicUrl)) {
      sendAway(request, reply, 'foreign', 403)
      return null
    }
    const found = await reading(desk, request, reply)
    if (found && !desk.acts.take(String(found.row.recipientId), world.clock.now())) {
      sendAway(request, reply, 'busy', 429)
      return null
    }
    // A trial is for its author's eyes: nothing done on it may count.
    if (found && found.directive.issuedAt === null) {
      back(reply, found, '')
      return null
    }
    return found
  }
  const back = (reply: FastifyReply, { base }: Reading, to: string): FastifyReply =>
    reply
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      .redirect(to === '' ? base.slice(0, -1) : base + to, 303)

  /** Records the press, or asks the phone for its code first. */
  async function pressed(
    request: FastifyRequest<Post>,
    reply: FastifyReply,
    found: Reading,
    act: WaitingAct,
  ): Promise<FastifyReply> {
    const { recipientId } = found.row
    const deviceHash = deviceOf(request, reply, secure)
    const receipt = await desk.press({ ...act, recipientId, via: 'page', deviceHash })
    if (receipt.kind !== 'code_needed') {
      // Pressed on a page that was opened before the document was replaced: it was received, and that is kept; but what
      // counts now is the new one, which asks this person again.
      const successor = receipt.kind === 'receipt' ? await successorOf(desk, found.row) : null
      if (successor?.href && successor.relation !== 'corrects')
        return reply
          .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
          .redirect(successor.href, 303)
      return back(reply, found, receipt.kind === 'receipt' ? 'receipt' : '')
    }
    await desk.opened(recipientId)
    const asked = await askCode(world.db, recipientId, act, world.clock.now())
    expectCode(reply, found.base, secure)
    return back(reply, found, `code?asked=${asked}`)
  }

  app.post<Post>('/x/:token/acknowledge', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const read = typedText(request.body, 'read')
    const textOpened = read === '1' ? true : read === '0' ? false : null
    return pressed(request, reply, found, { answer: 'received', note: null, textOpened })
  })

  app.post<Post>('/x/:token/not-applicable', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const note = tidyLines(typedText(request.body, 'note')).slice(0, 500) || null
    return pressed(request, reply, found, { answer: 'not_applicable', note, textOpened: null })
  })

  ownDataRoutes(app, desk, { acting, back })
  stepUpRoutes(app, desk, { acting, back })

  app.post<Post>('/x/:token/withdraw', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const outcome = await withdraw(world.db, found.row.recipientId, world.clock.now())
    return back(
      reply,
      found,
      outcome === 'too_late' ? `receipt?withdrawal=${outcome}` : `?withdrawal=${outcome}`,
    )
  })

  app.post<Post>('/x/:token/question', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const text = typedText(request.body, 'text')
    const formKey = typedText(request.body, 'key').slice(0, 60)
    try {
      await ask(world.db, { recipientId: found.row.recipientId, text, formKey }, world.clock.now())
    } catch (error) {
      return questionPage(desk, request, reply, found, typedAgain(error, { text }, request.t))
    }
    deviceOf(request, reply, secure)
    await desk.opened(found.row.recipientId)
    return back(reply, found, 'question?sent=1')
  })

  app.post<Post>('/x/:token/delegate', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const typed = { name: typedText(request.body, 'name'), phone: typedText(request.body, 'phone') }
    try {
      await delegate(world.db, { recipientId: found.row.recipientId, ...typed }, world.clock.now())
    } catch (error) {
      return delegatePage(desk, request, reply, found, typedAgain(error, typed, request.t))
    }
    deviceOf(request, reply, secure)
    await desk.opened(found.row.recipientId)
    return back(reply, found, 'delegate?sent=1')
  })

  app.post<Post>('/x/:token/not-me', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    await disown(world.db, found.row.recipientId, world.clock.now())
    return back(reply, found, '')
  })

  app.post<Post>('/x/:token/new-link', { config }, async (request, reply) => {
    if (!fromOurPage(request, world.publicUrl)) return sendAway(request, reply, 'foreign', 403)
    const row = await desk.row(request.params.token)
    const now = world.clock.now()
    // Only a link past its time gives way to a new one; for every other the answer is its page.
    if (!row || row.closed || !row.expired) {
      const found = await reading(desk, request, reply)
      return found ? back(reply, found, '') : reply
    }
    const asked = await askNewLink(world.db, row.recipientId, now)
    return reply
      .header('cache-control', 'no-store')
      .redirect(`/x/${request.params.token}?asked=${asked}`, 303)
  })

  /** The page itself says that it stood before somebody's eyes, or that the full text was unfolded. No answer to see. */
  for (const what of ['opened', 'read'] as const)
    app.post<Post>(`/x/:token/${what}`, { config }, async (request, reply) => {
      const row = await desk.row(request.params.token)
      const now = world.clock.now()
      const human =
        fromOurPage(request, world.publicUrl) && !MACHINE.test(request.headers['user-agent'] ?? '')
      const wanted = row && !row.closed && !row.expired && human && (await desk.openingsReported())
      if (wanted && desk.acts.take(`${what}:${row.recipientId}`, now)) {
        await desk.opened(row.recipientId)
        if (what === 'read') await markRead(world.db, row.recipientId, 'text_opened', now)
      }
      return reply.code(204).header('cache-control', 'no-store').send()
    })
}

/** The form once more, with what was typed and what to mend; an accident stays one. */
function typedAgain(error: unknown, values: Record<string, string>, t: Translate): Typed {
  if (!(error instanceof Problem)) throw error
  const faults: Record<string, string> = {}
  for (const fault of error.faults) faults[fault.field] = t(`problem.${fault.code}`, { ...fault.values })
  if (error.faults.length === 0) faults[''] = t(`problem.${error.code}`, { ...error.values })
  return { values, faults }
}
