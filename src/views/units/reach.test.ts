import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ContactChannel } from '../../contract/contact.ts'
import { type PointRow, reachByChannel, reachOfPoint, reachOfUnit } from './reach.ts'

const point = (change: Partial<PointRow>): PointRow => ({
  id: 1,
  channel: 'sms',
  state: 'ok',
  lastSuccessAt: null,
  lastFailureAt: null,
  reason: null,
  invalidSince: null,
  ...change,
})
const ONE = '2021-09-01T00:00:00Z'
const TWO = '2021-09-02T00:00:00Z'

test('what happened last decides', () => {
  expect(reachOfPoint(point({})).state).toBe('untried')
  expect(reachOfPoint(point({ lastSuccessAt: TWO, lastFailureAt: ONE }))).toMatchObject({
    state: 'works',
    at: TWO,
  })
  expect(reachOfPoint(point({ lastSuccessAt: ONE, lastFailureAt: TWO, reason: 'unreachable' }))).toEqual({
    state: 'failing',
    at: TWO,
    reason: 'unreachable',
  })
  expect(reachOfPoint(point({ state: 'blocked', lastSuccessAt: TWO })).state).toBe('closed')
})

test('a channel is as good as its best address: of those that work the latest, of those that fail the first', () => {
  const working = [
    point({ lastSuccessAt: ONE }),
    point({ id: 2, lastSuccessAt: TWO }),
    point({ id: 3, state: 'invalid' }),
  ]
  expect(reachByChannel(working)).toEqual([{ channel: 'sms', state: 'works', at: TWO, reason: null }])
  const failing = [point({ lastFailureAt: TWO }), point({ id: 2, lastFailureAt: ONE })]
  expect(reachByChannel(failing)).toMatchObject([{ state: 'failing', at: ONE }])
})

test('a landline makes no unit reachable, and an address never makes one less reachable', () => {
  expect(reachOfUnit(1, [point({ channel: 'phone' })])).toBe('none')
  expect(reachOfUnit(0, [])).toBe('nobody')
  const some = fc.record({
    id: fc.nat(),
    channel: fc.constantFrom(...ContactChannel.options),
    state: fc.constantFrom('ok', 'invalid', 'blocked', 'stopped'),
    lastSuccessAt: fc.constantFrom(null, ONE, TWO),
    lastFailureAt: fc.constantFrom(null, ONE, TWO),
    reason: fc.constant(null),
    invalidSince: fc.constant(null),
  })
  const order = ['ok', 'untried', 'failing', 'none', 'nobody']
  fc.assert(
    fc.property(fc.array(some), some, (points, one) => {
      const before = order.indexOf(reachOfUnit(1, points as PointRow[]))
      expect(order.indexOf(reachOfUnit(1, [...points, one] as PointRow[]))).toBeLessThanOrEqual(before)
    }),
  )
})
