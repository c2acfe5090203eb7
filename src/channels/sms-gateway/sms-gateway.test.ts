import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeProviders, fakeAccounts, startFakes } from '../../../fakes/index.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { message, openForTest } from '../testing/bench.ts'
import { type ContractCase, runContract } from '../testing/contract.ts'
import { requestId, smsGateway } from './adapter.ts'
import { ESMS_ERRORS } from './errors.ts'
import { errorCode, readCallback } from './webhook.ts'

const NOW = '2021-09-05T07:55:00+07:00'
const PHONE = '+84900000123'
const LOCAL = '0900000123'
const clock = new MovableClock(NOW)
let fakes: FakeProviders
let series = 0

beforeAll(async () => {
  fakes = await startFakes({ clock, realTime: false, knobs: { lateMs: 400 } })
})
afterAll(() => fakes.stop())

const account = () => fakeAccounts({ zalo: '', sms: fakes.sms.url, smtp: '' }, new Date(NOW))[1]
const fixture = () => ({
  baseUrl: fakes.sms.url,
  config: { ...account().config, timeoutMs: 250 },
  secrets: account().secrets,
})

describe('every code of the table, through the wire', () => {
  const refusals = Object.entries(ESMS_ERRORS).map(
    ([code, row]): ContractCase => ({
      label: `code ${code}`,
      provider: () => {
        fakes.sms.script.byAddress.set(LOCAL, { kind: 'refuse', code })
      },
      message: { key: `code-${code}` },
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
          fakes.sms.script.byAddress.set(LOCAL, { kind: 'ambiguous', how, accepted })
        },
        message: { key: `amb-${how}-${accepted}` },
        expect: { kind: 'unknown' },
        taken: accepted ? 1 : 0,
      }),
    ),
  )
  runContract({
    adapter: smsGateway,
    account: fixture,
    message: { address: PHONE },
    reset: () => {
      fakes.sms.script.byAddress.clear()
      fakes.sms.script.takenByAddress.clear()
      clock.advance({ seconds: 1 })
    },
    taken: () => fakes.sms.script.takenByAddress.get(LOCAL) ?? 0,
    secretsOf: (secrets) => Object.values(secrets as Record<string, string>),
    cases: [
      {
        label: 'accepted',
        provider: () => {},
        message: { key: 'ok' },
        expect: { kind: 'accepted' },
        taken: 1,
      },
      ...refusals,
      ...ambiguous,
    ],
  })
})

test('after a lost answer the same request is repeated, and one SMS goes out', async () => {
  const bench = openForTest(smsGateway, { ...fixture(), clock: new MovableClock(NOW) })
  const sms = message({ address: PHONE, key: `lost-${++series}` })
  fakes.sms.script.byAddress.clear()
  fakes.sms.script.takenByAddress.clear()
  fakes.sms.script.next.push({ kind: 'ambiguous', how: 'cut', accepted: true })
  expect(await bench.channel.send(sms)).toMatchObject({ kind: 'unknown' })
  expect(await bench.channel.send(sms)).toEqual({ kind: 'accepted', providerMessageId: null })
  expect(fakes.sms.script.takenByAddress.get(LOCAL)).toBe(1)
  await bench.close()
})

test('the same words within five minutes are kept for later, not taken for a success', async () => {
  const bench = openForTest(smsGateway, { ...fixture(), clock: new MovableClock(NOW) })
  fakes.sms.switches.refuseSameText = true
  const text = { ...message().content, sms: { text: `Nhac lai ${++series}`, unicode: false, parts: 1 } }
  expect(await bench.channel.send(message({ address: PHONE, key: 'a', content: text }))).toMatchObject({
    kind: 'accepted',
  })
  expect(await bench.channel.send(message({ address: PHONE, key: 'b', content: text }))).toMatchObject({
    kind: 'retry',
    reason: 'rate_limited',
    lane: false,
  })
  fakes.sms.switches.refuseSameText = false
  await bench.close()
})

test('accented words declared as plain are refused by the gateway', async () => {
  const bench = openForTest(smsGateway, { ...fixture(), clock: new MovableClock(NOW) })
  const accented = { text: 'HỎA TỐC: công điện', parts: 1 }
  const send = (unicode: boolean) =>
    bench.channel.send(
      message({
        address: PHONE,
        key: `acc-${unicode}`,
        content: { ...message().content, sms: { ...accented, unicode } },
      }),
    )
  expect(await send(false)).toMatchObject({ kind: 'failed', reason: 'template_rejected' })
  expect(await send(true)).toMatchObject({ kind: 'accepted' })
  await bench.close()
})

test('a request id is at most fifty characters and always the same for one message', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200 }), (key) => {
      expect(requestId(key).length).toBeLessThanOrEqual(50)
      expect(requestId(key)).toBe(requestId(key))
    }),
  )
})

describe('callbacks', () => {
  const read = (query: string) => readCallback(new URLSearchParams(query))
  const base = 'SMSID=7b2e90c4-d1af-4386-b05c-e7f2193ad84112&RequestId=cd2026014700381&TypeId=2'

  test('delivered', () => {
    expect(read(`${base}&SendStatus=5&SendSuccess=1&SendFailed=0`)).toEqual([
      {
        kind: 'receipt',
        providerMessageId: '7b2e90c4d1af4386b05ce7f2193ad84112',
        key: 'cd2026014700381',
        state: 'delivered',
        reason: null,
        code: null,
        at: null,
      },
    ])
  })
  test('failed', () => {
    expect(read(`${base}&SendStatus=5&SendSuccess=0&SendFailed=1`)).toMatchObject([
      { state: 'failed', reason: 'unreachable', code: 'status_5' },
    ])
  })
  test.each(['1', '2', '7', '5'])('status %s without a result is not final', (status) => {
    expect(read(`${base}&SendStatus=${status}&SendSuccess=0&SendFailed=0`)).toEqual([])
  })
  test('what is no callback is refused', () => {
    for (const query of ['', 'SMSID=1', 'SendStatus=5']) expect(() => read(query)).toThrow()
  })
  test('error_info in its three encodings', () => {
    const info = JSON.stringify({ error: -114, message: 'User is inactive' })
    expect(errorCode(info)).toBe('-114')
    expect(errorCode(JSON.stringify(info))).toBe('-114')
    expect(errorCode(`${encodeURIComponent(info)}____02%2F09%2F2026%2009%3A15%3A07`)).toBe('-114')
    expect(errorCode('{"error":0}')).toBeNull()
  })
  test('no text makes the parser fall', () => {
    fc.assert(fc.property(fc.string(), (text) => void errorCode(text)))
    fc.assert(
      fc.property(fc.string(), fc.string(), (status, success) => {
        const query = new URLSearchParams({ SMSID: 'a', SendStatus: status || '1', SendSuccess: success })
        expect(readCallback(query).length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
