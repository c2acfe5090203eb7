import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLate, mayWithdraw, replacesStanding, type Standing, settledBy, WITHDRAWAL_MS } from './rules.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 7, minute))
const standing = (
  id: number,
  recipientId: number | null,
  minute: number,
  answer: Standing['answer'] = 'received',
) => ({
  id,
  recipientId,
  answer,
  at: at(minute),
})

describe('a unit has its directive', () => {
  it('when one of its officers has acknowledged, if one is enough', () => {
    expect(settledBy('unit', [], [])).toBeNull()
    expect(settledBy('unit', [], [standing(2, 11, 9), standing(1, 10, 5)])?.id).toBe(1)
  })

  it('by «received» rather than by an earlier «not ours» of a colleague', () => {
    expect(settledBy('unit', [], [standing(1, 10, 5, 'not_applicable'), standing(2, 11, 9)])?.id).toBe(2)
    expect(settledBy('unit', [], [standing(1, 10, 5, 'not_applicable')])?.id).toBe(1)
  })

  it('when each of its officers has answered, if the sender asked so; the last one settles it', () => {
    const assigned = [
      { recipientId: 10, delegatedFrom: null },
      { recipientId: 11, delegatedFrom: null },
    ]
    expect(settledBy('person', assigned, [standing(1, 10, 5)])).toBeNull()
    expect(settledBy('person', assigned, [standing(2, 11, 9), standing(1, 10, 5)])?.id).toBe(2)
  })

  it('when the one to whom an officer handed it has answered in that officer’s place', () => {
    const assigned = [
      { recipientId: 10, delegatedFrom: null },
      { recipientId: 12, delegatedFrom: 10 },
      { recipientId: 13, delegatedFrom: 12 },
    ]
    expect(settledBy('person', assigned, [standing(1, 13, 5)])?.id).toBe(1)
    // The one it was handed to need not answer as well when the officer has.
    expect(settledBy('person', assigned, [standing(1, 10, 5)])?.id).toBe(1)
    expect(settledBy('person', assigned, [])).toBeNull()
  })

  it('when staff heard it by telephone from the unit, without a name', () => {
    const assigned = [{ recipientId: 10, delegatedFrom: null }]
    expect(settledBy('person', assigned, [standing(7, null, 5)])?.id).toBe(7)
    expect(settledBy('unit', assigned, [standing(7, null, 5)])?.id).toBe(7)
  })
})

describe('properties', () => {
  const someStanding = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 500 }),
      recipientId: fc.option(fc.integer({ min: 1, max: 6 })),
      answer: fc.constantFrom('received' as const, 'not_applicable' as const),
      at: fc.integer({ min: 0, max: 59 }).map(at),
    }),
    { selector: (one) => one.id, maxLength: 8 },
  )
  const assigned = fc.uniqueArray(
    fc.record({
      recipientId: fc.integer({ min: 1, max: 6 }),
      // Cycles and strangers on purpose: a rule must end on any data.
      delegatedFrom: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 }),
    }),
    { selector: (one) => one.recipientId, maxLength: 6 },
  )
  const by = fc.constantFrom('unit' as const, 'person' as const)

  it('does not depend on the order in which answers are read', () => {
    fc.assert(
      fc.property(by, assigned, someStanding, fc.integer(), (how, people, answers, seed) => {
        const shuffled = answers
          .map((one, i) => ({ one, key: ((i + 1) * 7919 + seed) % 101 }))
          .sort((a, b) => a.key - b.key)
        const again = settledBy(
          how,
          people,
          shuffled.map(({ one }) => one),
        )
        expect(again).toEqual(settledBy(how, people, answers))
      }),
    )
  })

  it('settles only by an answer that stands, and never without one', () => {
    fc.assert(
      fc.property(by, assigned, someStanding, (how, people, answers) => {
        const settled = settledBy(how, people, answers)
        if (answers.length === 0) expect(settled).toBeNull()
        if (settled) expect(answers).toContainEqual(settled)
        if (how === 'unit') expect(settled === null).toBe(answers.length === 0)
      }),
    )
  })

  it('one more answer never opens a settled unit', () => {
    fc.assert(
      fc.property(by, assigned, someStanding, (how, people, answers) => {
        const [more, ...before] = answers
        if (!more || !settledBy(how, people, before)) return
        expect(settledBy(how, people, answers)).not.toBeNull()
      }),
    )
  })
})

describe('times', () => {
  it('a press at the mark itself is in time, a millisecond later it is late', () => {
    expect(isLate(at(15), at(15))).toBe(false)
    expect(isLate(new Date(at(15).getTime() + 1), at(15))).toBe(true)
    expect(isLate(at(15), null)).toBe(false)
  })
  it('a press can be taken back for five minutes and no longer', () => {
    expect(mayWithdraw(at(0), new Date(at(0).getTime() + WITHDRAWAL_MS - 1))).toBe(true)
    expect(mayWithdraw(at(0), at(5))).toBe(false)
  })
  it('«received» replaces one’s own «not ours», and nothing else replaces anything', () => {
    expect(replacesStanding('not_applicable', 'received')).toBe(true)
    expect(replacesStanding('received', 'not_applicable')).toBe(false)
    expect(replacesStanding('received', 'received')).toBe(false)
  })
})
