import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeProviders, fakeAccounts, SPEEDSMS_IDENTITY, startFakes } from '../../../../fakes/index.ts'
import { MovableClock } from '../../../kernel/clock.ts'
import { message, openForTest } from '../../testing/bench.ts'
import { type ContractCase, runContract } from '../../testing/contract.ts'
import { ESMS_ERRORS } from '../errors.ts'
import { genericSms, readAnswer, readCallback, smsCall } from './adapter.ts'
import { filled, nested, valueAt } from './template.ts'

const NOW = '2021-09-05T07:55:00+07:00'
const PHONE = '+84900000123'
const LOCAL = '0900000123'
const SECRET = 'vi-du-duong-dan-bi-mat'
const clock = new MovableClock(NOW)
let fakes: FakeProviders

beforeAll(async () => {
  fakes = await startFakes({ clock, realTime: false, knobs: { lateMs: 400 } })
})
afterAll(() => fakes.stop())

/** eSMS, described by settings alone: whoever can do that can describe their own gateway. */
const likeEsms = () => {
  const { apiKey, secretKey } = fakeAccounts({ zalo: '', sms: '', smtp: '' }, new Date(NOW))[1].secrets
  return {
    baseUrl: fakes.sms.url,
    config: {
      path: '/MainService.svc/json/SendMultipleMessage_V4_post_json/',
      fields: {
        ApiKey: '{secret.key}',
        SecretKey: '{secret.secret}',
        Phone: '{phone}',
        Content: '{text}',
        Brandname: 'LDLD NTL',
        SmsType: '2',
        IsUnicode: '0',
        Sandbox: '0',
        RequestId: '{key}',
        CallbackUrl: '{callbackUrl}',
      },
      phoneFormat: '0',
      accepted: { path: 'CodeResult', values: ['100'] },
      idPath: 'SMSID',
      codePath: 'CodeResult',
      errors: Object.fromEntries(
        Object.entries(ESMS_ERRORS).map(([code, row]) => [code, { class: row.class, reason: row.reason }]),
      ),
      callback: {
        idPath: 'SMSID',
        keyPath: 'RequestId',
        statusPath: 'SendSuccess',
        delivered: ['1'],
        failed: ['0'],
      },
      timeoutMs: 250,
    },
    secrets: { values: { key: apiKey, secret: secretKey }, callbackSecret: SECRET },
  }
}

describe('a gateway that is described by settings', () => {
  runContract({
    adapter: genericSms,
    account: likeEsms,
    message: { address: PHONE },
    reset: () => {
      fakes.sms.script.byAddress.clear()
      fakes.sms.script.takenByAddress.clear()
      clock.advance({ seconds: 1 })
    },
    taken: () => fakes.sms.script.takenByAddress.get(LOCAL) ?? 0,
    secretsOf: () => [SECRET, 'vi-du-api-key', 'vi-du-secret-key'],
    cases: [
      {
        label: 'accepted',
        provider: () => {},
        message: { key: 'g-ok' },
        expect: {
          kind: 'accepted',
          providerMessageId: expect.stringMatching(/^[0-9a-f]+$/) as unknown as string,
        },
        taken: 1,
      },
      {
        label: 'a code that the settings do not name',
        provider: () => {
          fakes.sms.script.byAddress.set(LOCAL, { kind: 'refuse', code: '4711' })
        },
        message: { key: 'g-4711' },
        expect: { kind: 'failed', reason: 'unknown', code: '4711' },
        taken: 0,
      },
      ...['103', '108', '146', '160'].map(
        (code): ContractCase => ({
          label: `code ${code} as the settings say`,
          provider: () => {
            fakes.sms.script.byAddress.set(LOCAL, { kind: 'refuse', code })
          },
          message: { key: `g-${code}` },
          expect: { code, reason: ESMS_ERRORS[code]!.reason },
          taken: 0,
        }),
      ),
      ...(['cut', 'late', 'http_500', 'not_json'] as const).map(
        (how): ContractCase => ({
          label: `${how}: unknown`,
          provider: () => {
            fakes.sms.script.byAddress.set(LOCAL, { kind: 'ambiguous', how, accepted: true })
          },
          message: { key: `g-${how}` },
          expect: { kind: 'unknown' },
          taken: 1,
        }),
      ),
    ],
  })
})

