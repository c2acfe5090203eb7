import type { RouteOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

let web: TestWeb
const routes: { method: string; url: string; permission: string }[] = []

beforeAll(async () => {
  web = await openTestWeb()
  const app = await buildApp(web.world, (route: RouteOptions) => {
    for (const method of [route.method].flat())
      routes.push({ method, url: route.url, permission: String(route.config?.permission) })
  })
  await app.close()
})
afterAll(() => web.close())

const OPEN = new Set(['public', 'link', 'webhook'])

test('a stranger gets into no route that names a staff permission', async () => {
  const guarded = routes.filter(({ permission }) => !OPEN.has(permission))
  expect(guarded.length).toBeGreaterThan(0)
  const entered: string[] = []
  for (const { method, url } of guarded) {
    const answer = await web.app.inject({
      method: method as 'GET',
      url: url.replace(/:\w+/g, '1').replace('*', 'x'),
    })
    if (answer.statusCode !== 401) entered.push(`${method} ${url} → ${answer.statusCode}`)
  }
  expect(entered).toEqual([])
})

test('what is open to strangers is the phone, the webhooks, sign-in, the built console and life signs, nothing else', () => {
  const allowed =
    /^\/(healthz|readyz|metrics|robots\.txt|assets\/\*|\*|favicon\.\w+|icon\.svg)?$|^\/(x|g|v|webhooks|demo|sign-in|api\/docs|api\/problems|api\/openapi\.json|api\/sign-in|api\/setup|api\/session|api\/auth)(\/|$)/
  expect(routes.filter(({ permission, url }) => OPEN.has(permission) && !allowed.test(url))).toEqual([])
})

test('a GET changes nothing: what changes state is asked for by another method', () => {
  const changing = /\/(issue|stop|release|close|discard|restore|acknowledge|nudge|undo|sign-out)$/
  expect(routes.filter(({ method, url }) => method === 'GET' && changing.test(url))).toEqual([])
})
