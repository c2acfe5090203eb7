import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addStaff, signInAs } from '../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../test/harness/web.ts'
import { ProblemDetails } from '../contract/common.ts'
import { buildApp } from './app.ts'

let web: TestWeb
let cookie: string

beforeAll(async () => {
  web = await openTestWeb()
  const staff = await addStaff(web.database.db, { unit: 'LĐLĐ quận', path: 'q' })
  cookie = await signInAs(web.app, web.world, staff.staffId)
})
afterAll(() => web.close())

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly payload?: string | object
  readonly headers?: Record<string, string>
}
const call = ({ headers, ...rest }: Call) =>
  web.app.inject({ method: 'GET', ...rest, headers: { cookie, ...headers } } as never)

const json = { 'content-type': 'application/json' }

describe('every refusal is a problem (RFC 9457)', () => {
  test.each<[number, string, Call]>([
    [404, 'not_found', { url: '/api/no-such-place' }],
    [404, 'directive_not_found', { url: '/api/directives/999999' }],
    [400, 'bad_request', { url: '/api/%zz' }],
    [400, 'bad_request', { method: 'POST', url: '/api/directives', payload: '{"a":', headers: json }],
    [400, 'bad_request', { method: 'POST', url: '/api/directives', payload: '', headers: json }],
    [405, 'method_not_allowed', { method: 'PUT', url: '/api/directives/1' }],
    [
      415,
      'unsupported_media',
      {
        method: 'POST',
        url: '/api/directives',
        payload: '<a/>',
        headers: { 'content-type': 'application/xml' },
      },
    ],
    [
      413,
      'too_large',
      { method: 'POST', url: '/api/audience/match', payload: { text: 'x'.repeat(1_100_000) } },
    ],
    [422, 'invalid', { url: '/api/directives/abc' }],
    [403, 'not_permitted', { url: '/api/api-keys' }],
  ])('%i %s', async (status, code, request) => {
    const reply = await call(request)
    expect(reply.statusCode).toBe(status)
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    const problem = ProblemDetails.strict().parse(reply.json())
    expect(problem).toMatchObject({ status, code, type: `/api/problems/${code}` })
    expect(problem.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
    expect(problem.title.length).toBeGreaterThan(10)
    expect(problem.title).not.toMatch(/[{}]|problem\./)
    expect((await web.app.inject(problem.type)).statusCode).toBe(200)
  })

  test('a wrong method names the right ones', async () => {
    const reply = await call({ method: 'PUT', url: '/api/directives/1?x=/api/home' })
    expect(reply.headers.allow!.toString().split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH'])
  })

  test('an accident keeps its details to the log', async () => {
    const log = new WrittenLog()
    const app = await buildApp({ ...web.world, log })
    app.get('/api/test-accident', { config: { permission: 'public' } }, () => {
      throw new Error('relation "person" does not exist: 0912345678')
    })
    const reply = await app.inject('/api/test-accident')
    expect(reply.json()).toMatchObject({ status: 500, code: 'internal' })
    expect(reply.body).not.toMatch(/relation|person|0912/)
    expect(log.errors).toHaveLength(1)
    expect(reply.json().instance).toBe(`urn:uuid:${log.errors[0]!['requestId']}`)
    await app.close()
  })

  test('a value that no column takes is the caller’s, and noted', async () => {
    const log = new WrittenLog()
    const app = await buildApp({ ...web.world, log })
    app.get('/api/test-overflow', { config: { permission: 'public' } }, () =>
      web.database.pool.query('select 1 where 1 = $1::int', ['99999999999']),
    )
    const reply = await app.inject('/api/test-overflow')
    expect(reply.json()).toMatchObject({ status: 400, code: 'bad_request' })
    expect([log.errors.length, log.warnings.length]).toEqual([0, 1])
    await app.close()
  })
})

/** Like the real log, its methods are of the object: taken out of it, they do not work. */
class WrittenLog {
  readonly errors: Record<string, unknown>[] = []
  readonly warnings: Record<string, unknown>[] = []
  info(): void {}
  warn(fields: Record<string, unknown>): void {
    this.warnings.push(fields)
  }
  error(fields: Record<string, unknown>): void {
    this.errors.push(fields)
  }
}

describe('what cannot be kept is refused at the door, and named', () => {
  const match = (payload: string) =>
    call({ method: 'POST', url: '/api/audience/match', payload, headers: json })
  test.each([
    ['a zero', '{"text":"a\\u0000b"}', 'text'],
    ['half a letter', '{"text":"a\\ud800b"}', 'text'],
    ['deep inside', '{"text":"a","x":[{"y":"\\udc00"}]}', 'x.0.y'],
    ['in a name', '{"text":"a","x":{"\\u0000":1}}', 'x'],
  ])('%s', async (_what, payload, field) => {
    const reply = await match(payload)
    expect(reply.statusCode).toBe(422)
    expect(reply.json().faults).toMatchObject([{ field, code: 'unreadable_text' }])
  })

  test('a whole letter outside the first plane is a letter', async () => {
    expect((await match('{"text":"Công đoàn \\ud83d\\ude00"}')).statusCode).toBe(200)
  })

  test('in an address too', async () => {
    const reply = await call({ url: '/api/units/search?q=a%00' })
    expect([reply.statusCode, reply.json().faults[0].code]).toEqual([422, 'unreadable_text'])
  })

  test('however deep a body is nested', async () => {
    const payload = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect((await match(payload)).statusCode).toBe(400)
    const again = await call({
      method: 'POST',
      url: '/api/audience/match',
      payload,
      headers: { ...json, 'idempotency-key': 'sau' },
    })
    expect(again.statusCode).toBe(400)
  })

  test('a form that breaks off, or says not where its parts end', async () => {
    for (const [type, payload] of [
      ['multipart/form-data; boundary=x', '--x\r\n'],
      ['multipart/form-data', '--x--'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b',
      ],
    ] as const) {
      const reply = await call({
        method: 'POST',
        url: '/api/imports',
        payload,
        headers: { 'content-type': type },
      })
      expect([reply.statusCode, reply.json().code], payload).toEqual([400, 'bad_request'])
    }
  })

  test('a day outside our time is no day', async () => {
    for (const day of ['0000-01-01', '0021-09-05', '9999-12-31'])
      expect((await call({ url: `/api/organisation/tree?asOf=${day}` })).statusCode, day).toBe(422)
  })
})

describe('a wrong field is named where it stands', () => {
  test('in the body by a pointer, in the address by its name', async () => {
    const body = await call({
      method: 'POST',
      url: '/api/audience/list',
      payload: { audience: { lines: [{ minWorkers: 'x' }] }, kind: 'people' },
    })
    expect(body.json().faults).toMatchObject([
      { field: 'audience.lines.0.minWorkers', pointer: '#/audience/lines/0/minWorkers' },
    ])
    const address = await call({ url: '/api/directives?limit=0' })
    expect(address.json().faults).toMatchObject([{ field: 'limit', parameter: 'limit' }])
  })

  test('in the language of the reader to the last word', async () => {
    const request: Call = { url: '/api/directives/abc?lang' }
    const vi = (await call(request)).json().faults[0].message
    const en = (await call({ ...request, headers: { cookie: `${cookie}; loa_lang=en` } })).json().faults[0]
      .message
    expect(vi).toContain('cần giá trị')
    expect(en).toContain('a value of type')
  })
})

describe('the language of a refusal', () => {
  const title = async (headers: Record<string, string>): Promise<string> =>
    (await web.app.inject({ url: '/api/me', headers })).json().title
  test('is what a program asks for, else Vietnamese', async () => {
    expect(await title({ 'accept-language': 'en' })).toContain('Sign in')
    expect(await title({ 'accept-language': 'fr, en;q=0.5, vi;q=0.4' })).toContain('Sign in')
    expect(await title({ 'accept-language': 'en;q=0.2, vi' })).toContain('Đăng nhập')
    for (const strange of ['', '*', 'fr', 'en;q=x', ',;,'])
      expect(await title({ 'accept-language': strange }), strange).toContain('Đăng nhập')
  })

  test('of a browser is what its reader chose, not what the machine came with', async () => {
    const browser = { 'sec-fetch-site': 'same-origin', 'accept-language': 'en' }
    expect(await title(browser)).toContain('Đăng nhập')
    expect(await title({ ...browser, cookie: 'loa_lang=en' })).toContain('Sign in')
  })
})

describe('what a reply of the API carries besides itself', () => {
  test('nothing is kept, guessed or framed', async () => {
    const { headers } = await call({ url: '/api/directive-kinds' })
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
  })

  test('whoever holds the reply already is spared it', async () => {
    const first = await call({ url: '/api/directive-kinds' })
    const again = await call({
      url: '/api/directive-kinds',
      headers: { 'if-none-match': String(first.headers.etag) },
    })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    const old = await call({ url: '/api/directive-kinds', headers: { 'if-none-match': '"old"' } })
    expect(old.statusCode).toBe(200)
  })

  test('pages of other origins are let in only when they are named, and never with cookies', async () => {
    const from = (app: TestWeb['app'], origin: string, method: 'GET' | 'OPTIONS' = 'GET') =>
      app.inject({ method, url: '/api/openapi.json', headers: { origin } })
    const closed = await from(web.app, 'https://bao-cao.example')
    expect(closed.headers['access-control-allow-origin']).toBeUndefined()
    const app = await buildApp({ ...web.world, corsOrigins: ['https://bao-cao.example'] })
    const asked = await from(app, 'https://bao-cao.example', 'OPTIONS')
    expect(asked.statusCode).toBe(204)
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': 'https://bao-cao.example',
      'access-control-allow-headers': expect.stringContaining('authorization'),
    })
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined()
    const stranger = await from(app, 'https://evil.example', 'OPTIONS')
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined()
    await app.close()
  })
})
