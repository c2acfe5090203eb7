import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NUDGE_COOL_DOWN_MS, nextReminder, nudgeRefusal } from './rules.ts'

const NOW = new Date('2021-09-05T08:20:00+07:00')
const open = { acknowledged: false, excluded: false, lastNudgedAt: null, reachable: 1 }

test('a unit is reminded at most once in fifteen minutes, to the millisecond', () => {
  const before = (ms: number) => nudgeRefusal({ ...open, lastNudgedAt: new Date(NOW.getTime() - ms) }, NOW)
  expect(before(0)).toBe('cool_down')
  expect(before(NUDGE_COOL_DOWN_MS - 1)).toBe('cool_down')
  expect(before(NUDGE_COOL_DOWN_MS)).toBeNull()
})

test('however often somebody presses, two reminders of one unit are fifteen minutes apart', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 * 60_000 }), { maxLength: 50 }), (pauses) => {
      let at = NOW.getTime()
      let last: Date | null = null
      for (const pause of pauses) {
        at += pause
        if (nudgeRefusal({ ...open, lastNudgedAt: last }, new Date(at)) !== null) continue
        if (last) expect(at - last.getTime()).toBeGreaterThanOrEqual(NUDGE_COOL_DOWN_MS)
        last = new Date(at)
      }
    }),
  ))

test.each([
  [{ ...open, excluded: true, acknowledged: true }, 'excluded'],
  [{ ...open, acknowledged: true, reachable: 0 }, 'acknowledged'],
  [{ ...open, reachable: 0 }, 'no_channel'],
  [open, null],
] as const)('%j → %s', (unit, reason) => expect(nudgeRefusal(unit, NOW)).toBe(reason))

test('the next reminder by rule is told, not a step that only puts the unit on the call list', () => {
  const steps = [
    { afterMinutes: 15, act: 'next_channel' },
    { afterMinutes: 30, act: 'call' },
    { afterMinutes: 45, act: 'remind' },
  ]
  const released = new Date('2021-09-05T08:00:00+07:00')
  const next = (taken: number, minute: number) =>
    nextReminder(steps, taken, released, new Date(released.getTime() + minute * 60_000))?.toISOString() ??
    null
  expect(next(0, 5)).toBe('2021-09-05T01:15:00.000Z')
  expect(next(1, 20)).toBe('2021-09-05T01:45:00.000Z')
  expect(next(0, 46)).toBeNull()
  expect(nextReminder(steps, 0, null, NOW)).toBeNull()
})
