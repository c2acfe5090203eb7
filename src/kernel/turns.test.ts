import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('no more than the places at once, in the order of coming, whatever fails', async () => {
  const turns = new Turns(2)
  let running = 0
  let most = 0
  const begun: number[] = []
  const work = (n: number) =>
    turns.take(async () => {
      begun.push(n)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      if (n % 3 === 0) throw new Error('an accident')
      return n
    })
  const all = Array.from({ length: 20 }, (_, n) => work(n))
  expect(turns.waiting).toBe(18)
  const ended = await Promise.allSettled(all)
  expect([most, running, turns.waiting]).toEqual([2, 0, 0])
  expect(begun).toEqual(begun.toSorted((a, b) => a - b))
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(7)
  expect(await work(1)).toBe(1)
})
