import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeProviders, SPEEDSMS_IDENTITY, startFakes } from '../../../../fakes/index.ts'
import { MovableClock } from '../../../kernel/clock.ts'
import { message, openForTest } from '../../testing/bench.ts'
import { type ContractCase, runContract } from '../../testing/contract.ts'
import { readReport, speedSms } from './adapter.ts'
import { SPEEDSMS_ERRORS } from './errors.ts'

const NOW = '2021-09-05T07:55:00+07:00'
const PHONE = '+84900000123'
const KNOWN = '84900000123'
const clock = new MovableClock(NOW)
let fakes: FakeProviders

beforeAll(async () => {
  fakes = await startFakes({ clock, realTime: false, knobs: { lateMs: 400 } })
})
afterAll(() => fakes.stop())

const SECRET = 'vi-du-duong-dan-bi-mat'
const fixture = () => ({
  baseUrl: fakes.speedSms.url,
  config: { sender: SPEEDSMS_IDENTITY.sender, timeoutMs: 250 },
  secrets: { accessToken: SPEEDSMS_IDENTITY.accessToken, callbackSecret: SECRET },
})
const open = (secrets: object = {}) => {
  clock.advance({ minutes: 2 })
  fakes.speedSms.script.byAddress.clear()
  return openForTest(speedSms, { ...fixture(), secrets: { ...fixture().secrets, ...secrets }, clock })
}

describe('every code of the table, through the wire', () => {
  const scripted = (outcome: Parameters<typeof fakes.speedSms.script.byAddress.set>[1]) => () => {
    fakes.speedSms.script.byAddress.set(KNOWN, outcome)
  }
  runContract({
    adapter: speedSms,
    account: fixture,
    message: { address: PHONE },
    reset: () => {
      fakes.speedSms.script.byAddress.clear()
      fakes.speedSms.script.takenByAddress.clear()
      clock.advance({ minutes: 2 })
    },
    taken: () => fakes.speedSms.script.takenByAddress.get(KNOWN) ?? 0,
    secretsOf: (secrets) => Object.values(secrets as Record<string, string>),
    cases: [
      {
        label: 'accepted',
        provider: () => {},
        expect: { kind: 'accepted', providerMessageId: expect.stringMatching(/^\d+$/) as unknown as string },
        taken: 1,
      },
      {
        label: 'a code nobody knows',
        provider: scripted({ kind: 'refuse', code: '777' }),
        expect: { kind: 'failed', reason: 'unknown', code: '777' },
      },
      {
        label: 'an internal error may have come after the SMS left',
        provider: scripted({ kind: 'refuse', code: '500' }),
        expect: { kind: 'unknown', code: '500' },
      },
      ...Object.entries(SPEEDSMS_ERRORS).map(
        ([code, row]): ContractCase => ({
          label: `code ${code}`,
          provider: scripted({ kind: 'refuse', code }),
          expect:
            row.class === 'address' || row.class === 'message'
              ? { kind: 'failed', code, reason: row.reason }
              : { kind: 'retry', code, reason: row.reason, lane: row.class === 'account' },
          taken: 0,
        }),
      ),
      ...(['cut', 'late', 'http_500', 'not_json'] as const).flatMap((how) =>
        [true, false].map(
          (accepted): ContractCase => ({
            label: `${how}, ${accepted ? 'taken' : 'not taken'}: unknown, and not repeated`,
            provider: scripted({ kind: 'ambiguous', how, accepted }),
            expect: { kind: 'unknown' },
            taken: accepted ? 1 : 0,
          }),
        ),
      ),
    ],
  })
})

test('the sixty-first call of a minute waits until the minute is over', async () => {
  const bench = open()
  for (let n = 0; n < 60; n++) await bench.channel.send(message({ address: PHONE, key: `k${n}` }))
  clock.advance({ seconds: 20 })
  expect(await bench.channel.send(message({ address: PHONE }))).toEqual({
    kind: 'retry',
    reason: 'rate_limited',
    code: 'http_429',
    retryAfterMs: 40_000,
    lane: true,
  })
  await bench.close()
})

test('the balance is what the gateway says; a wrong token is told', async () => {
  const bench = open()
  fakes.speedSms.switches.balance = 90_000
  expect(await bench.channel.check!()).toEqual({
    ok: true,
    name: null,
    balance: { amount: 90_000, currency: 'VND' },
  })
  // Money that runs out in the middle of a day: the lane waits, nobody is lost.
  fakes.speedSms.switches.balance = 100
  expect(await bench.channel.send(message({ address: PHONE }))).toMatchObject({
    kind: 'retry',
    reason: 'billing',
    lane: true,
  })
  fakes.speedSms.switches.balance = 1_000_000_000
  await bench.close()
  const wrong = open({ accessToken: 'x' })
  expect(await wrong.channel.check!()).toEqual({ ok: false, reason: 'auth_expired', code: '009' })
  await wrong.close()
})

describe('reports', () => {
  const report = (status: unknown, change: object = {}) =>
    readReport(JSON.stringify({ type: 'report', tranId: 100_001, phone: KNOWN, status, ...change }), 64)

  test('delivered, failed, not final yet, other kinds', () => {
    expect(report('0')).toMatchObject([{ providerMessageId: '100001', state: 'delivered', reason: null }])
    expect(report(64)).toMatchObject([{ state: 'failed', reason: 'unreachable', code: 'status_64' }])
    for (const status of ['1', 8, '63']) expect(report(status)).toEqual([])
    expect(readReport('{"type":"sms","phone":"84900000123","content":"OK"}', 64)).toEqual([])
  })
  test('what is no report is refused', () => {
    for (const body of ['', '[]', '{}', '{"type":"report"}', '{"type":"report","tranId":1}'])
      expect(() => readReport(body, 64)).toThrow('not a report')
    for (const status of ['', 'x', -1, null, {}]) expect(() => report(status)).toThrow('not a report')
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          expect(readReport(JSON.stringify(value), 64).length).toBeLessThanOrEqual(1)
        } catch (error) {
          expect((error as Error).message).toBe('not a report')
        }
      }),
    )
  })
  test('only at the address with the secret', () => {
    const settings = {
      id: 1,
      kind: '',
      name: '',
      baseUrl: '',
      config: speedSms.config.parse(fixture().config),
      secrets: fixture().secrets,
    }
    const verify = (pathSecret: string | null) =>
      speedSms.webhook!.verify({ headers: {}, body: Buffer.from(''), pathSecret }, settings)
    expect(verify(SECRET)).toBe(true)
    for (const wrong of [null, '', 'x', `${SECRET}x`]) expect(verify(wrong)).toBe(false)
  })
})
