import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertAccounts } from '../../demo/accounts.ts'
import { fakeAccounts, SMS_CALLBACK_SECRET, ZALO_IDENTITY } from '../../fakes/index.ts'
import { issueForTest } from '../../test/harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../test/harness/web.ts'
import { keyRing } from '../kernel/key-ring.ts'
import type { Log } from '../kernel/log.ts'
import { Intake } from './index.ts'

const MEMBER = '6184920375518263047'
const logged: { fields: Record<string, unknown>; event: string }[] = []
const listening: Log = {
  info: () => {},
  warn: (fields, event) => logged.push({ fields, event }),
  error: (fields, event) => logged.push({ fields, event }),
}
let web: TestWeb
let zalo: number
let sms: number
let email: number

beforeAll(async () => {
  web = await openTestWeb({ change: { log: listening } })
  const { rows } = await sql<{ id: number }>`
    insert into unit (code, name, type_code, path) values ('QT', 'LĐLĐ quận', 'lien_doan_quan', 'qt') returning id`.execute(
    web.database.db,
  )
  const accounts = fakeAccounts(
    { zalo: 'http://127.0.0.1:1', sms: 'http://127.0.0.1:1', smtp: 'smtp://127.0.0.1:1' },
    web.clock.now(),
  )
  ;[zalo = 0, sms = 0, email = 0] = await insertAccounts(web.database.db, rows[0]!.id, accounts, {
    secret: TEST_SECRET,
    now: web.clock.now(),
  })
})
afterAll(() => web.close())
beforeEach(async () => {
  logged.length = 0
  await sql`delete from provider_event`.execute(web.database.db)
})

const sign = (body: string, timestamp: string, key = ZALO_IDENTITY.oaSecretKey): string =>
  `mac = ${createHash('sha256').update(ZALO_IDENTITY.appId).update(body).update(timestamp).update(key).digest('hex')}`

const eventBody = (event: object, timestamp = '1630803300000'): string =>
  JSON.stringify({ app_id: ZALO_IDENTITY.appId, ...event, timestamp })

const post = (
  body: string | Buffer,
  headers: Record<string, string> = {},
  url = `/webhooks/zalo-oa/${zalo}`,
) =>
  web.app.inject({
    method: 'POST',
    url,
    payload: body,
    headers: { 'content-type': 'application/json', ...headers },
  })

const signed = (event: object) => {
  const body = eventBody(event)
  return post(body, { 'x-zevent-signature': sign(body, '1630803300000') })
}

const stored = async (): Promise<string[]> =>
  (
    await sql<{ state: string }>`select state from provider_event order by id`.execute(web.database.db)
  ).rows.map((row) => row.state)

const writes = (text: string, id = 'a1') => ({
  event_name: 'user_send_text',
  sender: { id: MEMBER },
  recipient: { id: ZALO_IDENTITY.oaId },
  message: { text, msg_id: id },
})

/** Everything taken so far is applied, whichever intake took it. */
async function settled(): Promise<void> {
  await expect.poll(stored).not.toContain('stored')
}

describe('what is refused changes nothing and is logged by its ids', () => {
  const good = eventBody(writes('xin chào'))
  const cases: readonly [label: string, status: number, send: () => ReturnType<typeof post>][] = [
    ['without a signature', 401, () => post(good)],
    [
      'signed with another key',
      401,
      () => post(good, { 'x-zevent-signature': sign(good, '1630803300000', 'khác') }),
    ],
    [
      'a valid signature over the same event written differently',
      401,
      () =>
        post(JSON.stringify(JSON.parse(good), null, 1), {
          'x-zevent-signature': sign(good, '1630803300000'),
        }),
    ],
    [
      'of another app',
      401,
      () => {
        const foreign = JSON.stringify({ ...JSON.parse(good), app_id: '999' })
        return post(foreign, { 'x-zevent-signature': sign(foreign, '1630803300000') })
      },
    ],
    ['not JSON', 401, () => post('<xml/>', { 'x-zevent-signature': sign('<xml/>', '') })],
    ['empty', 401, () => post('', { 'x-zevent-signature': sign('', '') })],
    ['too large', 413, () => post(Buffer.alloc(262_145, 32))],
    ['for an account that does not exist', 404, () => post(good, {}, '/webhooks/zalo-oa/999999')],
    ['for an account of another kind', 404, () => post(good, {}, `/webhooks/sms-gateway/${zalo}`)],
    ['for a channel without webhooks', 404, () => post(good, {}, `/webhooks/email-smtp/${email}`)],
    ['for something that is no number', 404, () => post(good, {}, '/webhooks/zalo-oa/1%27%20or%201=1')],
  ]
  test.each(cases)('%s', async (_label, status, send) => {
    const answer = await send()
    expect(answer.statusCode).toBe(status)
    expect(answer.json().title).not.toMatch(/^problem\./)
    expect(await stored()).toEqual([])
    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatchObject({ event: 'webhook refused', fields: { requestId: expect.any(String) } })
    expect(JSON.stringify(logged)).not.toContain('xin chào')
  })

  test('an SMS callback with a wrong secret in its address', async () => {
    const query = 'SMSID=7b2e90c4-d1af&SendStatus=5&SendSuccess=1&SendFailed=0'
    for (const path of ['', '/sai-khoa-nhung-du-dai-de-thu'])
      expect((await web.app.inject(`/webhooks/sms-gateway/${sms}${path}?${query}`)).statusCode).toBe(401)
    expect(JSON.stringify(logged)).not.toContain('sai-khoa')
    expect(await stored()).toEqual([])
  })

  test('an SMS callback that is none', async () => {
    const answer = await web.app.inject(`/webhooks/sms-gateway/${sms}/${SMS_CALLBACK_SECRET}?x=1`)
    expect(answer.statusCode).toBe(422)
  })
})

