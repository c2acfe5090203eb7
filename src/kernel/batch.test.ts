import { describe, expect, it } from 'vitest'
import { Batcher } from './batch.ts'

describe('a batcher', () => {
  it('does what many want in one go and gives each its own answer', async () => {
    const sizes: number[] = []
    const batcher = new Batcher<number, number>(
      async (items) => {
        sizes.push(items.length)
        return items.map((item) => item * 2)
      },
      { max: 100 },
    )
    expect(await Promise.all([1, 2, 3].map((n) => batcher.add(n)))).toEqual([2, 4, 6])
    expect(sizes).toEqual([3])
  })

  it('never makes a batch larger than it may be', async () => {
    const sizes: number[] = []
    const batcher = new Batcher<number, number>(
      async (items) => {
        sizes.push(items.length)
        return items
      },
      { max: 2 },
    )
    await Promise.all([1, 2, 3, 4, 5].map((n) => batcher.add(n)))
    expect(sizes).toEqual([2, 2, 1])
  })

  it('refuses only the item that cannot be done', async () => {
    const batcher = new Batcher<number, number>(
      async (items) => {
        if (items.includes(13)) throw new Error('thirteen')
        return items
      },
      { max: 10 },
    )
    const answers = await Promise.allSettled([1, 13, 3].map((n) => batcher.add(n)))
    expect(answers.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('gives up soon when nothing can be done, and works again afterwards', async () => {
    let down = true
    let calls = 0
    const batcher = new Batcher<number, number>(
      async (items) => {
        calls++
        if (down) throw new Error('down')
        return items
      },
      { max: 50 },
    )
    const answers = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => batcher.add(n)))
    expect(answers.every((one) => one.status === 'rejected')).toBe(true)
    expect(calls).toBeLessThan(10)
    down = false
    expect(await batcher.add(7)).toBe(7)
  })
})
