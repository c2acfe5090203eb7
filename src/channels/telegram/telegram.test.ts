import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeProviders, startFakes, TELEGRAM_IDENTITY, telegramAccount } from '../../../fakes/index.ts'
import { composeMessage } from '../../domain/directive/index.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { translator } from '../../runtime/i18n.ts'
import { message, openForTest } from '../testing/bench.ts'
import { type ContractCase, runContract } from '../testing/contract.ts'
import { telegram } from './adapter.ts'
import { TELEGRAM_ERRORS } from './errors.ts'
import { ChatPace } from './pace.ts'
import { telegramWebhook } from './webhook.ts'

const NOW = '2021-09-05T07:55:00+07:00'
const PERSON = '5920417'
const GROUP = '-1001234567890'
const clock = new MovableClock(NOW)
let fakes: FakeProviders

beforeAll(async () => {
  fakes = await startFakes({ clock, realTime: false, knobs: { lateMs: 400 } })
  fakes.telegram.chat(PERSON, 'started')
  fakes.telegram.chat(GROUP, 'started')
})
afterAll(() => fakes.stop())

const account = () => telegramAccount(fakes.telegram.url)
const fixture = (config: object = {}) => ({
  baseUrl: fakes.telegram.url,
  config: { ...account().config, timeoutMs: 250, ...config },
  secrets: account().secrets,
})
const open = (config: object = {}) => {
  clock.advance({ minutes: 2 })
  fakes.telegram.script.byAddress.clear()
  return openForTest(telegram, { ...fixture(config), clock })
}
const lastBody = () => JSON.parse(fakes.telegram.requests.at(-1)!.body)
const settings = () => ({
  id: 7,
  kind: 'telegram',
  name: '',
  baseUrl: '',
  config: telegram.config.parse(account().config),
  secrets: telegram.secrets.parse(account().secrets),
})

/** What Telegram really says under each of our names. */
const SAYINGS: Readonly<Record<keyof typeof TELEGRAM_ERRORS, string>> = {
  '403_blocked': 'Forbidden: bot was blocked by the user',
  '403_deactivated': 'Forbidden: user is deactivated',
  '403_not_started': "Forbidden: bot can't initiate conversation with a user",
  '403_bot': "Forbidden: bot can't send messages to bots",
  '403_removed': 'Forbidden: bot was kicked from the supergroup chat',
  '400_chat_not_found': 'Bad Request: chat not found',
  '400_user_not_found': 'Bad Request: user not found',
  '400_chat_deleted': 'Bad Request: group chat was deactivated',
  '400_no_right': 'Bad Request: not enough rights to send text messages to the chat',
  '400_too_long': 'Bad Request: message is too long',
  '400_empty': 'Bad Request: message text is empty',
  '400_encoding': 'Bad Request: strings must be encoded in UTF-8',
  '400_button_data': 'Bad Request: BUTTON_DATA_INVALID',
  '400_button_url': "Bad Request: inline keyboard button URL 'http://loa' is invalid: Wrong HTTP URL",
  '401': 'Unauthorized',
  '404': 'Not Found',
  '409': 'Conflict: terminated by other getUpdates request',
  '413': 'Request Entity Too Large',
}

describe('every refusal of the table, through the wire', () => {
  const refusing = (code: string) => () => {
    fakes.telegram.script.byAddress.set(PERSON, { kind: 'refuse', code })
  }
  const refusals = Object.entries(TELEGRAM_ERRORS).map(
    ([code, row]): ContractCase => ({
      label: code,
      provider: refusing(`${row.status} ${SAYINGS[code]}`),
      expect:
        row.class === 'address' || row.class === 'message'
          ? { kind: 'failed', code, reason: row.reason }
          : { kind: 'retry', code, reason: row.reason, lane: row.class === 'account' },
      taken: 0,
    }),
  )
  const ambiguous = (['cut', 'late', 'http_500', 'not_json'] as const).flatMap((how) =>
    [true, false].map(
      (accepted): ContractCase => ({
        label: `${how}, ${accepted ? 'taken' : 'not taken'}: unknown`,
        provider: () => {
          fakes.telegram.script.byAddress.set(PERSON, { kind: 'ambiguous', how, accepted })
        },
        expect: { kind: 'unknown' },
        taken: accepted ? 1 : 0,
      }),
    ),
  )
  runContract({
    adapter: telegram,
    account: fixture,
    message: { address: PERSON },
    reset: () => {
      fakes.telegram.script.byAddress.clear()
      fakes.telegram.script.takenByAddress.clear()
      clock.advance({ minutes: 2 })
    },
    taken: () => fakes.telegram.script.takenByAddress.get(PERSON) ?? 0,
    secretsOf: (secrets) => Object.values(secrets as Record<string, string>),
    cases: [
      { label: 'accepted', provider: () => {}, expect: { kind: 'accepted' }, taken: 1 },
      {
        label: 'words nobody knows: a final refusal, and it says so',
        provider: refusing('400 Bad Request: SOMETHING_NEW'),
        expect: { kind: 'failed', reason: 'unknown', code: '400_unknown' },
        taken: 0,
      },
      {
        label: 'a refusal without words',
        provider: refusing('403'),
        expect: { kind: 'failed', reason: 'unknown', code: '403_unknown' },
        taken: 0,
      },
      {
        label: 'an error inside Telegram may have come after the message left',
        provider: refusing('500 Internal Server Error'),
        expect: { kind: 'unknown', code: '500' },
      },
      ...refusals,
      ...ambiguous,
    ],
  })
})

