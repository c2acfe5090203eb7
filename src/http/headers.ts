import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpWorld } from './world.ts'

/** Above this size a reply that has no tag of its own gets none: hashing it would cost more than sending it. */
const TAGGED_UP_TO = 500_000

const isApi = (request: FastifyRequest): boolean => /^\/api(\/|$|\?)/.test(request.url)

/** What every reply of the API carries besides its own, unless its handler said otherwise. */
export function apiHeaders(app: FastifyInstance, world: HttpWorld): void {
  const secure = world.publicUrl.startsWith('https:')
  const origins = new Set(world.corsOrigins)

  app.addHook('onRequest', (request, reply, done) => {
    if (secure) reply.header('strict-transport-security', 'max-age=31536000')
    const { origin } = request.headers
    if (!isApi(request) || origins.size === 0 || origin === undefined) return done()
    reply.header('vary', 'origin')
    if (!origins.has(origin)) return done()
    reply.header('access-control-allow-origin', origin)
    reply.header(
      'access-control-expose-headers',
      'etag, idempotency-replayed, ratelimit, ratelimit-policy, retry-after',
    )
    if (request.method === 'OPTIONS') preflight(reply)
    else done()
  })

  app.addHook('onSend', async (request, reply, payload) => {
    if (!isApi(request)) return payload
    fill(reply, {
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    return tagged(request, reply, payload)
  })
}

/** Keys may come from another page; cookies never do (no `allow-credentials`). */
function preflight(reply: FastifyReply): FastifyReply {
  return reply
    .status(204)
    .header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
    .header('access-control-allow-headers', 'authorization, content-type, idempotency-key, if-none-match')
    .header('access-control-max-age', '600')
    .send()
}

function fill(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) reply.header(name, value)
}

/** Whoever holds the same reply already gets 304 and no body. */
function tagged(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const mayTag =
    request.method === 'GET' &&
    reply.statusCode === 200 &&
    typeof payload === 'string' &&
    payload.length <= TAGGED_UP_TO &&
    !reply.hasHeader('etag')
  if (!mayTag) return payload
  const etag = `"${createHash('sha1').update(payload).digest('base64url')}"`
  reply.header('etag', etag)
  if (!knows(request.headers['if-none-match'], etag)) return payload
  reply.status(304).removeHeader('content-length')
  return ''
}

const knows = (given: string | undefined, etag: string): boolean =>
  (given ?? '').split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
