import { describe, expect, test } from 'vitest'
import { asksTwo, expiryOf, isToAll, STRICT, stateAt } from './rules.ts'

const NOW = new Date('2021-09-05T08:00:00+07:00')
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)

describe('two people', () => {
  test('a Hỏa tốc to all takes two; one less urgent, or one to a few units, does not', () => {
    expect(isToAll(3, { chosen: 168, due: 168 })).toBe(true)
    expect(isToAll(3, { chosen: 160, due: 168 })).toBe(true)
    expect(isToAll(3, { chosen: 150, due: 168 })).toBe(false)
    expect(isToAll(2, { chosen: 168, due: 168 })).toBe(false)
    expect(isToAll(3, { chosen: 1, due: 1 })).toBe(false)
  })

  test('a Hỏa tốc waits a quarter of an hour, everything else a day; then nobody can approve it', () => {
    expect(expiryOf('directive_issue', NOW)).toEqual(later(15))
    expect(expiryOf('role_grant', NOW)).toEqual(later(24 * 60))
    const row = { state: 'waiting' as const, expiresAt: later(15) }
    expect([stateAt(row, later(14)), stateAt(row, later(15))]).toEqual(['waiting', 'expired'])
    expect(stateAt({ ...row, state: 'approved' }, later(99))).toBe('approved')
  })

  test('the policy says for what; the policy itself is changed as roles are', () => {
    const lax = { ...STRICT, roles: false, issuing: false }
    expect(asksTwo('directive_issue', lax)).toBe(false)
    expect(asksTwo('channel_change', lax)).toBe(true)
    expect(asksTwo('approval_policy', lax)).toBe(false)
    expect(asksTwo('approval_policy', STRICT)).toBe(true)
  })
})