describe('limits', () => {
  test('after 429 the whole lane waits exactly as long as Telegram says', async () => {
    const bench = open()
    fakes.telegram.switches.retryAfterS = 17
    fakes.telegram.script.next.push({ kind: 'refuse', code: '429 Too Many Requests: retry after 17' })
    expect(await bench.channel.send(message({ address: PERSON }))).toEqual({
      kind: 'retry',
      reason: 'rate_limited',
      code: '429',
      retryAfterMs: 17_000,
      lane: true,
    })
    fakes.telegram.switches.retryAfterS = 3
    await bench.close()
  })

  test('a group’s own limit keeps nobody else waiting', async () => {
    const bench = open()
    fakes.telegram.script.next.push({ kind: 'refuse', code: '429 Too Many Requests: retry after 3' })
    expect(await bench.channel.send(message({ address: GROUP }))).toMatchObject({
      kind: 'retry',
      code: '429_group',
      retryAfterMs: 3_000,
      lane: false,
    })
    expect(await bench.channel.send(message({ address: PERSON }))).toMatchObject({ kind: 'accepted' })
    await bench.close()
  })

  test('two messages into one chat are a second apart, and nothing is refused for it', async () => {
    const bench = open()
    const refused = fakes.telegram.script.counters.refused
    expect(await bench.channel.send(message({ address: PERSON }))).toMatchObject({ kind: 'accepted' })
    clock.advance({ seconds: 0.4 })
    expect(await bench.channel.send(message({ address: PERSON }))).toEqual({
      kind: 'retry',
      reason: 'quota_exhausted',
      code: 'chat_pace',
      retryAfterMs: 600,
      lane: false,
    })
    clock.advance({ seconds: 0.6 })
    expect(await bench.channel.send(message({ address: PERSON }))).toMatchObject({ kind: 'accepted' })
    expect(fakes.telegram.script.counters.refused).toBe(refused)
    await bench.close()
  })

  test('whatever the times, no chat gets two messages within a second, no group more than twenty a minute', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ chat: fc.constantFrom('1', '2', '-3'), after: fc.integer({ min: 0, max: 1500 }) }),
        ),
        (sends) => {
          const pace = new ChatPace()
          const sent = new Map<string, number[]>()
          let now = 0
          for (const { chat, after } of sends) {
            now += after
            if (pace.wait(chat, chat.startsWith('-'), now) === 0)
              sent.set(chat, [...(sent.get(chat) ?? []), now])
          }
          for (const [chat, times] of sent)
            for (let i = 1; i < times.length; i++)
              expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(chat.startsWith('-') ? 3_000 : 1_000)
        },
      ),
    )
  })
})

