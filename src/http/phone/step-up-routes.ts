import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { askCode, codeStanding, enterCode } from '../../domain/acknowledgement/index.ts'
import { codeContact } from '../../views/phone/page-extras-view.ts'
import { contactsText } from './away-pages.ts'
import { chosenLocale, deviceOf, expectCode } from './cookies.ts'
import type { Desk } from './desk.ts'
import { type Reading, readerOf, reading, sendPage, type TokenParams } from './read-routes.ts'
import { renderStepUpPage, type StepUpPage } from './step-up-page.ts'

export type Post = { Params: TokenParams; Body: Record<string, unknown> | undefined }

/** What was typed, as text: a form cannot send anything else, a program can. */
export const typedText = (body: Post['Body'], name: string): string => {
  const value = body?.[name]
  return typeof value === 'string' ? value : ''
}

/** How an act begins and ends; the other acts share it. */
interface Acting {
  readonly acting: (request: FastifyRequest<Post>, reply: FastifyReply) => Promise<Reading | null>
  readonly back: (reply: FastifyReply, found: Reading, to: string) => FastifyReply
}

/** The page for the code. Nothing to be checked: back to the page that says how things stand. */
async function stepUpPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { row, directive, base }: Reading,
  word: Pick<StepUpPage, 'fault' | 'status'>,
  reachable = true,
): Promise<FastifyReply> {
  const locale = chosenLocale(request, reply)
  const { world } = desk
  const now = world.clock.now()
  const t = desk.translate(locale)
  const afterwards = row.answer?.unverified === true
  const standing = await codeStanding(world.db, row.recipientId, now)
  if (row.answer ? !afterwards : !standing.act)
    return reply.redirect(row.answer ? `${base}receipt` : base.slice(0, -1), 303)
  const contact = reachable ? await codeContact(world.db, row) : null
  const page = renderStepUpPage({
    directive,
    reader: readerOf(row),
    base,
    now,
    locale,
    t,
    contact: contact ? contactsText([contact], t) : '',
    validUntil: standing.validUntil,
    nextAt: standing.nextAt,
    afterwards,
    ended: standing.act !== null && standing.validUntil === null,
    ...word,
  })
  return sendPage(reply, page, word.fault ? 422 : 200)
}

/** The code by which a further phone proves whose it is. */
export function stepUpRoutes(app: FastifyInstance, desk: Desk, { acting, back }: Acting): void {
  const { world } = desk
  const config = { permission: 'link' } as const
  const secure = world.publicUrl.startsWith('https:')

  app.get<{ Params: TokenParams }>('/x/:token/code', { config }, async (request, reply) => {
    const found = await reading(desk, request, reply)
    if (!found) return reply
    const { asked } = request.query as { asked?: unknown }
    const status = asked === 'too_soon' ? request.t('phone.stepUp.tooSoon') : null
    return stepUpPage(desk, request, reply, found, { fault: null, status }, asked !== 'no_channel')
  })
  app.post<Post>('/x/:token/code', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const { recipientId } = found.row
    const typed = typedText(request.body, 'code').slice(0, 40)
    const device = deviceOf(request, reply, secure)
    if (typed.replace(/\D/g, '').length !== 6)
      return stepUpPage(desk, request, reply, found, {
        fault: request.t('phone.stepUp.wrongShape'),
        status: null,
      })
    const entered = await enterCode(
      world.db,
      { recipientId, typed, device, secret: world.secret },
      world.clock.now(),
    )
    if (entered.kind === 'right') {
      await desk.press({ ...entered.act, recipientId, via: 'page', deviceHash: device })
      return back(reply, found, 'receipt?verified=1')
    }
    // A second press of the button that did it is no mistake.
    if (found.row.answer && !found.row.answer.unverified) return back(reply, found, 'receipt')
    const fault =
      entered.kind === 'wrong' && entered.left > 0
        ? request.t('phone.stepUp.wrong', { left: entered.left })
        : request.t('phone.stepUp.ended')
    return stepUpPage(desk, request, reply, found, { fault, status: null })
  })

  app.post<Post>('/x/:token/send-code', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const { recipientId, answer } = found.row
    const now = world.clock.now()
    const { act } = await codeStanding(world.db, recipientId, now)
    const wanted = answer?.unverified ? { answer: answer.kind, note: null, textOpened: null } : act
    // Nothing waits for a code: no message leaves.
    if (!wanted || (answer && !answer.unverified)) return back(reply, found, answer ? 'receipt' : '')
    const asked = await askCode(world.db, recipientId, wanted, now)
    expectCode(reply, found.base, secure)
    return back(reply, found, `code?asked=${asked}`)
  })
}
