import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAccounts } from '../../../demo/accounts.ts'
import { telegramAccount } from '../../../fakes/index.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../../test/harness/web.ts'
import { linkByCode } from '../../domain/channel/index.ts'
import { derivedCode } from '../../kernel/ids.ts'

let web: TestWeb
let issued: IssuedForTest
const NOW = '2026-11-23T09:00:00+07:00'

beforeAll(async () => {
  web = await openTestWeb({ now: NOW })
  issued = await issueForTest(web.database.db, {
    issuedAt: new Date(NOW),
    units: [{ name: 'CĐCS Hoa Sen', officers: ['Tạ Thúy', 'Lưu Văn Ưng'] }],
    links: { secret: TEST_SECRET, expiresAt: new Date('2026-12-20T00:00:00Z') },
  })
})
afterAll(() => web.close())

const get = (path: string, cookie = '') => web.app.inject({ url: path, headers: { cookie } })
const post = (path: string, body: Record<string, string> = {}, cookie = '') =>
  web.app.inject({
    method: 'POST',
    url: path,
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(body).toString(),
  })
const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await query.execute(web.database.db)).rows

/** Opens the page of the officer's own data, as they would: link, code, cookie. */
async function open(token: string): Promise<string> {
  expect((await post(`/x/${token}/me/send-code`)).headers.location).toBe(`/x/${token}/me?asked=sent`)
  const [code] = await rows(
    sql<{ id: number }>`select id from step_up_code where purpose = 'privacy' order by id desc limit 1`,
  )
  const right = await post(`/x/${token}/me/code`, { code: derivedCode(TEST_SECRET, `code:${code!.id}`) })
  expect(right.statusCode).toBe(303)
  const visit = right.cookies.find((cookie) => cookie.name === 'loa_me')!
  expect(visit).toMatchObject({ httpOnly: true, secure: true, path: `/x/${token}/me` })
  return `loa_me=${visit.value}`
}

test('the link alone opens nobody’s data: a code goes to the registered contact, and a wrong one opens nothing', async () => {
  const { token, phone } = issued.units[0]!.officers[0]!
  expect((await get(`/x/${token}`)).body).toContain('href="me"')
  const closed = await get(`/x/${token}/me`)
  expect(closed.body).not.toContain(phone)
  expect(closed.headers['x-robots-tag']).toContain('noindex')
  for (const path of ['me/export?format=json', 'me/export'])
    expect((await get(`/x/${token}/${path}`)).statusCode).toBe(303)
  await post(`/x/${token}/me/request`, { kind: 'erase' })
  expect(await rows(sql`select from data_request`)).toEqual([])
  await post(`/x/${token}/me/send-code`)
  expect((await post(`/x/${token}/me/code`, { code: '000000' })).statusCode).toBe(422)
  web.clock.advance({ minutes: 1 })
  const cookie = await open(token)
  const page = await get(`/x/${token}/me`, cookie)
  expect(page.body).toContain(phone)
  expect(page.body).not.toMatch(/checked|privacy\.|phone\.own/)
  // Another officer's link is not opened by it, and a quarter of an hour later nothing is.
  const other = issued.units[0]!.officers[1]!
  expect((await get(`/x/${other.token}/me`, cookie)).body).not.toContain(other.phone)
  web.clock.advance({ minutes: 16 })
  expect((await get(`/x/${token}/me`, cookie)).body).not.toContain(phone)
})

test('export, a request with its clock, a stopped channel, consent given and withdrawn; each is a line of the log', async () => {
  const { token, personId, phone } = issued.units[0]!.officers[1]!
  const cookie = await open(token)
  const json = await get(`/x/${token}/me/export?format=json`, cookie)
  expect(json.json<{ contacts: { address: string }[] }>().contacts).toMatchObject([{ address: phone }])
  expect((await get(`/x/${token}/me/export?format=html`, cookie)).body).toContain('<table>')
  await post(`/x/${token}/me/request`, { kind: 'correct', note: 'Tên tôi viết sai' }, cookie)
  expect(await rows(sql`select kind, came_by, note, answer_by::text as by from data_request`)).toEqual([
    { kind: 'correct', came_by: 'page', note: 'Tên tôi viết sai', by: '2026-11-25' },
  ])
  await post(`/x/${token}/me/channel`, { channel: 'sms', stopped: '1' }, cookie)
  expect((await get(`/x/${token}/me`, cookie)).body).toContain('Nhận lại qua SMS')
  await post(`/x/${token}/me/consent`, { purpose: 'photo', channel: '', given: '1' }, cookie)
  await post(`/x/${token}/me/consent`, { purpose: 'photo', channel: '', given: '0' }, cookie)
  expect(
    await rows(
      sql`select how, withdrawn_how, text_version, evidence like 'recipient %' as proof from consent`,
    ),
  ).toEqual([{ how: 'page', withdrawn_how: 'page', text_version: '2026-11', proof: true }])
  expect(
    await rows(
      sql`select action from audit_entry where entity = 'person' and entity_id = ${personId} and actor_kind = 'officer' order by id`,
    ),
  ).toEqual(
    [
      'person_exported',
      'person_exported',
      'request_opened',
      'channel_stopped',
      'consent_given',
      'consent_withdrawn',
    ].map((act) => ({ action: `privacy.${act}` })),
  )
})