test("the console's test call gets its 200, unsigned, and is not kept", async () => {
  const sample = {
    app_id: ZALO_IDENTITY.appId,
    sender: { id: '111111111111111111' },
    recipient: { id: '222222222222222222' },
    event_name: 'user_send_text',
    message: { msg_id: 'This is message id', text: 'This is testing message' },
    timestamp: '178831620541',
  }
  expect((await post(JSON.stringify(sample))).statusCode).toBe(200)
  expect(await stored()).toEqual([])
})

test('the same bytes again are answered with 200 and are one event', async () => {
  const body = eventBody(writes('một lần', 'r1'))
  const headers = { 'x-zevent-signature': sign(body, '1630803300000') }
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, headers)))
  expect(answers.map((answer) => answer.statusCode)).toEqual(Array(20).fill(200))
  await settled()
  expect(await stored()).toEqual(['applied'])
})

test('the button in the chat acknowledges for its person, once, at the moment it reached us', async () => {
  const issued = await issueForTest(web.database.db, {
    units: [{ name: 'CĐCS Trường Tiểu học Hoa Sen', officers: ['Nguyễn Thị Ân'] }],
    issuedAt: web.clock.now(),
    links: { secret: TEST_SECRET, expiresAt: new Date('2021-10-05T00:00:00Z') },
  })
  const { token, recipientId } = issued.units[0]!.officers[0]!
  const pressedAt = web.clock.now()
  expect((await signed(writes(`#ack_${token}`, 'p1'))).statusCode).toBe(200)
  await settled()
  expect((await signed(writes(`#ack_${token}`, 'p2'))).statusCode).toBe(200)
  await settled()
  const { rows } = await sql<{ via: string; at: Date }>`
    select via, at from acknowledgement where recipient_id = ${recipientId}`.execute(web.database.db)
  expect(rows).toEqual([{ via: 'button', at: pressedAt }])
})

test('a token that nobody has is an event like any other and does nothing', async () => {
  await signed(writes('#ack_AAAAAAAAAAAAAAAAAAAAAA', 'u1'))
  await settled()
  expect(await stored()).toEqual(['applied'])
})

test('what a dead process had stored is taken up again', async () => {
  await signed(writes('bỏ dở', 'd1'))
  await settled()
  await sql`update provider_event set state = 'stored', processed_at = null`.execute(web.database.db)
  const intake = new Intake({
    db: web.database.db,
    clock: web.clock,
    log: listening,
    keys: keyRing(TEST_SECRET),
  })
  expect(await intake.applyLeft()).toBe(0)
  web.clock.advance({ seconds: 31 })
  expect(await intake.applyLeft()).toBe(1)
  expect(await stored()).toEqual(['applied'])
})

test('a post with values that no table takes is set aside; those that came with it are applied', async () => {
  const receipt = (id: string) =>
    signed({
      event_name: 'user_received_message',
      sender: { id: ZALO_IDENTITY.oaId },
      message: { msg_id: id },
    })
  const answers = await Promise.all([receipt('good-1'), receipt('bad\u0000one'), receipt('good-2')])
  expect(answers.map((one) => one.statusCode)).toEqual([200, 200, 200])
  await settled()
  expect((await stored()).toSorted()).toEqual(['applied', 'applied', 'failed'])
})

test('a burst of receipts is stored whole', async () => {
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      signed({
        event_name: 'user_received_message',
        sender: { id: ZALO_IDENTITY.oaId },
        recipient: { id: MEMBER },
        message: { msg_id: `burst-${n}` },
      }),
    ),
  )
  expect(answers.every((answer) => answer.statusCode === 200)).toBe(true)
  await settled()
  expect(await stored()).toHaveLength(300)
})
