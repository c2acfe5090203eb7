import type { FastifyReply, FastifyRequest } from 'fastify'
import { CODE_VALID_MS, REMEMBERED_MS } from '../../domain/acknowledgement/index.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { isToken, randomToken, tokenHash } from '../../kernel/ids.ts'

const DEVICE = 'loa_device'
const STEP_UP = 'loa_code'
const YEAR_S = 365 * 86_400

/** The phone that acts: known by a cookie from its first act on, never from reading alone; 90 days from each act. */
export function deviceOf(request: FastifyRequest, reply: FastifyReply, secure: boolean): Buffer {
  const known = request.cookies[DEVICE]
  const token = known && isToken(known) ? known : randomToken()
  reply.header(
    'set-cookie',
    `${DEVICE}=${token}; Path=/x; Max-Age=${REMEMBERED_MS / 1000}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  )
  return tokenHash(token)
}

export function knownDevice(request: FastifyRequest): Buffer | null {
  const known = request.cookies[DEVICE]
  return known && isToken(known) ? tokenHash(known) : null
}

/** Reopening the link within the life of the code leads back to its page, on this phone alone. */
export function expectCode(reply: FastifyReply, base: string, secure: boolean): void {
  reply.header(
    'set-cookie',
    `${STEP_UP}=1; Path=${base.slice(0, -1)}; Max-Age=${CODE_VALID_MS / 1000}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  )
}

export const expectsCode = (request: FastifyRequest): boolean => request.cookies[STEP_UP] !== undefined

/** «?lang=en»: the reader's choice, kept for the next pages. */
export function chosenLocale(request: FastifyRequest, reply: FastifyReply): Locale {
  const asked = (request.query as { lang?: unknown }).lang
  if (asked !== 'vi' && asked !== 'en') return request.locale
  reply.header('set-cookie', `loa_lang=${asked}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`)
  return asked
}