describe('what is sent', () => {
  test('plain words, a button that opens the page, a button that answers in the chat', async () => {
    const bench = open()
    const outcome = await bench.channel.send(message({ address: PERSON }))
    expect(outcome).toEqual({
      kind: 'accepted',
      providerMessageId: expect.stringMatching(new RegExp(`^${PERSON}:\\d+$`)),
    })
    const body = lastBody()
    expect(body.parse_mode).toBeUndefined()
    expect(body.reply_markup.inline_keyboard).toEqual([
      [{ text: 'Xem và xác nhận', url: message().content.link }],
      [{ text: 'Xác nhận đã nhận', callback_data: '#ack_AAAAAAAAAAAAAAAAAAAAAA' }],
    ])
    await bench.close()
  })

  test('into a group: the words and the page, nobody’s answering button', async () => {
    const bench = open()
    expect(await bench.channel.send(message({ address: GROUP }))).toMatchObject({ kind: 'accepted' })
    expect(lastBody().reply_markup.inline_keyboard).toHaveLength(1)
    await bench.close()
  })

  test('a group that got a new id is written to under it, once', async () => {
    const bench = open()
    fakes.telegram.chat('-400', 'started')
    fakes.telegram.migrate('-400', '-100400')
    expect(await bench.channel.send(message({ address: '-400' }))).toMatchObject({
      kind: 'accepted',
      providerMessageId: expect.stringMatching(/^-100400:/),
    })
    expect(fakes.telegram.script.takenByAddress.get('-400')).toBeUndefined()
    expect(fakes.telegram.script.takenByAddress.get('-100400')).toBe(1)
    await bench.close()
  })

  test('where no button may open the page, its address stands in the words and the answer stays a button', async () => {
    const bench = open({ buttons: 'link' })
    await bench.channel.send(message({ address: PERSON }))
    const body = lastBody()
    expect(body.text).toContain(message().content.link)
    expect(body.reply_markup.inline_keyboard).toEqual([
      [expect.objectContaining({ callback_data: expect.any(String) })],
    ])
    await bench.close()
  })

  test.each([
    ['10,000 characters', 'Phòng, chống dịch. '.repeat(560)],
    ['markup', '<b>đậm</b> & *nghiêng* [x](tg://user?id=1)'],
    ['emoji', '👩‍🏫🇻🇳'.repeat(700)],
    ['decomposed', 'Cộng hòa'.normalize('NFD').repeat(300)],
    ['right to left', 'مرحبا بالعالم '.repeat(300)],
    ['half a letter', `a${'\ud83d'}b`],
  ])('%s reach the chat as they were typed, or shortened, never refused', async (_label, body) => {
    const bench = open()
    const content = composeMessage(
      {
        purpose: 'issue',
        directive: {
          kindName: 'Công điện',
          reference: '12/CĐ-LĐLĐ',
          urgency: 3,
          messageClass: 'official',
          isDrill: false,
          title: 'Phòng, chống dịch',
          actions: [],
          body,
          overrides: {},
          smsUnaccented: true,
          acknowledge: true,
          acknowledgeBefore: null,
          issuerName: 'LĐLĐ quận',
          issuedAt: null,
          attachmentNames: [],
          replaces: null,
        },
        person: { name: 'Nguyễn Thị Ân', salutation: null, unitName: 'CĐCS' },
        link: message().content.link,
        ackPayload: '#ack_AAAAAAAAAAAAAAAAAAAAAA',
        locale: 'vi',
      },
      translator('vi'),
    )
    expect(await bench.channel.send(message({ address: PERSON, content }))).toMatchObject({
      kind: 'accepted',
    })
    expect(lastBody().text.length).toBeLessThanOrEqual(4096)
    await bench.close()
  })
})

describe('setting up', () => {
  test('the check knows the bot and tells Telegram where to post', async () => {
    const bench = open()
    expect(await bench.channel.check!()).toEqual({ ok: true, name: '@loa_mau_bot', balance: null })
    expect(fakes.telegram.switches.webhookUrl).toBe('http://127.0.0.1:1/webhooks/telegram/7')
    expect(lastBody()).toMatchObject({
      secret_token: TELEGRAM_IDENTITY.webhookSecret,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    })
    fakes.telegram.switches.webhookUrl = ''
    await bench.close()
  })

  test('another bot’s token is told apart, and a wrong one', async () => {
    const other = open({ botUsername: 'another_bot' })
    expect(await other.channel.check!()).toMatchObject({ ok: false, code: 'other_bot' })
    await other.close()
    const wrong = openForTest(telegram, {
      ...fixture(),
      secrets: { ...account().secrets, token: '111111:AAAAAAAAAAAAAAAA' },
      clock,
    })
    expect(await wrong.channel.check!()).toEqual({ ok: false, reason: 'auth_expired', code: '401' })
    await wrong.close()
  })

  test('a deep link holds the code within what Telegram takes', () => {
    const linkAt = (baseUrl: string) => telegram.linkUrl!({ ...settings(), baseUrl }, 'A'.repeat(22))
    expect(linkAt('https://api.telegram.org')).toBe(`https://t.me/loa_mau_bot?start=${'A'.repeat(22)}`)
    expect(linkAt(fakes.telegram.url)).toBe(`${fakes.telegram.url}/loa_mau_bot?start=${'A'.repeat(22)}`)
  })
})

