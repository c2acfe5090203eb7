import { gunzipSync } from 'node:zlib'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifySchema, RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { buildApp } from '../../src/http/app.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly parameters?: readonly { readonly name: string }[]
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>
}
interface Document {
  readonly tags: readonly { name: string; description: string }[]
  readonly paths: Record<string, Record<string, Operation>>
}

let web: TestWeb
const routes: { name: string; schema: FastifySchema & Record<string, unknown> }[] = []
let documents: readonly Document[]

beforeAll(async () => {
  web = await openTestWeb()
  const app = await buildApp(web.world, (route: RouteOptions) => {
    for (const method of [route.method].flat())
      if (route.url.startsWith('/api/') && method !== 'HEAD')
        routes.push({ name: `${method} ${route.url}`, schema: { ...route.schema } })
  })
  await app.close()
  documents = await Promise.all(['vi', 'en'].map(read))
})
afterAll(() => web.close())

async function read(lang: string): Promise<Document> {
  const url = `/api/openapi.json?lang=${lang}`
  const packed = await web.app.inject({ url, headers: { 'accept-encoding': 'gzip' } })
  const plain = await web.app.inject(url)
  expect([packed.headers['content-encoding'], plain.headers['content-encoding']]).toEqual(['gzip', undefined])
  expect(gunzipSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true)
  return plain.json<Document>()
}

const operations = (document: Document): Operation[] =>
  Object.values(document.paths).flatMap((path) => Object.values(path))

/** Not of the API: the sign-in library’s own calls, and the pages that show the document. */
const APART = /^(GET|POST) \/api\/(auth\/\*|openapi\.json|docs|docs\/:file|problems|problems\/:code)$/

test('what looks at one thing may be refused as the act upon it would be, and all of it while sign-ins are frozen', () => {
  const [document] = documents
  const ending = document!.paths['/api/posts/{id}/end']!['get']!
  expect(Object.keys(ending.responses)).toEqual(expect.arrayContaining(['200', '404', '409', '422', '503']))
  const exported = document!.paths['/api/privacy/people/{id}/export']!['get']!.responses['200']!
  expect(exported.content!['application/json']!.schema).toMatchObject({ type: 'object' })
})

test('every route of the API has a name, a tag and a schema of its reply', () => {
  const faults = routes
    .filter(({ name }) => !APART.test(name))
    .flatMap(({ name, schema }) =>
      (['operationId', 'tags', 'response'] as const)
        .filter((part) => !schema[part] || schema['hide'])
        .map((part) => `${name} has no ${part} in its schema`),
    )
  expect(faults).toEqual([])
})

test('the document stands in the OpenAPI 3.1 schema, and describes every route once', async () => {
  const described = documents[0]!
  const verdict = await new Validator().validate(structuredClone(described) as never)
  expect(verdict).toEqual({ valid: true })
  expect(described).toMatchObject({ openapi: '3.1.0' })
  const names = operations(described).map((operation) => operation.operationId)
  expect(names).toHaveLength(routes.filter(({ name }) => !APART.test(name)).length)
  expect(new Set(names).size).toBe(names.length)
})

describe('in both languages', () => {
  test('every operation, reply and tag says in words what it is (locales/*/api.json)', () => {
    for (const document of documents) {
      const untold = operations(document).flatMap((operation) => [
        ...(operation.summary.startsWith('api.') ? [operation.summary] : []),
        ...Object.values(operation.responses)
          .map((reply) => reply.description)
          .filter((text) => text.startsWith('api.')),
      ])
      expect([
        ...new Set(untold),
        ...document.tags.filter((tag) => tag.description.startsWith('api.')),
      ]).toEqual([])
    }
  })

  test('names of fields, not of a language, are what differs in nothing', () => {
    const bare = (document: Document) =>
      operations(document).map(({ operationId, responses }) => [operationId, Object.keys(responses)])
    expect(bare(documents[0]!)).toEqual(bare(documents[1]!))
    expect(documents[0]!.paths['/api/directives']!['get']!.summary).not.toBe(
      documents[1]!.paths['/api/directives']!['get']!.summary,
    )
  })
})

test('what a caller must be is written with each operation, and every refusal is a problem', () => {
  for (const operation of operations(documents[0]!)) {
    const { responses } = operation
    if (operation.security.length > 0) expect(Object.keys(responses)).toContain('401')
    for (const [status, reply] of Object.entries(responses))
      if (Number(status) >= 400)
        expect(reply.content, `${operation.operationId} ${status}`).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } },
        })
  }
})

test('a list is gone through in one way: `after` and `limit`, answered with `next`', () => {
  const faults: string[] = []
  for (const operation of operations(documents[0]!)) {
    const parameters = (operation.parameters ?? []).map((parameter) => parameter.name)
    for (const other of ['page', 'pageSize', 'offset', 'before', 'cursor', 'skip'])
      if (parameters.includes(other))
        faults.push(`${operation.operationId} has «${other}»: see src/contract/page.ts`)
    if (parameters.includes('after') && !parameters.includes('limit'))
      faults.push(`${operation.operationId} has «after» without «limit»`)
  }
  expect(faults).toEqual([])
})

test('a reply holds what its schema names and nothing more', async () => {
  const app = await buildApp(web.world)
  app.get(
    '/api/test-only',
    { config: { permission: 'public' }, schema: { response: { 200: z.object({ name: z.string() }) } } },
    () => ({ name: 'Loa', phone: '0912345678' }),
  )
  app.get(
    '/api/test-wrong',
    { config: { permission: 'public' }, schema: { response: { 200: z.object({ name: z.string() }) } } },
    () => ({ name: 12 }),
  )
  expect((await app.inject('/api/test-only')).json()).toEqual({ name: 'Loa' })
  expect((await app.inject('/api/test-wrong')).statusCode).toBe(500)
  await app.close()
})

describe('the reference for people', () => {
  test('asks nobody outside and runs nothing inline', async () => {
    const page = await web.app.inject('/api/docs')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("default-src 'none'")
    expect(page.body).not.toMatch(/https?:\/\//)
    expect(page.body).not.toMatch(/<script>|onclick=/)
    for (const [, file] of page.body.matchAll(/(?:src|href)="(\/api\/docs\/[^"]+)"/g)) {
      const reply = await web.app.inject(file!)
      expect(reply.statusCode).toBe(200)
      const again = await web.app.inject({ url: file!, headers: { 'if-none-match': reply.headers.etag } })
      expect(again.statusCode).toBe(304)
    }
  })

  test('hands out its own files and no others', async () => {
    for (const file of ['package.json', '..%2f..%2fpackage.json', 'constructor', '__proto__'])
      expect((await web.app.inject(`/api/docs/${file}`)).statusCode, file).toBe(404)
  })
})
