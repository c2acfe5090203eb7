import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem } from '../../kernel/errors.ts'
import type { Locale } from '../../kernel/i18n.ts'
import type { RegisterRoutes } from '../routes.ts'
import { documentIn } from './document.ts'
import { referencePage, START_SCRIPT } from './page.ts'

/** Nothing from outside, nothing inline; the library draws its arrows as `data:` pictures. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Served {
  readonly type: string
  readonly plain: Buffer
  readonly zipped: Buffer
  readonly etag: string
}

const served = (type: string, content: string | Buffer): Served => ({
  type,
  plain: Buffer.from(content),
  zipped: gzipSync(content),
  etag: `"${createHash('sha1').update(content).digest('base64url')}"`,
})

/** Written once, sent packed to whoever can unpack it, and asked for again only by its tag. */
function sendServed(request: FastifyRequest, reply: FastifyReply, file: Served): FastifyReply {
  reply
    .header('etag', file.etag)
    .header('cache-control', 'public, no-cache')
    .header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send()
  reply.type(file.type)
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(file.plain)
  return reply.header('content-encoding', 'gzip').send(file.zipped)
}

/** The API for programs (`/api/openapi.json`) and for people who write them (`/api/docs`). */
export const openApiRoutes: RegisterRoutes = (app, world) => {
  const config = { permission: 'public' } as const
  const schema = { hide: true }
  const cache = new Map<string, Served>()
  const once = (name: string, make: () => Served): Served => {
    const known = cache.get(name) ?? make()
    cache.set(name, known)
    return known
  }
  const localeOf = (request: FastifyRequest): Locale => {
    const { lang } = request.query as { lang?: string }
    return lang === 'en' || lang === 'vi' ? lang : request.locale
  }

  app.get(
    '/api/openapi.json',
    { config, schema: { ...schema, querystring: z.object({ lang: z.enum(['vi', 'en']).optional() }) } },
    (request, reply) => {
      const locale = localeOf(request)
      const file = once(`document ${locale}`, () =>
        served('application/json; charset=utf-8', JSON.stringify(documentIn(app, world, locale))),
      )
      return sendServed(request, reply, file)
    },
  )

  app.get('/api/docs', { config, schema }, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'same-origin')
      .header('cache-control', 'no-cache')
      .send(referencePage(request.t, localeOf(request))),
  )

  app.get('/api/docs/:file', { config, schema }, (request, reply) => {
    const { file } = request.params as { file: string }
    const make = FILES.get(file)
    if (!make) throw new Problem('not_found', 'not_found')
    return sendServed(request, reply, once(file, make))
  })
}

const ofLibrary = (name: string): Buffer =>
  readFileSync(fileURLToPath(import.meta.resolve(`@fastify/swagger-ui/static/${name}`)))

const SCRIPT = 'text/javascript; charset=utf-8'
const FILES: ReadonlyMap<string, () => Served> = new Map([
  ['start.js', () => served(SCRIPT, START_SCRIPT)],
  ['swagger-ui.js', () => served(SCRIPT, ofLibrary('swagger-ui-bundle.js'))],
  ['swagger-ui.css', () => served('text/css; charset=utf-8', ofLibrary('swagger-ui.css'))],
])
