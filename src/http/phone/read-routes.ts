import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { codeStanding, type NewLink } from '../../domain/acknowledgement/index.ts'
import { referenceOf } from '../../domain/directive/index.ts'
import { derivedToken, randomToken } from '../../kernel/ids.ts'
import { attachedFile, type DirectiveText } from '../../views/phone/directive-text-view.ts'
import type { LinkRow } from '../../views/phone/link-view.ts'
import {
  codeContact,
  confirmedEarlier,
  knownBefore,
  ownDelegations,
  ownQuestions,
  publishedAnswers,
  recipientOf,
  registeredContacts,
  waitingFor,
} from '../../views/phone/page-extras-view.ts'
import { type Away, contactsText, renderAwayPage, renderExpiredPage } from './away-pages.ts'
import { chosenLocale, expectsCode, knownDevice } from './cookies.ts'
import type { Desk } from './desk.ts'
import { type DirectivePage, directivePieces, type Successor } from './directive-page.ts'
import {
  renderDelegatePage,
  renderNotApplicablePage,
  renderNotMePage,
  renderQuestionPage,
  type Typed,
} from './form-pages.ts'
import { asBytes, asGzip, type Piece } from './pieces.ts'
import { renderReceiptPage } from './receipt-page.ts'
import { PAGE_HEADERS } from './shell.ts'

export interface TokenParams {
  token: string
}

export const sendPage = (reply: FastifyReply, body: string | Buffer, status = 200): FastifyReply =>
  reply.code(status).headers(PAGE_HEADERS).send(body)

/**
 * Compressed for every browser that says it can, which is every browser. Head and body leave as one text of single
 * bytes: Node then writes them in one go, which halves the cost of a page.
 */
function sendPieces(request: FastifyRequest, reply: FastifyReply, page: readonly Piece[]): FastifyReply {
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding']))
  const body = zipped ? asGzip(page) : asBytes(page).toString('latin1')
  // With what hooks and handlers have set: a cookie, https for the next time.
  const headers = {
    ...reply.getHeaders(),
    ...(zipped ? ZIPPED : PAGE_HEADERS),
    'content-length': body.length,
  }
  reply.hijack()
  reply.raw.writeHead(200, headers as OutgoingHttpHeaders)
  reply.raw.end(body, 'latin1')
  return reply
}
const ZIPPED = { ...PAGE_HEADERS, 'content-encoding': 'gzip' }

export function sendAway(
  request: FastifyRequest,
  reply: FastifyReply,
  which: Away,
  status: number,
): FastifyReply {
  return sendPage(reply, renderAwayPage(which, request.t, request.locale), status)
}

/** A page of a link that is in force. */
export interface Reading {
  readonly row: LinkRow
  readonly directive: DirectiveText
  readonly base: string
}

/** The link in force behind a request, or the page that says why there is none (already sent). */
export async function reading(
  desk: Desk,
  request: FastifyRequest<{ Params: TokenParams }>,
  reply: FastifyReply,
): Promise<Reading | null> {
  const { token } = request.params
  const now = desk.world.clock.now()
  const row = await desk.row(token)
  if (!row) {
    if (desk.misses.take(request.ip, now)) sendAway(request, reply, 'unknown', 404)
    else sendAway(request, reply, 'busy', 429)
    return null
  }
  if (row.closed) {
    sendAway(request, reply, 'closed', 410)
    return null
  }
  const directive = await desk.text(row.directiveId)
  if (!directive) {
    sendAway(request, reply, 'unknown', 404)
    return null
  }
  const base = `/x/${token}/`
  if (row.expired) {
    await sendExpired(desk, request, reply, { row, directive, base })
    return null
  }
  return { row, directive, base }
}

async function sendExpired(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { row, directive, base }: Reading,
): Promise<void> {
  const asked = newLinkAsked(request)
  const contacts = await registeredContacts(desk.world.db, row.personId)
  const { issuerName, title } = directive
  const { t, locale } = request
  sendPage(reply, renderExpiredPage({ issuerName, title, contacts, asked, base, t, locale }), 410)
}

/** What became of the request for a new link that led back to this page. */
function newLinkAsked(request: FastifyRequest): NewLink | null {
  const { asked } = request.query as { asked?: unknown }
  return asked === 'queued' || asked === 'too_soon' || asked === 'over' || asked === 'no_channel'
    ? asked
    : null
}

export const readerOf = (row: LinkRow): DirectivePage['reader'] => ({
  name: row.personName,
  salutation: row.salutation,
  unitName: row.unitName,
})

