import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FakeProviders, fakeAccounts, startFakes, ZALO_IDENTITY } from '../../../fakes/index.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { message, openForTest } from '../testing/bench.ts'
import { type ContractCase, runContract } from '../testing/contract.ts'
import { zaloOa } from './adapter.ts'
import { classify, ZALO_ERRORS } from './errors.ts'
import { appSecretProof, macOf, webhookMac } from './signature.ts'

const NOW = '2021-09-05T07:55:00+07:00'
const USER = '6184920375518263047'
const clock = new MovableClock(NOW)
let fakes: FakeProviders

beforeAll(async () => {
  fakes = await startFakes({ clock, realTime: false, knobs: { lateMs: 400 } })
})
beforeEach(() => {
  fakes.zalo.script.byAddress.clear()
  fakes.zalo.script.takenByAddress.clear()
})
afterAll(() => fakes.stop())

const account = () => fakeAccounts({ zalo: fakes.zalo.url, sms: '', smtp: '' }, new Date(NOW))[0]
const open = (config: object = {}, secrets: object = {}) =>
  openForTest(zaloOa, {
    baseUrl: fakes.zalo.url,
    config: { ...account().config, ...config },
    secrets: { ...account().secrets, ...secrets },
    clock: new MovableClock(clock.now()),
  })
const lastBody = () => JSON.parse(fakes.zalo.requests.at(-1)!.body)
const lastPath = () => fakes.zalo.requests.at(-1)!.path

const refusing =
  (code: number): (() => void) =>
  () => {
    fakes.zalo.script.byAddress.set(USER, { kind: 'refuse', code: String(code) })
  }

describe('every code of the table, through the wire', () => {
  const cases: ContractCase[] = Object.entries(ZALO_ERRORS)
    // Token codes lead to a renewal and window codes to the template: they have their own tests.
    .filter(([code]) => !['-216', '-220', '-124', '-230', '-232'].includes(code))
    .map(([code, row]) => ({
      label: `error ${code}`,
      provider: refusing(Number(code)),
      expect:
        row.class === 'address' || row.class === 'message'
          ? { kind: 'failed', code }
          : { kind: 'retry', code, reason: row.reason, lane: row.class === 'account' },
      taken: 0,
    }))
  const ambiguous = (['cut', 'late', 'http_500', 'not_json'] as const).flatMap((how) =>
    [true, false].map(
      (accepted): ContractCase => ({
        label: `${how}, ${accepted ? 'taken' : 'not taken'}: unknown, and not sent again`,
        provider: () => {
          fakes.zalo.script.byAddress.set(USER, { kind: 'ambiguous', how, accepted })
        },
        expect: { kind: 'unknown' },
        taken: accepted ? 1 : 0,
      }),
    ),
  )
  runContract({
    adapter: zaloOa,
    account: () => ({
      baseUrl: fakes.zalo.url,
      config: { ...account().config, timeoutMs: 250 },
      secrets: account().secrets,
    }),
    message: { address: USER },
    reset: () => {
      fakes.zalo.script.byAddress.clear()
      fakes.zalo.script.takenByAddress.clear()
    },
    taken: () => fakes.zalo.script.takenByAddress.get(USER) ?? 0,
    secretsOf: (secrets) => Object.values(secrets as Record<string, string>),
    cases: [
      { label: 'accepted', provider: () => {}, expect: { kind: 'accepted' }, taken: 1 },
      {
        label: 'a code nobody knows',
        provider: refusing(-99999),
        expect: { kind: 'failed', reason: 'unknown' },
      },
      ...cases,
      ...ambiguous,
    ],
  })
})

describe('the seven-day window', () => {
  test('inside it: text, a button that opens the page, a button that answers in the chat', async () => {
    const bench = open()
    await bench.channel.send(message())
    expect(lastPath()).toBe('/v3.0/oa/message/cs')
    expect(lastBody().message.attachment.payload.buttons).toEqual([
      { title: 'Xem và xác nhận', type: 'oa.open.url', payload: { url: message().content.link } },
      { title: 'Xác nhận đã nhận', type: 'oa.query.hide', payload: '#ack_AAAAAAAAAAAAAAAAAAAAAA' },
    ])
    await bench.close()
  })

  test.each([
    ['never opened', null],
    ['closed', new Date('2021-09-05T00:54:59Z')],
  ])('%s: the approved template, three fields', async (_label, windowUntil) => {
    const bench = open()
    expect(await bench.channel.send(message({ windowUntil }))).toMatchObject({ kind: 'accepted' })
    expect(lastPath()).toBe('/v3.0/oa/message/template')
    expect(Object.keys(lastBody())).toEqual(['user_id', 'template_id', 'template_data'])
    await bench.close()
  })

  test.each([-230, -232])(
    'Zalo closed it before we knew (%i): the template follows, one message',
    async (code) => {
      const bench = open()
      fakes.zalo.script.takenByAddress.clear()
      fakes.zalo.script.next.push({ kind: 'refuse', code: String(code) })
      expect(await bench.channel.send(message())).toMatchObject({ kind: 'accepted' })
      expect(lastPath()).toBe('/v3.0/oa/message/template')
      expect(fakes.zalo.script.takenByAddress.get(USER)).toBe(1)
      await bench.close()
    },
  )

  test('without a template the next channel must do it', async () => {
    const bench = open({ templateId: null })
    expect(await bench.channel.send(message({ windowUntil: null }))).toMatchObject({
      kind: 'failed',
      reason: 'window_closed',
    })
    await bench.close()
  })

  test('with the button switch in its other position the address stands in the text', async () => {
    const bench = open({ buttons: 'link' })
    await bench.channel.send(message())
    expect(lastBody().message).toEqual({ text: expect.stringContaining(message().content.link) })
    await bench.close()
  })
})

