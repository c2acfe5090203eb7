import fc from 'fast-check'
import { expect, test } from 'vitest'
import { derivedToken } from './ids.ts'
import { scrub, scrubText } from './scrub.ts'

const digits = fc.stringMatching(/^[35789]\d{8}$/)
const around = fc.constantFrom('', ' ', 'gửi tới ', ', ', '(', '"', '=', ': ')
const behind = fc.constantFrom('', ' ', ',', ')', '"', '. ', '}')
const separated = (number: string, by: string) => number.replace(/^(.{3})(.{3})/, `$1${by}$2${by}`)

test('a telephone number never passes, however it is written and whatever stands around it', () => {
  fc.assert(
    fc.property(
      digits,
      fc.constantFrom('0', '+84', '84', '0084'),
      fc.constantFrom('', ' ', '.', '-'),
      around,
      behind,
      (number, start, by, before, after) => {
        const text = `${before}${start}${by && start === '0' ? separated(number, by) : separated(number, by)}${after}`
        expect(scrubText(text).replaceAll(/\D/g, '')).not.toContain(number.slice(-6))
      },
    ),
  )
})

test('an e-mail address never passes', () => {
  fc.assert(
    fc.property(fc.emailAddress(), around, (address, before) => {
      const host = address.slice(address.indexOf('@'))
      expect(scrubText(`${before}${address}`)).not.toContain(host)
    }),
  )
})

test('a token, a personal link, a password in an address and a named secret never pass', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), (label) => {
      const token = derivedToken('a secret of this test', label)
      for (const text of [
        `https://loa.example/x/${token}`,
        `/x/${token}/acknowledge`,
        `token=${token}`,
        `{"access_token":"${token}"}`,
        `authorization: Bearer ${token}`,
        `postgres://loa:${token}@db/loa`,
      ])
        expect(scrubText(text), text).not.toContain(token)
    }),
  )
  expect(scrubText('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl')).toBe('•••')
})

test('what logs are for stays readable: ids, codes, times, places in the code, heads of the audit log', () => {
  for (const text of [
    'delivery 1234567890123 failed',
    '2026-11-23T08:00:00.000Z',
    'at acknowledge (/opt/loa/src/domain/acknowledgement/acknowledge.ts:45:10)',
    `17:${'9f2c'.repeat(16)}`,
    'LOA03',
    'channel_account_owner_unit_id_fkey',
    'directive 12 of 2026, 331 people, 168 units',
    '3f0c8a52-1b7d-4f6e-9a11-0d2c3b4a5f6e',
    'https://loa.ldld.example/api/directives/12/board',
  ])
    expect(scrubText(text)).toBe(text)
})

test('texts are scrubbed wherever they stand in a line, also as keys; numbers and dates stay', () => {
  const at = new Date(0)
  expect(scrub({ id: 7, at, list: ['0912 345 678'], deep: { 'a@b.vn': { x: 'mail a@b.vn' } } })).toEqual({
    id: 7,
    at,
    list: ['•••'],
    deep: { '•••': { x: 'mail •••' } },
  })
})
