import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../kernel/errors.ts'
import type { RegisterRoutes } from './routes.ts'

const DIST = join(import.meta.dirname, '../../web/dist')

/**
 * Only our own code runs in the console. Styles may stand inline because the component library writes them so;
 * `blob:` and `data:` pictures are previews of files that have not been uploaded yet.
 */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Addresses that belong to the server: an unknown one among them is an answer for programs, not a screen. */
const NOT_A_SCREEN = /^\/(api|x|g|webhooks|assets|v)(\/|$|\?)/

/** The built console: hashed assets for a year, and one page for every address that a screen may have. */
export const consoleRoutes: RegisterRoutes = async (app) => {
  // `serve: false`: the routes are ours, so that they name their permission like all others.
  await app.register(fastifyStatic, { root: DIST, serve: false, preCompressed: true })

  app.get('/assets/*', { config: { permission: 'public' } }, (request, reply) => {
    const file = (request.params as { '*': string })['*']
    return reply.header('x-content-type-options', 'nosniff').sendFile(`assets/${file}`, {
      immutable: true,
      maxAge: '365d',
    })
  })

  const page = (_request: FastifyRequest, reply: FastifyReply) => {
    if (!existsSync(join(DIST, 'index.html'))) throw new Problem('unavailable', 'console_not_built')
    return reply
      .header('content-security-policy', POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .sendFile('index.html', { cacheControl: false })
      .header('cache-control', 'no-cache')
  }
  app.get('/', { config: { permission: 'public' } }, page)
  app.get('/*', { config: { permission: 'public' } }, (request, reply) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html')
    if (!wantsPage || NOT_A_SCREEN.test(request.url)) return reply.callNotFound()
    return page(request, reply)
  })
}