/** The document in place of this one, with the reader's own link to it when one was sent to them. */
export async function successorOf(desk: Desk, row: LinkRow): Promise<Successor | null> {
  const { later } = row.standing
  if (!later) return null
  const own = await recipientOf(desk.world.db, { personId: row.personId, directiveId: later.id })
  return {
    relation: later.relation,
    reference: referenceOf(later.number, later.symbol),
    href: own ? linkTo(desk, own) : null,
  }
}

/** Who confirmed the old text is asked again by name (invariant 8); only a document in another's place costs a look. */
async function confirmedOld(
  desk: Desk,
  row: LinkRow,
  { replaces }: DirectiveText,
): Promise<DirectivePage['confirmedEarlier']> {
  if (!replaces || replaces.relation === 'recalls' || row.answer) return null
  return confirmedEarlier(desk.world.db, row, replaces.id)
}

const linkTo = (desk: Desk, to: { recipientId: number; generation: number }): string =>
  `/x/${derivedToken(desk.world.secret, `link:${to.recipientId}:${to.generation}`)}`

/** The page of the directive, with a word about what was just done. */
export async function directivePage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { row, directive, base }: Reading,
  message: string | null,
): Promise<FastifyReply> {
  const locale = chosenLocale(request, reply)
  const { world } = desk
  const page = directivePieces({
    reported: await desk.openingsReported(),
    directive,
    reader: readerOf(row),
    standing:
      directive.issuedAt === null
        ? 'trial'
        : row.standing.state === 'stopped'
          ? 'stopped'
          : row.unitExcluded
            ? 'excluded'
            : row.standing.state === 'closed'
              ? 'closed'
              : 'asking',
    successor: row.standing.later ? await successorOf(desk, row) : null,
    answer: row.answer,
    unitDoneAt: row.unitAcknowledgedAt,
    confirmedEarlier: await confirmedOld(desk, row, directive),
    published: row.standing.published > 0 ? await publishedAnswers(world.db, row.directiveId) : [],
    message,
    base,
    now: world.clock.now(),
    locale,
    t: desk.translate(locale),
  })
  return sendPieces(request, reply, page)
}

export async function questionPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { row, directive, base }: Reading,
  typed: Typed,
): Promise<FastifyReply> {
  const locale = chosenLocale(request, reply)
  const { world } = desk
  const page = renderQuestionPage({
    directive,
    reader: readerOf(row),
    base,
    now: world.clock.now(),
    locale,
    t: desk.translate(locale),
    typed,
    formKey: randomToken(),
    sent: (request.query as { sent?: unknown }).sent === '1',
    questions: await ownQuestions(world.db, row.recipientId),
    published: row.standing.published > 0 ? await publishedAnswers(world.db, row.directiveId) : [],
  })
  return sendPage(reply, page, Object.keys(typed.faults).length > 0 ? 422 : 200)
}

export async function delegatePage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { row, directive, base }: Reading,
  typed: Typed,
): Promise<FastifyReply> {
  const locale = chosenLocale(request, reply)
  const { world } = desk
  const page = renderDelegatePage({
    directive,
    reader: readerOf(row),
    base,
    now: world.clock.now(),
    locale,
    t: desk.translate(locale),
    typed,
    sent: (request.query as { sent?: unknown }).sent === '1',
    delegations: await ownDelegations(world.db, row.recipientId),
  })
  return sendPage(reply, page, Object.keys(typed.faults).length > 0 ? 422 : 200)
}

export const UNTYPED: Typed = { values: {}, faults: {} }
const WITHDRAWALS = new Set(['withdrawn', 'too_late', 'nothing'])

