import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertAccounts } from '../../demo/accounts.ts'
import { type FakeProviders, startFakes, telegramAccount } from '../../fakes/index.ts'
import { type IssuedForTest, issueForTest } from '../../test/harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../test/harness/web.ts'
import { askLinkCode, OWN_CODE_MS } from '../domain/channel/index.ts'
import { translator } from '../runtime/i18n.ts'

const t = translator('vi')
let web: TestWeb
let fakes: FakeProviders
let issued: IssuedForTest
let bot: number
let series = 0
let chat: string

beforeAll(async () => {
  web = await openTestWeb()
  fakes = await startFakes({ clock: web.clock, realTime: false })
  issued = await issueForTest(web.database.db, {
    issuedAt: web.clock.now(),
    units: [{ name: 'CĐCS Hoa Sen', officers: ['Tạ Thúy', 'Lưu Văn Ưng'] }],
    links: { secret: TEST_SECRET, expiresAt: new Date('2021-10-01T00:00:00Z') },
  })
  ;[bot = 0] = await insertAccounts(
    web.database.db,
    issued.federationId,
    [telegramAccount(fakes.telegram.url)],
    { secret: TEST_SECRET, now: web.clock.now() },
  )
  const address = await web.app.listen({ port: 0, host: '127.0.0.1' })
  fakes.telegram.switches.webhookUrl = `${address}/webhooks/telegram/${bot}`
})
afterAll(async () => {
  await fakes.stop()
  await web.close()
})
beforeEach(() => {
  chat = String(7_000_000 + ++series)
  fakes.telegram.answers.length = 0
})

const officer = (n: 0 | 1) => issued.units[0]!.officers[n]!
async function codeFor(personId: number): Promise<string> {
  const order = { personId, accountId: bot, validMs: OWN_CODE_MS }
  const asked = await web.database.db
    .transaction()
    .execute((trx) => askLinkCode(trx, { kind: 'system' }, order, web.clock.now()))
  return asked.code
}
const said = () => fakes.telegram.answers.map((one) => one['text'])
async function chats(): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select c.person_id || ' ' || c.state as text from contact_point c where c.address = ${chat} and c.removed_at is null order by c.id`.execute(
    web.database.db,
  )
  return rows.map((row) => row.text)
}
const settled = () =>
  expect
    .poll(
      async () =>
        (await sql`select from provider_event where state = 'stored'`.execute(web.database.db)).rows,
    )
    .toEqual([])

test('Start with a code links the chat, and the bot says so in its answer', async () => {
  const { personId } = officer(0)
  const code = await codeFor(personId)
  expect(await fakes.telegram.start(chat, code)).toBe(200)
  expect(await chats()).toEqual([`${personId} ok`])
  expect(said()).toEqual([t('chat.link.linked')])
  await fakes.telegram.start(chat, code)
  await fakes.telegram.start('7999999', code)
  await fakes.telegram.start(chat, 'khong-phai-ma')
  await fakes.telegram.start(chat)
  expect(said().slice(1)).toEqual([
    t('chat.link.again'),
    t('chat.link.spent'),
    t('chat.link.unknown'),
    t('chat.start'),
  ])
})

test('somebody else’s chat is not taken: the bot says that a person will look at it', async () => {
  await fakes.telegram.start(chat, await codeFor(officer(0).personId))
  await fakes.telegram.start(chat, await codeFor(officer(1).personId))
  expect(await chats()).toEqual([`${officer(0).personId} ok`])
  expect(said().at(-1)).toBe(t('chat.link.conflict'))
})

test('a double tap on «Xác nhận» is one acknowledgement, and the button stops being busy', async () => {
  const { token, recipientId } = officer(1)
  await Promise.all([
    fakes.telegram.press(chat, `#ack_${token}`),
    fakes.telegram.press(chat, `#ack_${token}`),
  ])
  await settled()
  const { rows } =
    await sql`select via, answer from acknowledgement where recipient_id = ${recipientId}`.execute(
      web.database.db,
    )
  expect(rows).toEqual([{ via: 'button', answer: 'received' }])
  expect(fakes.telegram.answers).toMatchObject([
    { method: 'answerCallbackQuery', text: t('chat.pressed') },
    { method: 'answerCallbackQuery', text: t('chat.pressed') },
  ])
})

test('whoever blocks the bot is not written to, until they come back; every update twice changes nothing', async () => {
  await fakes.telegram.start(chat, await codeFor(officer(0).personId))
  fakes.telegram.script.knobs.duplicateReceiptShare = 1
  web.clock.advance({ seconds: 2 })
  await fakes.telegram.block(chat)
  await settled()
  expect(await chats()).toEqual([`${officer(0).personId} blocked`])
  web.clock.advance({ seconds: 2 })
  await fakes.telegram.unblock(chat)
  await settled()
  expect(await chats()).toEqual([`${officer(0).personId} ok`])
  fakes.telegram.script.knobs.duplicateReceiptShare = 0
})

test('posts without the secret, of another bot, of nobody, and of kinds nobody knows change nothing', async () => {
  const before = await sql<{ n: number }>`select count(*)::int as n from provider_event`.execute(
    web.database.db,
  )
  const code = await codeFor(officer(0).personId)
  const update = {
    message: {
      message_id: 1,
      from: { id: Number(chat) },
      chat: { id: Number(chat), type: 'private' },
      date: Math.floor(web.clock.now().getTime() / 1000),
      text: `/start ${code}`,
    },
  }
  expect(await fakes.telegram.updates.emit(update, '')).toBe(401)
  expect(await fakes.telegram.updates.emit(update, 'somebody-elses-secret')).toBe(401)
  expect(await fakes.telegram.updates.emit({ poll: { id: '1' } })).toBe(200)
  expect(
    await fakes.telegram.updates.emit({ message: { ...update.message, chat: { id: -5, type: 'group' } } }),
  ).toBe(200)
  expect(await chats()).toEqual([])
  const after = await sql<{ n: number }>`select count(*)::int as n from provider_event`.execute(
    web.database.db,
  )
  expect(after.rows).toEqual(before.rows)
})
