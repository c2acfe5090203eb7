import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  afterReceipt,
  type DeliveryState,
  deliveryKey,
  type ReceiptState,
  readDeliveryKey,
  stageOf,
} from './rules.ts'

const states = fc.constantFrom<DeliveryState>(
  'queued',
  'sending',
  'accepted',
  'delivered',
  'seen',
  'failed',
  'unknown',
  'expired',
  'cancelled',
)
const receipts = fc.array(fc.constantFrom<ReceiptState>('accepted', 'delivered', 'seen', 'failed'), {
  maxLength: 12,
})
const run = (start: DeliveryState, list: readonly ReceiptState[]): DeliveryState =>
  list.reduce(afterReceipt, start)

test('no receipt ever lowers what a delivery proves, except a failure after mere acceptance', () => {
  fc.assert(
    fc.property(states, receipts, (start, list) => {
      let state = start
      for (const receipt of list) {
        const next = afterReceipt(state, receipt)
        if (stageOf(state) >= 2) expect(stageOf(next)).toBeGreaterThanOrEqual(stageOf(state))
        state = next
      }
    }),
  )
})

test('the same receipts in any order, each any number of times, prove the same once somebody had it in hand', () => {
  fc.assert(
    fc.property(states, receipts, fc.infiniteStream(fc.nat()), (start, list, order) => {
      const again = [...list, ...list].toSorted(() => (order.next().value % 3) - 1)
      const [a, b] = [run(start, list), run(start, again)]
      if (stageOf(a) >= 2 || stageOf(b) >= 2) expect(stageOf(b)).toBe(stageOf(a))
    }),
  )
})

test('a key names its delivery and the stamp, and nothing else reads as one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 50 }),
      fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (id, at) => {
        expect(readDeliveryKey(deliveryKey(id, at))).toEqual({ id, createdAt: at })
      },
    ),
  )
  for (const other of ['', 'loa-', 'loa-1', 'LOA-1-abcdefg', 'x-loa-1-abcdefg', 'loa-1-abcdefg '])
    expect(readDeliveryKey(other)).toBeNull()
})
