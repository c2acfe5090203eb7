import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeProviders, startFakes, WEBHOOK_IDENTITY } from '../../../fakes/index.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { message, openForTest } from '../testing/bench.ts'
import { type ContractCase, runContract } from '../testing/contract.ts'
import { webhookOut } from './adapter.ts'
import { RECEIVER_ERRORS } from './errors.ts'
import { signatures } from './signature.ts'

const clock = new MovableClock('2021-09-05T07:55:00+07:00')
const PERSON = 'nv-0147'
const OTHER = `whsec_${Buffer.from('mot-khoa-khac-dai-du-hai-muoi-bon').toString('base64')}`
let fakes: FakeProviders
let series = 0

beforeAll(async () => {
  fakes = await startFakes({ clock, realTime: false, knobs: { lateMs: 400 } })
})
afterAll(() => fakes.stop())

const fixture = () => ({
  baseUrl: fakes.receiver.url,
  config: { timeoutMs: 250 },
  secrets: { secret: WEBHOOK_IDENTITY.secret },
})
const open = (secrets: object = fixture().secrets) => {
  fakes.receiver.script.byAddress.clear()
  fakes.receiver.script.takenByAddress.clear()
  return openForTest(webhookOut, { ...fixture(), secrets, clock })
}
const to = (change: object = {}) => message({ address: PERSON, key: `loa-${++series}-1`, ...change })
const taken = () => fakes.receiver.script.takenByAddress.get(PERSON) ?? 0

describe('every answer of a receiver, through the wire', () => {
  const refusing = (code: string) => () => {
    fakes.receiver.script.byAddress.set(PERSON, { kind: 'refuse', code })
  }
  // The kit's clock stands still at its own time; the receiver's tolerance is tried below.
  runContract({
    adapter: webhookOut,
    account: fixture,
    message: { address: PERSON },
    reset: () => {
      fakes.receiver.script.byAddress.clear()
      fakes.receiver.script.takenByAddress.clear()
    },
    taken,
    secretsOf: (secrets) => Object.values(secrets as Record<string, string>),
    cases: [
      {
        label: 'accepted',
        provider: () => {},
        message: { key: 'a-1' },
        expect: { kind: 'accepted', providerMessageId: 'a-1' },
        taken: 1,
      },
      {
        label: 'too many: as long as it says',
        provider: refusing('429'),
        message: { key: 'a-2' },
        expect: { kind: 'retry', reason: 'rate_limited', retryAfterMs: 7_000, lane: true },
      },
      {
        label: 'another refusal: somebody looks, nobody is lost',
        provider: refusing('418'),
        message: { key: 'a-3' },
        expect: { kind: 'retry', reason: 'config_missing', code: 'http_418', lane: true },
      },
      ...Object.entries(RECEIVER_ERRORS).map(
        ([code, row]): ContractCase => ({
          label: code,
          provider: refusing(code.slice('http_'.length)),
          message: { key: code },
          expect:
            row.class === 'address' || row.class === 'message'
              ? { kind: 'failed', code, reason: row.reason }
              : { kind: 'retry', code, reason: row.reason, lane: true },
          taken: 0,
        }),
      ),
      ...(['cut', 'late', 'http_500'] as const).flatMap((how) =>
        [true, false].map(
          (accepted): ContractCase => ({
            label: `${how}, ${accepted ? 'taken' : 'not taken'}: unknown`,
            provider: () => {
              fakes.receiver.script.byAddress.set(PERSON, { kind: 'ambiguous', how, accepted })
            },
            message: { key: `${how}-${accepted}` },
            expect: { kind: 'unknown' },
            taken: accepted ? 1 : 0,
          }),
        ),
      ),
    ],
  })
})

test('the published vector of the standard', () => {
  expect(
    signatures(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    }),
  ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('after a lost answer the same id is repeated, and the receiver shows the message once', async () => {
  const bench = open()
  const one = to()
  fakes.receiver.script.next.push({ kind: 'ambiguous', how: 'cut', accepted: true })
  expect(await bench.channel.send(one)).toMatchObject({ kind: 'unknown' })
  clock.advance({ minutes: 10 })
  expect(await bench.channel.send(one)).toMatchObject({ kind: 'accepted' })
  expect(taken()).toBe(1)
  const [first, second] = fakes.receiver.requests.slice(-2)
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
  // Signed anew: the first signature is too old by now.
  expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp'])
  await bench.close()
})

test('while the secret changes, a receiver with either one trusts the post; with neither it does not', async () => {
  const bench = open({ secret: OTHER, previousSecret: WEBHOOK_IDENTITY.secret })
  expect(await bench.channel.send(to())).toMatchObject({ kind: 'accepted' })
  fakes.receiver.switches.secret = OTHER
  expect(await bench.channel.send(to())).toMatchObject({ kind: 'accepted' })
  fakes.receiver.switches.secret = WEBHOOK_IDENTITY.secret
  await bench.close()
  const stranger = open({ secret: OTHER })
  expect(await stranger.channel.send(to())).toMatchObject({ reason: 'auth_expired', lane: true })
  expect(await stranger.channel.check!()).toEqual({ ok: false, reason: 'auth_expired', code: 'http_401' })
  await stranger.close()
})

test('the check posts about nobody', async () => {
  const bench = open()
  expect(await bench.channel.check!()).toEqual({ ok: true, name: null, balance: null })
  expect(JSON.parse(fakes.receiver.requests.at(-1)!.body)).toMatchObject({ type: 'ping', data: {} })
  expect(taken()).toBe(0)
  await bench.close()
})

test('any text arrives as it was, signed over its very bytes', async () => {
  const bench = open()
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const content = { ...message().content, webhook: { subject: 'x', text: text.toWellFormed() } }
      expect(await bench.channel.send(to({ content }))).toMatchObject({ kind: 'accepted' })
      expect(JSON.parse(fakes.receiver.requests.at(-1)!.body).data.text).toBe(text.toWellFormed())
    }),
    { numRuns: 25 },
  )
  await bench.close()
})

test('a secret that is too short or no base64 is refused when the account is saved', () => {
  for (const secret of ['', 'x', 'whsec_', 'whsec_AAAA', `whsec_${'é'.repeat(40)}`, OTHER.slice(6)])
    expect(webhookOut.secrets.safeParse({ secret }).success).toBe(false)
  expect(webhookOut.secrets.safeParse({ secret: OTHER }).success).toBe(true)
})
