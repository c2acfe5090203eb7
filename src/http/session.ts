import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../contract/session.ts'
import { withPermission } from '../domain/identity/index.ts'
import { Problem } from '../kernel/errors.ts'
import { keyOf } from './callers/api-keys.ts'
import type { Sessions } from './sign-in/sessions.ts'
import type { HttpWorld } from './world.ts'

/**
 * Finds the signed-in member of staff; refuses when the route's permission is theirs nowhere. `request.staff.scope` is
 * where they hold it: a handler that runs inScope() of it can neither see nor change anything elsewhere.
 */
export function guardSession(world: HttpWorld, sessions: Sessions) {
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const { permission } = request.routeOptions.config
    if (!permission || permission === 'public' || permission === 'link' || permission === 'webhook') done()
    else admit(permission, request, reply).then(() => done(), done)
  }

  async function admit(permission: Permission, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // A key is sent on purpose; a cookie goes along by itself, so its request must come from our own pages.
    const byKey = keyOf(request) !== undefined
    if (!byKey && changesState(request) && !fromOwnPages(request, world.publicUrl))
      throw new Problem('forbidden', 'foreign_origin')
    const recognised = await sessions.recognise(request)
    if (!recognised) {
      reply.header('www-authenticate', 'Bearer')
      throw new Problem('unauthenticated', byKey ? 'api_key_invalid' : 'sign_in_needed')
    }
    const { staff } = recognised
    const frozenBy = await sessions.frozenBy()
    // An accident with data: nobody acts but who opened it, and no program does.
    if (frozenBy !== null && (byKey || frozenBy !== staff.staffId))
      throw new Problem('unavailable', 'privacy.sign_ins_frozen')
    if (staff.apiKeyId !== undefined) await sessions.keys.count(staff.apiKeyId, reply)
    if (!staff.permissions.has(permission)) throw new Problem('forbidden', 'not_permitted')
    // Who has yet to set up a second factor reaches their own account, where it is done, and nothing else.
    const { beforeSecondFactor = permission === 'account.own' } = request.routeOptions.config
    if (recognised.demand.kind === 'now' && !beforeSecondFactor)
      throw new Problem('forbidden', 'second_factor_needed')
    request.staff = withPermission(staff, permission)
    request.signIn = recognised
    if (!byKey && !request.cookies['loa_lang'] && staff.locale !== request.locale) {
      request.locale = staff.locale
      request.t = world.translate(staff.locale)
    }
  }
}

const changesState = (request: FastifyRequest): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes(request.method)

/**
 * Was this request made by a page of ours? A browser says where a state-changing request comes from: in Sec-Fetch-Site,
 * older ones in Origin. A client that says neither is no browser, and carries no cookie it was not given on purpose;
 * besides, the session cookie is SameSite=Lax.
 */
export function fromOwnPages(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const origin = request.headers.origin
  if (origin === undefined) return true
  if (origin === publicUrl) return true
  try {
    return new URL(origin).host === request.host
  } catch {
    return false
  }
}
