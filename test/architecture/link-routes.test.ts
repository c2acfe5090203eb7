import type { RouteOptions } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import { buildApp } from '../../src/http/app.ts'
import { type IssuedForTest, issueForTest } from '../harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../harness/web.ts'

/**
 * A link reaches its recipient and nobody else. Phone pages run as the owner of the tables, whom row security does not
 * bind: so every one of their routes is called here with one person's link, and no row of another unit, directive or
 * person may be shown or changed by it.
 */
const NOW = '2021-09-05T08:00:00+07:00'
const ISSUED = new Date('2021-09-05T07:55:00+07:00')

/** What a person types into the form of a route. A link route that changes something and is not here fails below. */
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acknowledge: { read: '1' },
  'not-applicable': { note: 'Không có nhà trọ' },
  withdraw: {},
  question: { text: 'Có phải báo cáo hôm nay không?', key: 'k' },
  delegate: { name: 'Ngô Thị Thay', phone: '0912 345 678' },
  'new-link': {},
  code: { code: '123456' },
  'send-code': {},
  request: { kind: 'correct' },
  channel: { channel: 'sms', stopped: '1' },
  consent: { purpose: 'photo', channel: '', given: '1' },
  link: { account: '1' },
  opened: {},
  read: { text: '1' },
  // Last: it closes the link.
  'not-me': {},
}

let web: TestWeb
let db: Db
let mine: IssuedForTest
let other: IssuedForTest
let routes: { method: string; url: string }[] = []

beforeAll(async () => {
  web = await openTestWeb({ now: NOW })
  db = web.database.db
  mine = await issue('Văn bản của tôi', [
    { name: 'CĐCS Của Tôi', officers: ['Tạ Thúy', 'Lưu Cùng Đơn Vị'] },
    { name: 'CĐCS Bí Mật Một', officers: ['Kín Văn Một'] },
  ])
  other = await issue('Văn bản bí mật', [{ name: 'CĐCS Bí Mật Hai', officers: ['Kín Văn Hai'] }])
  const app = await buildApp(web.world, (route: RouteOptions) => {
    if (/^\/x\/:token/.test(route.url))
      for (const method of [route.method].flat())
        if (method !== 'HEAD') routes.push({ method, url: route.url })
  })
  await app.close()
}, 60_000)
afterAll(() => web.close())

const issue = (title: string, units: Parameters<typeof issueForTest>[1]['units']): Promise<IssuedForTest> =>
  issueForTest(db, {
    title,
    units,
    issuedAt: ISSUED,
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    attachments: [{ name: `${title}.txt`, mime: 'text/plain', content: Buffer.from(title) }],
    links: { secret: TEST_SECRET, expiresAt: new Date('2021-09-08T07:55:00+07:00') },
  })

/** Every row that is not this person's, this unit's, or made by them just now. */
async function rowsOfOthers(): Promise<Map<string, string>> {
  const { targetId, officers } = mine.units[0]!
  const { recipientId, personId } = officers[0]!
  const others: Record<string, ReturnType<typeof sql>> = {
    recipient: sql`t.id <> ${recipientId} and t.delegated_from is distinct from ${recipientId}`,
    target: sql`t.id <> ${targetId}`,
    acknowledgement: sql`t.recipient_id is distinct from ${recipientId}`,
    question: sql`t.recipient_id <> ${recipientId}`,
    delegation: sql`t.from_recipient_id <> ${recipientId}`,
    access_link: sql`t.recipient_id not in (select id from recipient where id = ${recipientId} or delegated_from = ${recipientId})`,
    link_event: sql`t.recipient_id <> ${recipientId}`,
    step_up_code: sql`t.recipient_id <> ${recipientId}`,
    device: sql`t.person_id <> ${personId}`,
    contact_point: sql`t.person_id <> ${personId} and t.person_id not in (select person_id from recipient where delegated_from = ${recipientId})`,
    person: sql`t.id not in (select person_id from recipient where delegated_from = ${recipientId})`,
    directive: sql`true`,
    post: sql`true`,
    unit: sql`true`,
    attachment: sql`true`,
    role_grant: sql`true`,
    staff: sql`true`,
  }
  const prints = new Map<string, string>()
  for (const [table, where] of Object.entries(others)) {
    const { rows } = await sql<{ print: string }>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
      from ${sql.table(table)} t where ${where}`.execute(db)
    prints.set(table, rows[0]!.print)
  }
  return prints
}

const call = (method: string, url: string, fields?: Readonly<Record<string, string>>) =>
  web.app.inject({
    method: method as 'GET',
    url,
    ...(fields && {
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    }),
  })
const last = (url: string): string => url.split('/').at(-1)!

test('every link route that changes something has a form to try it with', () => {
  const unknown = routes.filter(({ method, url }) => method !== 'GET' && !(last(url) in FORMS))
  expect(unknown).toEqual([])
  expect(routes.length).toBeGreaterThan(12)
})

test('a link shows and changes what is its own recipient’s, on every route', async () => {
  const { token } = mine.units[0]!.officers[0]!
  const keys = async (id: number) =>
    (
      await db
        .selectFrom('attachment')
        .select('public_key')
        .where('directive_id', '=', id)
        .executeTakeFirstOrThrow()
    ).public_key
  const [ownKey, otherKey] = [await keys(mine.directiveId), await keys(other.directiveId)]
  const before = await rowsOfOthers()
  const order = Object.keys(FORMS)
  routes = routes.toSorted((a, b) => order.indexOf(last(a.url)) - order.indexOf(last(b.url)))
  const told: string[] = []
  let answered = 0
  for (const { method, url } of routes) {
    const reply = await call(
      method,
      url.replace(':token', token).replace(':key', ownKey),
      method === 'GET' ? undefined : FORMS[last(url)],
    )
    if (reply.statusCode < 400) answered++
    if (reply.statusCode >= 500) told.push(`${method} ${url} → ${reply.statusCode}`)
    if (/Bí Mật|bí mật|Kín Văn/.test(reply.body)) told.push(`${method} ${url} shows somebody else`)
  }
  expect(told).toEqual([])
  expect(answered).toBeGreaterThan(8)
  expect((await call('GET', `/x/${mine.units[0]!.officers[1]!.token}/file/${otherKey}`)).statusCode).toBe(404)
  const after = await rowsOfOthers()
  expect([...after].filter(([table, print]) => before.get(table) !== print)).toEqual([])
})

test('a token that is nobody’s, or one letter off, opens nothing', async () => {
  const { token } = other.units[0]!.officers[0]!
  const before = await rowsOfOthers()
  const wrong = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
  for (const { method, url } of routes) {
    const reply = await call(
      method,
      url.replace(':token', wrong).replace(':key', 'x'),
      method === 'GET' ? undefined : {},
    )
    // The beacon of an open page is answered in the same way whoever sends it: with nothing.
    const saysNothing = reply.statusCode >= 300 || (reply.statusCode === 204 && reply.body === '')
    expect([url, saysNothing]).toEqual([url, true])
    expect(reply.body).not.toMatch(/Bí Mật|bí mật|Kín Văn/)
  }
  expect(await rowsOfOthers()).toEqual(before)
})