test('another gateway, with its own header, nested ids and numbers', async () => {
  const bench = openForTest(genericSms, {
    baseUrl: fakes.speedSms.url,
    clock,
    config: {
      path: 'sms/send',
      headers: { Authorization: '{secret.basic}' },
      // A list is more than the templates say: this gateway refuses a bare number.
      fields: { to: '{phone}', content: '{text}', sms_type: '3', sender: SPEEDSMS_IDENTITY.sender },
      accepted: { path: 'status', values: ['success'] },
      idPath: 'data.tranId',
      codePath: 'code',
      errors: { '101': { class: 'account', reason: 'config_missing' } },
    },
    secrets: {
      values: { basic: `Basic ${Buffer.from(`${SPEEDSMS_IDENTITY.accessToken}:x`).toString('base64')}` },
      callbackSecret: SECRET,
    },
  })
  expect(await bench.channel.send(message({ address: PHONE }))).toMatchObject({
    kind: 'retry',
    reason: 'config_missing',
    lane: true,
  })
  await bench.close()
})

describe('settings', () => {
  const account = (config: object, values: Record<string, string> = {}) => ({
    id: 1,
    kind: '',
    name: '',
    baseUrl: 'https://sms.example/api/',
    config: genericSms.config.parse({ fields: { to: '{phone}', text: '{text}' }, ...config }),
    secrets: { values, callbackSecret: SECRET },
  })
  const call = (config: object, values = {}) =>
    smsCall(message({ address: PHONE }), account(config, values), 'https://loa.test/cb')

  test('GET puts the fields into the address, a form into the body, JSON may be nested', () => {
    expect(call({ method: 'GET', path: 'send?v=2' }).url).toMatch(
      /^https:\/\/sms\.example\/api\/send\?v=2&to=84900000123&text=LDLD\+Nam/,
    )
    expect(call({ format: 'form' })).toMatchObject({
      url: 'https://sms.example/api',
      body: expect.stringMatching(/^to=84900000123&text=/),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const json = call({
      fields: { 'message.to': '{phone}', 'message.parts': '{parts}', 'message.u': '{unicode}' },
    })
    expect(JSON.parse(json.body!)).toEqual({ message: { to: '84900000123', parts: 1, u: false } })
  })

  test('a placeholder nobody knows is refused when the account is saved', () => {
    for (const text of ['{phon}', '{secret}', '{process.env}', '{constructor}'])
      expect(genericSms.config.safeParse({ fields: { to: text } }).success).toBe(false)
    expect(genericSms.config.safeParse({ fields: { to: '{phone}' }, path: '/{secret.user}/x' }).success).toBe(
      true,
    )
  })

  test('values are never read as templates, addresses or headers', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const values = { phone: '84', text, key: 'k', unicode: false, parts: 1, callbackUrl: '' }
        expect(filled('a{text}b', values, { x: 'GEHEIM' })).toBe(`a${text}b`)
      }),
    )
    const odd = call(
      { path: '/{secret.user}', headers: { 'X-Key': 'a{secret.user}' } },
      { user: '../x\r\nEvil: 1' },
    )
    expect(odd.url).toBe('https://sms.example/api/..%2Fx%0D%0AEvil%3A%201')
    expect(odd.headers!['x-key']).toBe('a../xEvil: 1')
  })

  test('no path of an answer or a field reaches what every object has', () => {
    expect(valueAt({}, 'constructor.name')).toBeNull()
    expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe('1')
    nested({ '__proto__.polluted': 'x' })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('without words for «accepted», any 2xx is; what is no JSON then has no id', () => {
    const { config } = account({})
    const answer = (status: number, body: string) => readAnswer({ status, headers: {}, body }, config)
    expect(answer(200, 'OK')).toEqual({ kind: 'accepted', providerMessageId: null })
    expect(answer(202, '{"id":"7"}')).toEqual({ kind: 'accepted', providerMessageId: null })
    expect(answer(401, '')).toMatchObject({ kind: 'retry', reason: 'auth_expired' })
    expect(answer(503, '')).toMatchObject({ kind: 'unknown' })
  })

  test('callbacks as a query, a form or JSON; without settings none is read', () => {
    const { config } = account({
      callback: {
        idPath: 'id',
        statusPath: 'state',
        delivered: ['DELIVRD'],
        failed: ['UNDELIV'],
        codePath: 'err',
      },
    })
    const post = (body: string) => ({ headers: {}, body: Buffer.from(body), pathSecret: null })
    expect(readCallback(post('id=7&state=DELIVRD'), config)).toMatchObject([
      { providerMessageId: '7', state: 'delivered', code: null },
    ])
    expect(readCallback(post('{"id":7,"state":"UNDELIV","err":"12"}'), config)).toMatchObject([
      { providerMessageId: '7', state: 'failed', code: '12' },
    ])
    expect(readCallback(post('id=7&state=ENROUTE'), config)).toEqual([])
    for (const body of ['', 'id=7', '{}', '<xml/>'])
      expect(() => readCallback(post(body), config)).toThrow('not a callback')
    expect(readCallback(post('id=7'), account({}).config)).toEqual([])
  })
})