test('a code for one’s own data confirms no directive, and one that confirms opens no data', async () => {
  const { token, recipientId } = issued.units[0]!.officers[0]!
  await post(`/x/${token}/me/send-code`)
  const [code] = await rows(
    sql<{ id: number }>`select id from step_up_code where purpose = 'privacy' order by id desc limit 1`,
  )
  await post(`/x/${token}/code`, { code: derivedCode(TEST_SECRET, `code:${code!.id}`) })
  expect(await rows(sql`select from acknowledgement where recipient_id = ${recipientId}`)).toEqual([])
})

test('no hidden read tracking: the page says that opening is reported; switched off, it neither reports nor takes it', async () => {
  const { token, recipientId } = issued.units[0]!.officers[0]!
  const openedAt = async () =>
    (
      await rows(sql<{ at: Date | null }>`select opened_at as at from recipient where id = ${recipientId}`)
    )[0]!.at
  await sql`update recipient set opened_at = null, stage = greatest(stage, 1) where id = ${recipientId}`.execute(
    web.database.db,
  )
  expect((await get(`/x/${token}`)).body).toMatch(
    /data-seen[\s\S]*Liên đoàn thấy thời điểm đồng chí mở và xác nhận/,
  )
  await sql`update privacy_setting set opened_reported = false`.execute(web.database.db)
  web.clock.advance({ minutes: 1 })
  const page = await get(`/x/${token}`)
  expect(page.body).not.toMatch(/<body[^>]*data-seen/)
  expect(page.body).toContain('Việc mở xem không được báo lại')
  await post(`/x/${token}/opened`)
  expect(await openedAt()).toBeNull()
  await sql`update privacy_setting set opened_reported = true`.execute(web.database.db)
  web.clock.advance({ minutes: 1 })
  await post(`/x/${token}/opened`)
  expect(await openedAt()).not.toBeNull()
})

test('a chat is linked behind the code only: a link that works once, and Start makes the chat an address', async () => {
  const { token, personId } = issued.units[0]!.officers[0]!
  const [bot] = await insertAccounts(
    web.database.db,
    issued.federationId,
    [telegramAccount('http://127.0.0.1:9')],
    { secret: TEST_SECRET, now: web.clock.now() },
  )
  const ask = (cookie: string, account = String(bot)) => post(`/x/${token}/me/link`, { account }, cookie)
  expect((await ask('')).statusCode).toBe(303)
  web.clock.advance({ minutes: 2 })
  const cookie = await open(token)
  expect((await get(`/x/${token}/me`, cookie)).body).toContain('chưa liên kết')
  expect((await ask(cookie, '999')).statusCode).toBe(303)
  const page = await ask(cookie)
  expect(page.statusCode).toBe(200)
  expect(page.headers['cache-control']).toContain('no-store')
  const code = /loa_mau_bot\?start(?:=|&#61;)([\w-]{22})"/.exec(page.body)![1]!
  expect(page.body).toContain('<svg')
  expect(page.body).not.toMatch(/phone\.own|vi-du-ma-cua-bot/)
  const pressed = { code, address: '5920417', at: web.clock.now() }
  expect(await linkByCode(web.database.db, bot!, pressed, web.clock.now())).toBe('linked')
  expect(
    await rows(
      sql`select channel, address from contact_point where person_id = ${personId} and account_id = ${bot}`,
    ),
  ).toEqual([{ channel: 'telegram', address: '5920417' }])
  expect((await get(`/x/${token}/me`, cookie)).body).toContain('đã liên kết')
})
