import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, addWorkingDays, deadlines, isWorkingDay, REQUEST_KINDS, standingOf } from './rules.ts'

const none = new Set<string>()

test('two working days: weekends and public holidays do not count', () => {
  // Thứ Hai → thứ Tư; thứ Sáu → thứ Ba; trước Tết Bính Ngọ 2026 → sau kỳ nghỉ.
  expect(addWorkingDays('2026-11-23', 2, none)).toBe('2026-11-25')
  expect(addWorkingDays('2026-11-27', 2, none)).toBe('2026-12-01')
  const tet = new Set(['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'])
  expect(addWorkingDays('2026-02-13', 2, tet)).toBe('2026-02-24')
})

test('withdrawal, restriction and objection take 15 days, 20 with a third party; other rights 10 and 20', () => {
  const of = (kind: (typeof REQUEST_KINDS)[number], thirdParty: boolean) =>
    deadlines({ kind, day: '2026-11-23', thirdParty }, none).actBy
  for (const kind of ['withdraw', 'restrict', 'object'] as const) {
    expect(of(kind, false)).toBe('2026-12-08')
    expect(of(kind, true)).toBe('2026-12-13')
  }
  for (const kind of ['access', 'correct', 'erase'] as const) {
    expect(of(kind, false)).toBe('2026-12-03')
    expect(of(kind, true)).toBe('2026-12-13')
  }
})

test('the answer is due on a working day after the request, never after the act', () => {
  const day = fc.integer({ min: 0, max: 2000 }).map((n) => addDays('2024-01-01', n))
  fc.assert(
    fc.property(
      day,
      fc.constantFrom(...REQUEST_KINDS),
      fc.boolean(),
      fc.uniqueArray(day, { maxLength: 30 }),
      (on, kind, thirdParty, days) => {
        const holidays = new Set(days)
        const { answerBy, actBy } = deadlines({ kind, day: on, thirdParty }, holidays)
        expect(isWorkingDay(answerBy, holidays)).toBe(true)
        expect(answerBy > on).toBe(true)
        expect(actBy >= answerBy).toBe(true)
        const between = Array.from({ length: 60 }, (_, n) => addDays(on, n + 1)).filter(
          (one) => one <= answerBy && isWorkingDay(one, holidays),
        )
        expect(between).toHaveLength(2)
      },
    ),
  )
})

test('late is late from the day after, until it is finished', () => {
  const request = { answerBy: '2026-11-25', actBy: '2026-12-03', answered: false, finished: false }
  expect(standingOf(request, '2026-11-24')).toBe('open')
  expect(standingOf(request, '2026-11-25')).toBe('due_today')
  expect(standingOf(request, '2026-11-26')).toBe('answer_late')
  expect(standingOf({ ...request, answered: true }, '2026-11-26')).toBe('open')
  expect(standingOf({ ...request, answered: true }, '2026-12-04')).toBe('late')
  expect(standingOf({ ...request, finished: true }, '2026-12-04')).toBe('finished')
})
