import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Channel } from '../../contract/common.ts'
import type { Actor } from '../../domain/audit/index.ts'
import { askLinkCode, OWN_CODE_MS } from '../../domain/channel/index.ts'
import {
  askOwnCode,
  enterOwnCode,
  giveConsent,
  type Held,
  heldAbout,
  isOwnVisit,
  openRequest,
  ownCodeInForce,
  recordOwnExport,
  setObjection,
  VISIT_MS,
  withdrawConsent,
} from '../../domain/privacy/index.ts'
import { timeText } from '../../kernel/dates.ts'
import { isToken } from '../../kernel/ids.ts'
import { tidyLines } from '../../kernel/text.ts'
import { chatsOfReader } from '../../views/phone/chats-view.ts'
import { codeContact } from '../../views/phone/page-extras-view.ts'
import { linkAddress, qrImage, takesLinks } from '../link-offer.ts'
import { heldPage } from '../privacy-page.ts'
import { contactsText } from './away-pages.ts'
import { chosenLocale } from './cookies.ts'
import type { Desk } from './desk.ts'
import { linkChatPage, ownDataGate, ownDataPage } from './own-data-page.ts'
import { type Reading, readerOf, reading, sendPage, type TokenParams } from './read-routes.ts'
import { type Post, typedText } from './step-up-routes.ts'

const VISIT = 'loa_me'
const CHANNELS = Channel.options
const PURPOSES = ['promotion', 'photo', 'praise'] as const
const KINDS = ['access', 'correct', 'erase', 'restrict', 'object', 'withdraw'] as const
const oneOf = <T extends string>(list: readonly T[], typed: string): T | null =>
  list.find((one) => one === typed) ?? null

interface Acting {
  readonly acting: (request: FastifyRequest<Post>, reply: FastifyReply) => Promise<Reading | null>
  readonly back: (reply: FastifyReply, found: Reading, to: string) => FastifyReply
}

