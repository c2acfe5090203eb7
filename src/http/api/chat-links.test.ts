import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAccounts } from '../../../demo/accounts.ts'
import { telegramAccount, WEBHOOK_IDENTITY } from '../../../fakes/index.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../../test/harness/web.ts'
import type { ChatAccounts, LinkConflicts, MadeLinkCode } from '../../contract/chat-link.ts'
import { linkByCode } from '../../domain/channel/index.ts'

const CHAT = '5920417'
let web: TestWeb
let here: IssuedForTest
let there: IssuedForTest
let cookie: string
let bot: number
let portal: number

beforeAll(async () => {
  web = await openTestWeb({ now: '2021-09-05T07:40:00+07:00' })
  const issue = (officers: string[]) =>
    issueForTest(web.database.db, { issuedAt: web.clock.now(), units: [{ name: 'CĐCS Hoa Sen', officers }] })
  here = await issue(['Tạ Thúy', 'Lưu Văn Ưng'])
  there = await issue(['Kín Văn Hai'])
  await sql`update person set is_demo = true where id = (select person_id from staff where id = ${here.staffId})`.execute(
    web.database.db,
  )
  cookie = await signInAs(web.app, web.world, here.staffId)
  ;[bot = 0, portal = 0] = await insertAccounts(
    web.database.db,
    here.federationId,
    [
      telegramAccount('http://127.0.0.1:9'),
      {
        kind: 'webhook-out',
        channel: 'webhook',
        name: 'Cổng cán bộ',
        baseUrl: 'http://127.0.0.1:9/loa',
        secrets: { secret: WEBHOOK_IDENTITY.secret },
      },
    ],
    { secret: TEST_SECRET, now: web.clock.now() },
  )
})
afterAll(() => web.close())

const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
  web.app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) })
const officer = (n: number) => here.units[0]!.officers[n]!.personId
const stranger = () => there.units[0]!.officers[0]!.personId
const press = (code: string) =>
  linkByCode(web.database.db, bot, { code, address: CHAT, at: web.clock.now() }, web.clock.now())
async function codeFor(personId: number): Promise<string> {
  const reply = await call('POST', `/api/people/${personId}/link-codes`, { accountId: bot })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['cache-control']).toContain('no-store')
  return reply.json<MadeLinkCode>().address.split('?start=')[1]!
}

test('an officer is invited by a link that works once; the list of ways says that it did', async () => {
  const ways = async () =>
    (await call('GET', `/api/people/${officer(0)}/chat-accounts`)).json<ChatAccounts>().items
  expect(await ways()).toEqual([
    { accountId: bot, name: 'Telegram LĐLĐ quận (mẫu)', channel: 'telegram', by: 'code', linked: false },
    { accountId: portal, name: 'Cổng cán bộ', channel: 'webhook', by: 'address', linked: false },
  ])
  expect(await press(await codeFor(officer(0)))).toBe('linked')
  expect(await ways()).toMatchObject([{ linked: true }, { linked: false }])
})

test('what two people claim is shown and decided once', async () => {
  expect(await press(await codeFor(officer(1)))).toBe('conflict')
  const list = async () => (await call('GET', '/api/link-conflicts')).json<LinkConflicts>().items
  const [conflict] = await list()
  expect(conflict).toMatchObject({
    channel: 'telegram',
    holder: { personId: officer(0), name: 'Tạ Thúy', unit: 'CĐCS Hoa Sen' },
    claimant: { personId: officer(1), name: 'Lưu Văn Ưng' },
    mayDecide: true,
  })
  const decide = () => call('POST', `/api/link-conflicts/${conflict!.id}/decide`, { outcome: 'claimant' })
  expect((await decide()).statusCode).toBe(204)
  expect((await decide()).json()).toMatchObject({ code: 'link_conflict_settled' })
  expect(await list()).toEqual([])
  const { rows } = await sql<{ id: number }>`
    select person_id as id from contact_point where address = ${CHAT} and state = 'ok'`.execute(
    web.database.db,
  )
  expect(rows).toEqual([{ id: officer(1) }])
})

test('another system’s address is written down once, for one person, also across parts of the tree', async () => {
  const save = (personId: number, address: string, accountId = portal) =>
    call('POST', `/api/people/${personId}/linked-accounts`, { accountId, address })
  expect((await save(officer(0), ' nv-0147 ')).statusCode).toBe(204)
  expect((await save(officer(0), 'nv-0147')).statusCode).toBe(204)
  expect((await save(officer(1), 'nv-0147')).json()).toMatchObject({ code: 'linked_address_taken' })
  await sql`insert into contact_point (person_id, channel, account_id, address)
    values (${stranger()}, 'webhook', ${portal}, 'nv-9')`.execute(web.database.db)
  expect((await save(officer(1), 'nv-9')).json()).toMatchObject({ code: 'linked_address_taken' })
  // A chat is linked by whoever holds it, never by typing its number.
  expect((await save(officer(1), '123', bot)).json()).toMatchObject({ code: 'linking_unavailable' })
  for (const address of ['', ' ', 'a\u0000b', 'x'.repeat(201)])
    expect((await save(officer(1), address)).statusCode).toBeGreaterThanOrEqual(400)
})

test('people of another part of the tree are not found', async () => {
  for (const reply of [
    await call('GET', `/api/people/${stranger()}/chat-accounts`),
    await call('POST', `/api/people/${stranger()}/link-codes`, { accountId: bot }),
    await call('POST', `/api/people/${stranger()}/linked-accounts`, { accountId: portal, address: 'x' }),
  ])
    expect(reply.json()).toMatchObject({ code: 'person_not_found' })
})