describe('updates', () => {
  const post = (body: object | string, secret: string = TELEGRAM_IDENTITY.webhookSecret) => ({
    headers: { 'x-telegram-bot-api-secret-token': secret },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify({ update_id: 508214377, ...body })),
    pathSecret: null,
  })
  const chat = { id: 5920417, first_name: 'Ví', last_name: 'Dụ', type: 'private' }
  const from = { id: 5920417, first_name: 'Ví', last_name: 'Dụ', username: 'vidu_canbo' }
  const said = (text: string) => ({ message: { message_id: 63, from, chat, date: 1788316205, text } })
  const at = new Date(1788316205_000)
  const read = (body: object | string) => telegramWebhook.read(post(body), settings())

  test('only with the secret in the header', () => {
    expect(telegramWebhook.verify(post({}), settings())).toBe(true)
    for (const wrong of ['', 'x', `${TELEGRAM_IDENTITY.webhookSecret}x`])
      expect(telegramWebhook.verify(post({}, wrong), settings())).toBe(false)
    expect(telegramWebhook.verify({ ...post({}), headers: {} }, settings())).toBe(false)
  })

  test('Start with a code links, without one it is heard', () => {
    const heard = { kind: 'interaction', address: '5920417', at }
    expect(read(said('/start AAAAAAAAAAAAAAAAAAAAAA'))).toEqual([
      { kind: 'link', address: '5920417', code: 'AAAAAAAAAAAAAAAAAAAAAA', at },
      heard,
    ])
    expect(read(said('/start@loa_mau_bot x'))).toMatchObject([{ kind: 'link', code: 'x' }, heard])
    expect(read(said('/start'))).toEqual([heard])
    expect(read(said('Đã nhận'))).toMatchObject([{ kind: 'reply', text: 'Đã nhận', payload: null }, heard])
    expect(read({ message: { message_id: 64, from, chat, date: 1788316205, photo: [] } })).toEqual([heard])
  })

  test('a pressed button is the answer of who pressed it', () => {
    expect(
      read({
        callback_query: {
          id: '40817263549102837',
          from,
          message: { message_id: 64, chat, date: 1788316300, text: '…' },
          data: '#ack_AAAAAAAAAAAAAAAAAAAAAA',
        },
      }),
    ).toEqual([
      {
        kind: 'reply',
        address: '5920417',
        text: '',
        payload: '#ack_AAAAAAAAAAAAAAAAAAAAAA',
        providerMessageId: '5920417:64',
        at: null,
      },
    ])
  })

  test('blocked and taken back; what happens in groups says nothing about a person', () => {
    const member = (status: string, where: object = chat) =>
      read({ my_chat_member: { chat: where, from, date: 1788316205, new_chat_member: { status } } })
    expect(member('kicked')).toEqual([
      { kind: 'unreachable', address: '5920417', reason: 'blocked_by_user', at },
    ])
    expect(member('member')).toEqual([{ kind: 'interaction', address: '5920417', at }])
    expect(member('kicked', { id: -100, type: 'supergroup' })).toEqual([])
    expect(read({ message: { ...said('Chào').message, chat: { id: -100, type: 'group' } } })).toEqual([])
    expect(read({ edited_message: said('x').message })).toEqual([])
    expect(read({ message: { ...said('x').message, from: { id: 1, is_bot: true } } })).toEqual([])
  })

  test('what is no update is refused, and no text makes the parser fall otherwise', () => {
    for (const body of ['', 'null', '[]', '{}', '{"update_id":"1"}', '{"update_id":1,"message":7}'])
      expect(() => read(body)).toThrow('not an update')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(read(said(text)).length).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('the bot answers in the body of our answer', () => {
    const t = translator('vi')
    const respond = (body: object, link: Parameters<NonNullable<typeof telegramWebhook.respond>>[2] = null) =>
      telegramWebhook.respond!(post(body), settings(), link, t)
    const words = (answer: string | null) => answer && JSON.parse(answer)
    for (const outcome of ['linked', 'again', 'conflict', 'expired', 'spent', 'unknown'] as const)
      expect(words(respond(said('/start AAAA'), outcome))).toEqual({
        method: 'sendMessage',
        chat_id: 5920417,
        text: t(`chat.link.${outcome}`),
      })
    // Nobody knows yet what became of it: silence is better than a guess.
    expect(respond(said('/start AAAA'))).toBeNull()
    expect(words(respond(said('Có ai không?')))).toMatchObject({ text: t('chat.not_read') })
    expect(words(respond({ callback_query: { id: '9', from, data: 'x' } }))).toEqual({
      method: 'answerCallbackQuery',
      callback_query_id: '9',
      text: t('chat.pressed'),
    })
    expect(
      telegramWebhook.respond!(
        post(said('/start')),
        { ...settings(), config: { ...settings().config, answers: false } },
        null,
        t,
      ),
    ).toBeNull()
  })
})