/** «Dữ liệu cá nhân của tôi»: behind the personal link and a code to the registered contact. */
export function ownDataRoutes(app: FastifyInstance, desk: Desk, { acting, back }: Acting): void {
  const { world } = desk
  const config = { permission: 'link' } as const
  const secure = world.publicUrl.startsWith('https:')

  const isOpen = async (request: FastifyRequest, { row }: Reading): Promise<boolean> => {
    const token = request.cookies[VISIT]
    return (
      token !== undefined && isToken(token) && isOwnVisit(world.db, token, row.recipientId, world.clock.now())
    )
  }
  /** The reading behind an open visit; otherwise back to the code (already sent). */
  async function opened(
    found: Reading | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ found: Reading; held: Held; actor: Actor } | null> {
    if (!found) return null
    const held = (await isOpen(request, found)) ? await heldAbout(world.db, found.row.personId) : null
    if (held) return { found, held, actor: { kind: 'officer', id: found.row.recipientId } }
    back(reply, found, 'me')
    return null
  }

  async function gate(
    request: FastifyRequest,
    reply: FastifyReply,
    { row, directive, base }: Reading,
    fault: string | null,
  ): Promise<FastifyReply> {
    const locale = chosenLocale(request, reply)
    const t = desk.translate(locale)
    const now = world.clock.now()
    const contact = await codeContact(world.db, row)
    const { asked } = request.query as { asked?: unknown }
    const page = ownDataGate(
      { directive, reader: readerOf(row), base, now, locale, t },
      {
        contact: contact ? contactsText([contact], t) : '',
        canType: await ownCodeInForce(world.db, row.recipientId, now),
        fault,
        status:
          oneOf(['sent', 'too_soon', 'over', 'no_channel'], String(asked)) && t(`phone.own.asked.${asked}`),
      },
    )
    return sendPage(reply, page, fault ? 422 : 200)
  }

  app.get<{ Params: TokenParams }>('/x/:token/me', { config }, async (request, reply) => {
    const found = await reading(desk, request, reply)
    if (!found) return reply
    const held = (await isOpen(request, found)) ? await heldAbout(world.db, found.row.personId) : null
    if (!held) return gate(request, reply, found, null)
    const locale = chosenLocale(request, reply)
    const { row, directive, base } = found
    const t = desk.translate(locale)
    const done = oneOf(['request', 'channel', 'consent'], String((request.query as { done?: unknown }).done))
    const frame = { directive, reader: readerOf(row), base, now: world.clock.now(), locale, t }
    const chats = (await chatsOfReader(world.db, row.recipientId)).filter((chat) => takesLinks(chat.kind))
    return sendPage(reply, ownDataPage(frame, held, chats, done && t(`phone.own.done.${done}`)), 200)
  })

  app.post<Post>('/x/:token/me/send-code', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const asked = await askOwnCode(world.db, found.row.recipientId, world.clock.now())
    return back(reply, found, `me?asked=${asked}`)
  })

  app.post<Post>('/x/:token/me/code', { config }, async (request, reply) => {
    const found = await acting(request, reply)
    if (!found) return reply
    const typed = typedText(request.body, 'code').slice(0, 40)
    const order = { recipientId: found.row.recipientId, typed, secret: world.secret }
    const token = await enterOwnCode(world.db, order, world.clock.now())
    if (!token) return gate(request, reply, found, request.t('phone.own.wrong'))
    reply.header(
      'set-cookie',
      `${VISIT}=${token}; Path=${found.base}me; Max-Age=${VISIT_MS / 1000}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
    )
    return back(reply, found, 'me')
  })

  app.get<{ Params: TokenParams }>('/x/:token/me/export', { config }, async (request, reply) => {
    const open = await opened(await reading(desk, request, reply), request, reply)
    if (!open) return reply
    const now = world.clock.now()
    const { personId } = open.found.row
    await recordOwnExport(world.db, open.actor, personId, now)
    const readable = (request.query as { format?: unknown }).format !== 'json'
    return reply
      .type(readable ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
      .headers({
        'content-disposition': `attachment; filename="du-lieu-ca-nhan.${readable ? 'html' : 'json'}"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
      })
      .send(
        readable ? heldPage(open.held, request.t, now, request.locale) : JSON.stringify(open.held, null, 2),
      )
  })

  app.post<Post>('/x/:token/me/request', { config }, async (request, reply) => {
    const open = await opened(await acting(request, reply), request, reply)
    const kind = oneOf(KINDS, typedText(request.body, 'kind'))
    if (!open) return reply
    const now = world.clock.now()
    if (!kind) return back(reply, open.found, 'me')
    const note = tidyLines(typedText(request.body, 'note')).slice(0, 1000) || null
    const { personId } = open.found.row
    await world.db
      .transaction()
      .execute((trx) =>
        openRequest(
          trx,
          open.actor,
          { personId, kind, cameBy: 'page', note, thirdParty: false, receivedAt: now },
          now,
        ),
      )
    return back(reply, open.found, 'me?done=request')
  })

  app.post<Post>('/x/:token/me/link', { config }, async (request, reply) => {
    const open = await opened(await acting(request, reply), request, reply)
    if (!open) return reply
    const { row, directive, base } = open.found
    const chats = (await chatsOfReader(world.db, row.recipientId)).filter((one) => takesLinks(one.kind))
    const chat = chats.find((one) => String(one.accountId) === typedText(request.body, 'account'))
    if (!chat) return back(reply, open.found, 'me')
    const addressOf = await linkAddress(world, chat.accountId)
    const now = world.clock.now()
    const order = { personId: row.personId, accountId: chat.accountId, validMs: OWN_CODE_MS }
    const asked = await world.db.transaction().execute((trx) => askLinkCode(trx, open.actor, order, now))
    const locale = chosenLocale(request, reply)
    const t = desk.translate(locale)
    const address = addressOf(asked.code)
    const channel = t(`audit.channel.${chat.channel}`)
    const page = linkChatPage(
      { directive, reader: readerOf(row), base, now, locale, t },
      {
        address,
        channel,
        qr: qrImage(address, t('phone.own.link.ask', { channel })),
        until: timeText(asked.expiresAt),
      },
    )
    return sendPage(reply, page, 200)
  })

  app.post<Post>('/x/:token/me/channel', { config }, async (request, reply) => {
    const open = await opened(await acting(request, reply), request, reply)
    const channel = oneOf(CHANNELS, typedText(request.body, 'channel'))
    if (!open) return reply
    if (!channel) return back(reply, open.found, 'me')
    const stopped = typedText(request.body, 'stopped') === '1'
    const { personId } = open.found.row
    await world.db
      .transaction()
      .execute((trx) =>
        setObjection(trx, open.actor, { personId, channel, stopped, how: 'page' }, world.clock.now()),
      )
    return back(reply, open.found, 'me?done=channel')
  })

  app.post<Post>('/x/:token/me/consent', { config }, async (request, reply) => {
    const open = await opened(await acting(request, reply), request, reply)
    const purpose = oneOf(PURPOSES, typedText(request.body, 'purpose'))
    const channel = oneOf(CHANNELS, typedText(request.body, 'channel'))
    if (!open) return reply
    if (!purpose || (purpose === 'promotion') !== (channel !== null)) return back(reply, open.found, 'me')
    const { personId, recipientId } = open.found.row
    const order = { personId, purpose, channel, how: 'page' as const, evidence: `recipient ${recipientId}` }
    const change = typedText(request.body, 'given') === '1' ? giveConsent : withdrawConsent
    await world.db.transaction().execute((trx) => change(trx, open.actor, order, world.clock.now()))
    return back(reply, open.found, 'me?done=consent')
  })
}
