import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyReply } from 'fastify'
import { html } from 'ghtml'
import { Problem } from '../kernel/errors.ts'
import type { RegisterRoutes } from './routes.ts'

const FILE = join(import.meta.dirname, '../../locales/vi/problem.json')
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

type Words = { readonly [key: string]: string | Words }

/** Every code of a problem, «draft.title_missing» among them. */
function allCodes(words: Words, prefix = ''): readonly string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : allCodes(value, `${prefix}${key}.`),
  )
}

/** Where the `type` of a problem leads (RFC 9457, 3.1.1): what it means and how to mend it, in both languages. */
export const problemPages: RegisterRoutes = (app, world) => {
  const codes = allCodes(JSON.parse(readFileSync(FILE, 'utf8')) as Words).toSorted()
  const known = new Set(codes)
  const [vi, en] = [world.translate('vi'), world.translate('en')]
  const config = { permission: 'public' } as const
  const schema = { hide: true }

  const entry = (code: string): string =>
    html`<dt id="${code}"><code>${code}</code></dt><dd lang="vi">${vi(`problem.${code}`)}</dd><dd lang="en">${en(`problem.${code}`)}</dd>`

  app.get('/api/problems', { config, schema }, (request, reply) =>
    sendPage(reply, request.t('api.page.problems'), codes.map(entry).join('')),
  )

  app.get('/api/problems/:code', { config, schema }, (request, reply) => {
    const { code } = request.params as { code: string }
    if (!known.has(code)) throw new Problem('not_found', 'not_found')
    return sendPage(reply, code, entry(code))
  })
}

const sendPage = (reply: FastifyReply, title: string, entries: string): FastifyReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .send(html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}dt{margin-top:1.25rem;font-weight:700}dd{margin:.25rem 0}</style>
</head>
<body><h1>${title}</h1><dl>!${entries}</dl></body>
</html>`)
