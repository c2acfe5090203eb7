import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AskedCode,
  CODE_VALID_MS,
  CODES_PER_DAY,
  codesInForce,
  isTakenUnverified,
  nextCodeAt,
  RESEND_MS,
  standingOfDevice,
  TRIES_PER_CODE,
  tryCode,
} from './rules.ts'

const START = new Date('2026-11-23T14:00:00+07:00').getTime()
const one = Buffer.from('one')
const other = Buffer.from('other')

describe('a phone', () => {
  it('is trusted when it is the first that acts for its person, and when it is known', () => {
    expect(standingOfDevice(one, [])).toBe('first')
    expect(standingOfDevice(one, [other, Buffer.from('one')])).toBe('known')
  })
  it('is a further one while another is remembered', () => {
    expect(standingOfDevice(one, [other])).toBe('further')
  })
  it('is none inside a chat, which proves its writer by itself', () => {
    expect(standingOfDevice(null, [other])).toBe('known')
  })
  it('need not prove itself before a Hỏa tốc is taken, and before everything else it must', () => {
    expect([0, 1, 2, 3].map(isTakenUnverified)).toEqual([false, false, false, true])
  })
})

describe('a code', () => {
  const code = (more: Partial<AskedCode> = {}): AskedCode => ({
    id: 1,
    sentAt: new Date(START),
    wrongTries: 0,
    usedAt: null,
    ...more,
  })
  const later = (ms: number): Date => new Date(START + ms)

  it('can be typed for five minutes, to the millisecond', () => {
    expect(tryCode([code()], () => true, later(CODE_VALID_MS - 1))).toEqual({ kind: 'right', id: 1 })
    expect(tryCode([code()], () => true, later(CODE_VALID_MS))).toEqual({ kind: 'none' })
  })
  it('can be asked for again after 45 seconds, and the earlier one still works then', () => {
    expect(nextCodeAt([code()], later(RESEND_MS - 1))).toEqual(later(RESEND_MS))
    expect(nextCodeAt([code()], later(RESEND_MS))).toEqual(later(RESEND_MS))
    const two = [code({ id: 2, sentAt: later(RESEND_MS) }), code()]
    expect(tryCode(two, (id) => id === 1, later(RESEND_MS + 1))).toEqual({ kind: 'right', id: 1 })
  })
  it('is worth nothing after five wrong tries, even when the sixth is right', () => {
    expect(tryCode([code({ wrongTries: TRIES_PER_CODE - 1 })], () => false, later(1))).toMatchObject({
      kind: 'wrong',
      left: 0,
    })
    expect(tryCode([code({ wrongTries: TRIES_PER_CODE })], () => true, later(1))).toEqual({ kind: 'none' })
  })
  it('works once', () => {
    expect(tryCode([code({ usedAt: later(1) })], () => true, later(2))).toEqual({ kind: 'none' })
  })
  it('is not sent a sixth time on one day, and is on the next', () => {
    const five = Array.from({ length: CODES_PER_DAY }, (_, id) => code({ id }))
    expect(nextCodeAt(five, later(3_600_000))).toBe('over')
    expect(nextCodeAt(five, later(86_400_000))).toEqual(later(86_400_000))
  })
})

/** The machine as the service runs it: asking and trying, in any order and at any pace. */
describe('whatever is pressed and typed', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 4 * 60_000 }),
    // ask for a code, type a wrong one, type the right digits of a code that was sent (the n-th).
    act: fc.oneof(
      fc.constant({ kind: 'ask' as const }),
      fc.constant({ kind: 'wrong' as const }),
      fc.record({ kind: fc.constant('right' as const), nth: fc.nat({ max: 6 }) }),
    ),
  })

  it('a code opens once, within its five minutes, after fewer than five wrong tries; a day has at most 25 guesses', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const codes: { id: number; sentAt: Date; wrongTries: number; usedAt: Date | null }[] = []
        // Written down beside the machine, to judge it by.
        const wrong = new Map<number, number>()
        const used = new Set<number>()
        let guesses = 0
        let now = START
        let lastSent = Number.NEGATIVE_INFINITY
        for (const { wait, act } of steps) {
          now += wait
          const at = new Date(now)
          if (act.kind === 'ask') {
            const next = nextCodeAt(codes, at)
            if (next === 'over' || next > at) continue
            const unused = codes.some((code) => code.usedAt === null && code.sentAt.getTime() === lastSent)
            if (unused) expect(now - lastSent).toBeGreaterThanOrEqual(RESEND_MS)
            lastSent = now
            codes.unshift({ id: codes.length + 1, sentAt: at, wrongTries: 0, usedAt: null })
            continue
          }
          const meant = act.kind === 'right' ? codes[act.nth]?.id : undefined
          const tried = tryCode(codes, (id) => id === meant, at)
          if (tried.kind === 'right') {
            const code = codes.find(({ id }) => id === tried.id)!
            expect(tried.id).toBe(meant)
            expect(used.has(tried.id)).toBe(false)
            expect(now - code.sentAt.getTime()).toBeLessThan(CODE_VALID_MS)
            expect(wrong.get(tried.id) ?? 0).toBeLessThan(TRIES_PER_CODE)
            used.add(tried.id)
            code.usedAt = at
          } else if (tried.kind === 'wrong') {
            guesses++
            expect(tried.counted.length).toBeGreaterThan(0)
            for (const id of tried.counted) {
              wrong.set(id, (wrong.get(id) ?? 0) + 1)
              codes.find((code) => code.id === id)!.wrongTries++
            }
          } else expect(codesInForce(codes, at)).toEqual([])
        }
        // Two and a half hours at most pass in sixty steps of four minutes: one day's worth of codes.
        expect(codes.length).toBeLessThanOrEqual(CODES_PER_DAY)
        expect(guesses).toBeLessThanOrEqual(CODES_PER_DAY * TRIES_PER_CODE)
      }),
      { numRuns: 400 },
    )
  })
})
