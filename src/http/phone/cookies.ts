import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Locale } from '../../kernel/i18n.ts'
import { isToken, randomToken, tokenHash } from '../../kernel/ids.ts'

const DEVICE = 'loa_device'
const YEAR_S = 365 * 86_400

/** The phone that acts: known by a cookie from its first act on, never from reading alone. */
export function deviceOf(request: FastifyRequest, reply: FastifyReply, secure: boolean): Buffer {
  const known = request.cookies[DEVICE]
  if (known && isToken(known)) return tokenHash(known)
  const token = randomToken()
  reply.header(
    'set-cookie',
    `${DEVICE}=${token}; Path=/x; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  )
  return tokenHash(token)
}

export function knownDevice(request: FastifyRequest): Buffer | null {
  const known = request.cookies[DEVICE]
  return known && isToken(known) ? tokenHash(known) : null
}

/** «?lang=en»: the reader's choice, kept for the next pages. */
export function chosenLocale(request: FastifyRequest, reply: FastifyReply): Locale {
  const asked = (request.query as { lang?: unknown }).lang
  if (asked !== 'vi' && asked !== 'en') return request.locale
  reply.header('set-cookie', `loa_lang=${asked}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`)
  return asked
}
