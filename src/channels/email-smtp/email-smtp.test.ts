import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeProviders, fakeAccounts, type Outcome, startFakes } from '../../../fakes/index.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { message, openForTest } from '../testing/bench.ts'
import { type ContractCase, runContract } from '../testing/contract.ts'
import { emailSmtp } from './adapter.ts'
import { messageId } from './message.ts'

const NOW = '2021-09-05T07:55:00+07:00'
const TO = 'an.nguyen@hoasen.example'
let fakes: FakeProviders

beforeAll(async () => {
  fakes = await startFakes({ clock: new MovableClock(NOW), realTime: false })
})
afterAll(() => fakes.stop())

const account = () => fakeAccounts({ zalo: '', sms: '', smtp: fakes.smtp.url }, new Date(NOW))[2]
const fixture = () => ({
  baseUrl: fakes.smtp.url,
  config: { ...account().config, timeoutMs: 1_000 },
  secrets: { user: 'khong-ai-hoi', password: 'mat-khau-vi-du' },
})
const scripted =
  (outcome: Outcome): (() => void) =>
  () => {
    fakes.smtp.script.byAddress.set(TO, outcome)
  }

describe('replies of a mail server, by stage', () => {
  const refusals: ContractCase[] = [
    ['451', { kind: 'retry', reason: 'provider_error', lane: false }],
    ['550', { kind: 'failed', reason: 'invalid_address', code: '550' }],
    ['452 data', { kind: 'retry', reason: 'provider_error', lane: false }],
    ['554 data', { kind: 'failed', reason: 'content_rejected', code: '554' }],
    ['421', { kind: 'retry', reason: 'provider_error', lane: true }],
  ].map(([code, expected]) => ({
    label: `reply ${code as string}`,
    provider: scripted({ kind: 'refuse', code: code as string }),
    expect: expected as ContractCase['expect'],
    taken: 0,
  }))
  runContract({
    adapter: emailSmtp,
    account: fixture,
    message: { address: TO },
    reset: () => {
      fakes.smtp.switches.refuseSignIn = false
      fakes.smtp.script.byAddress.clear()
      fakes.smtp.script.takenByAddress.clear()
    },
    taken: () => fakes.smtp.script.takenByAddress.get(TO) ?? 0,
    secretsOf: (secrets) => Object.values(secrets as Record<string, string>),
    cases: [
      {
        label: 'accepted',
        provider: () => {},
        expect: { kind: 'accepted', providerMessageId: '<loa-41@ldld-ntl.example>' },
        taken: 1,
      },
      ...refusals,
      {
        label: 'a refused password',
        provider: () => {
          fakes.smtp.switches.refuseSignIn = true
        },
        expect: { kind: 'retry', reason: 'auth_expired', code: '535', lane: true },
        taken: 0,
      },
      {
        label: 'cut after the message and before its 250: unknown',
        provider: scripted({ kind: 'ambiguous', how: 'cut', accepted: true }),
        expect: { kind: 'unknown' },
        taken: 1,
      },
    ],
  })
})

test('one connection serves several messages, and each is a whole mail in two forms', async () => {
  const bench = openForTest(emailSmtp, { ...fixture(), clock: new MovableClock(NOW) })
  fakes.smtp.script.byAddress.clear()
  for (const key of ['thu-1', 'thu-2', 'thu-1'])
    expect(await bench.channel.send(message({ address: TO, key }))).toMatchObject({ kind: 'accepted' })
  await bench.close()
  // A repeated message is the same message: programs that keep Message-IDs show it once.
  expect(fakes.smtp.arrivals.get('<thu-1@ldld-ntl.example>')).toBe(2)
  const { raw } = fakes.smtp.mails.at(-1)!
  expect(raw).toMatch(/text\/plain/)
  expect(raw).toMatch(/text\/html/)
  expect(raw).not.toMatch(/List-Unsubscribe|Disposition-Notification/i)
  expect(fakes.phones.messagesOf(TO).at(-1)).toMatchObject({
    subject: 'HỎA TỐC – Công điện 12/CĐ-LĐLĐ',
    links: [message().content.link],
  })
})

test('a Message-ID is made of the key and our domain, whatever the key', () => {
  expect(messageId('loa-7', 'a@ldld.example')).toBe('<loa-7@ldld.example>')
  expect(messageId('có dấu > và khoảng trắng', 'a@ldld.example')).toMatch(/^<[0-9a-f]{64}@ldld\.example>$/)
})