describe('tokens', () => {
  test('thirty sends with an expired token renew it once, and the new pair is stored', async () => {
    const bench = open()
    fakes.zalo.tokens.expireAccess()
    const before = fakes.zalo.script.counters.tokenRenewals
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, n) => bench.channel.send(message({ key: `loa-${n}` }))),
    )
    expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true)
    expect(fakes.zalo.script.counters.tokenRenewals - before).toBe(1)
    expect(bench.secrets).toMatchObject({ accessToken: expect.stringMatching(/-token-\d+$/) })
    const stored = bench.secrets as object
    await bench.close()

    // The refresh token was spent: whoever comes with the old one is told so, once, and asks no more.
    const late = open({}, { accessTokenExpiresAt: '2021-09-05T07:00:00+07:00' })
    expect(await late.channel.send(message())).toMatchObject({
      kind: 'retry',
      reason: 'auth_expired',
      lane: true,
    })
    const renewals = fakes.zalo.script.counters.tokenRenewals
    await late.channel.send(message())
    expect(fakes.zalo.script.counters.tokenRenewals).toBe(renewals)
    expect(late.alarms).toEqual([{ reason: 'auth_expired', code: '-14014' }])

    // A person gave new consent: the stored pair is taken up by itself.
    late.secrets = stored
    late.clock.advance({ minutes: 2 })
    expect(await late.channel.send(message())).toMatchObject({ kind: 'accepted' })
    await late.close()
  })

  test('the token goes in its own header, with the proof of A.4', () => {
    expect(appSecretProof('vi-du-app-secret', 'vi-du-access-token')).toBe(
      'ef433c906ab63a765f5b96e82d72a0b0e66441cfdcc09b5e1ed6ee1f577d3e14',
    )
    const { headers } = fakes.zalo.requests.findLast((one) => one.path.endsWith('/cs'))!
    expect(headers['authorization']).toBeUndefined()
    expect(headers['appsecret_proof']).toBe(
      appSecretProof(ZALO_IDENTITY.appSecret, String(headers['access_token'])),
    )
  })
})

test('the night is waited for, and the minute', () => {
  const night = new Date('2021-09-05T23:10:00+07:00')
  expect(classify(-234, '', night)).toMatchObject({
    kind: 'retry',
    retryAfterMs: (6 * 60 + 50) * 60_000,
    lane: false,
  })
  expect(classify(-32, '', new Date('2021-09-05T07:55:40Z'))).toMatchObject({
    retryAfterMs: 21_000,
    lane: true,
  })
  expect(classify(-201, 'user_id is invalid!', night)).toMatchObject({ reason: 'invalid_address' })
})

test('the webhook signature of A.4', () => {
  const body = Buffer.from(
    '{"app_id":"1402857396021847563","event_name":"user_send_text","timestamp":"1788316205417","message":{"text":"Đã nhận văn bản","msg_id":"b07d4e19c2a58f6361d4"}}',
  )
  expect(body.length).toBe(166)
  const mac = webhookMac('1402857396021847563', body, '1788316205417', 'vi-du-khoa-bi-mat-oa')
  const hex = 'ee5b9a2c2a7ac846bc470d6e9c5f7aaa2918f48c1e11fba0a708ad5bb74b71a1'
  expect(mac.toString('hex')).toBe(hex)
  for (const header of [`mac = ${hex}`, `mac=${hex}`, hex, hex.toUpperCase()])
    expect(macOf(header)?.equals(mac)).toBe(true)
  for (const header of [undefined, '', 'mac = ', hex.slice(1), `${hex}0`, `sha256=${hex}`])
    expect(macOf(header)).toBeNull()
})
