import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cursorOf, dayOf, instantOf, numberOf, page, readCursor } from './cursor.ts'
import { Problem } from './errors.ts'

const part = fc.oneof(
  fc.string().filter((text) => !text.includes('\0')),
  fc.maxSafeInteger(),
  fc.constant(null),
)

describe('a place in a list', () => {
  test('comes back as it was given out', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        // JSON knows one zero.
        const given = parts.map((one) => (Object.is(one, -0) ? 0 : one))
        expect(readCursor(cursorOf(...given), given.length)).toEqual(given)
      }),
    )
    expect(readCursor(undefined, 3)).toBeNull()
  })

  test('that we did not give out is refused, never an accident', () => {
    const readers = [instantOf, dayOf, numberOf]
    fc.assert(
      fc.property(fc.string(), fc.array(part, { maxLength: 3 }), (text, parts) => {
        for (const cursor of [text, Buffer.from(text).toString('base64url'), cursorOf(...parts)])
          for (const read of readers)
            try {
              read(readCursor(cursor, 1)?.[0])
            } catch (error) {
              expect(error).toBeInstanceOf(Problem)
            }
      }),
    )
    for (const strange of ['2021-02-30', '2021-99-01', '+12021-01-01', 'infinity', '', 'now'])
      expect(() => dayOf(strange), strange).toThrow(Problem)
    for (const strange of ['+012021-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', 'infinity', ''])
      expect(() => instantOf(strange), strange).toThrow(Problem)
  })
})

test('the pages of a list are the list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1000)), fc.integer({ min: 1, max: 7 }), (rows, limit) => {
      const sorted = rows.toSorted((a, b) => a - b)
      const seen: number[] = []
      let after: string | undefined
      do {
        const place = readCursor(after, 1)
        const rest = sorted.filter((row) => !place || row > numberOf(place[0]))
        const part = page(rest.slice(0, limit + 1), limit, (last) => cursorOf(last))
        seen.push(...part.items)
        after = part.next ?? undefined
      } while (after)
      expect(seen).toEqual(sorted)
    }),
  )
})