async function receiptPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { row, directive, base }: Reading,
  answer: NonNullable<LinkRow['answer']>,
): Promise<FastifyReply> {
  const { world } = desk
  const { db } = world
  const device = knownDevice(request)
  const reader = { personId: row.personId, directiveId: row.directiveId }
  const trusted = device ? await knownBefore(db, device, row, world.clock.now()) : false
  // Only a phone that acted for this person before the link was made opens their other links from here.
  const locale = chosenLocale(request, reply)
  const t = desk.translate(locale)
  const { withdrawal, verified } = request.query as { withdrawal?: unknown; verified?: unknown }
  const contact = answer.unverified ? await codeContact(db, row) : null
  const page = renderReceiptPage({
    directive,
    reader: readerOf(row),
    receipt: answer,
    successor: row.standing.later ? await successorOf(desk, row) : null,
    published: row.standing.published > 0 ? await publishedAnswers(db, row.directiveId) : [],
    questions: await ownQuestions(db, row.recipientId),
    delegations: await ownDelegations(db, row.recipientId),
    waiting: (await waitingFor(db, reader)).map((one) => ({
      ...one,
      href: trusted ? linkTo(desk, one) : null,
    })),
    message: WITHDRAWALS.has(String(withdrawal))
      ? t(`phone.withdrawn.${String(withdrawal)}`)
      : verified === '1'
        ? t('phone.unverified.done')
        : null,
    codeContact: contact ? contactsText([contact], t) : null,
    base,
    now: world.clock.now(),
    locale,
    t,
  })
  return sendPage(reply, page)
}

/** What an officer reads. Every route here is a GET, and none changes anything (invariant 7). */
export function readRoutes(app: FastifyInstance, desk: Desk): void {
  const config = { permission: 'link' } as const
  type Get = { Params: TokenParams }
  const { world } = desk

  const show = async (request: FastifyRequest<Get>, reply: FastifyReply): Promise<FastifyReply> => {
    const found = await reading(desk, request, reply)
    if (!found) return reply
    const { withdrawal, read } = request.query as { withdrawal?: unknown; read?: unknown }
    if (expectsCode(request) && read === undefined && !found.row.answer) {
      const { validUntil } = await codeStanding(world.db, found.row.recipientId, world.clock.now())
      if (validUntil) return reply.redirect(`${found.base}code`, 303)
    }
    const message = WITHDRAWALS.has(String(withdrawal))
      ? request.t(`phone.withdrawn.${String(withdrawal)}`)
      : null
    return directivePage(desk, request, reply, found, message)
  }
  app.get<Get>('/x/:token', { config }, show)
  app.get<Get>('/x/:token/', { config }, show)
  app.get<Get>('/x/:token/receipt', { config }, async (request, reply) => {
    const found = await reading(desk, request, reply)
    if (!found) return reply
    const { answer } = found.row
    if (!answer) return reply.redirect(found.base.slice(0, -1), 303)
    return receiptPage(desk, request, reply, found, answer)
  })
  app.get<Get>('/x/:token/question', { config }, async (request, reply) => {
    const found = await reading(desk, request, reply)
    return found ? questionPage(desk, request, reply, found, UNTYPED) : reply
  })
  app.get<Get>('/x/:token/delegate', { config }, async (request, reply) => {
    const found = await reading(desk, request, reply)
    return found ? delegatePage(desk, request, reply, found, UNTYPED) : reply
  })
  for (const [path, render] of [
    ['not-applicable', renderNotApplicablePage],
    ['not-me', renderNotMePage],
  ] as const)
    app.get<Get>(`/x/:token/${path}`, { config }, async (request, reply) => {
      const found = await reading(desk, request, reply)
      if (!found) return reply
      const locale = chosenLocale(request, reply)
      const frame = {
        directive: found.directive,
        reader: readerOf(found.row),
        base: found.base,
        now: world.clock.now(),
        locale,
      }
      return sendPage(reply, render({ ...frame, t: desk.translate(locale), typed: UNTYPED }))
    })

  app.get<{ Params: TokenParams & { key: string } }>(
    '/x/:token/file/:key',
    { config },
    async (request, reply) => {
      const found = await reading(desk, request, reply)
      if (!found) return reply
      const file = await attachedFile(world.db, found.row.directiveId, request.params.key)
      if (!file) return sendAway(request, reply, 'gone', 404)
      return reply.headers(fileHeaders(file)).send(file.content)
    },
  )

  // Where the script leaves the address bar: it finds the way back by itself.
  app.get('/x', { config }, (request, reply) => sendAway(request, reply, 'reopen', 200))
  app.get('/x/', { config }, (request, reply) => sendAway(request, reply, 'reopen', 200))
  app.get('/x/*', { config }, (request, reply) => sendAway(request, reply, 'unknown', 404))
}

/** Types that a browser shows by itself and that carry no program; the rest is saved, whatever it says it is. */
const SHOWN = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export function fileHeaders(file: { name: string; mime: string }): Record<string, string> {
  const shown = SHOWN.has(file.mime)
  const plain = file.name.normalize('NFD').replace(/[^\x20-\x7e]|["\\]/g, '') || 'file'
  return {
    'content-type': shown ? file.mime : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  }
}
