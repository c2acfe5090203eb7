import { createHash } from 'node:crypto'

/** A number in [0, 1) that depends on the words alone: the same person acts the same way in every run. */
export function chance(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('\u0000')).digest().readUInt32BE(0) / 2 ** 32
}

/** A seeded stream of numbers in [0, 1) (xorshift32): for shares of a traffic, where no name decides. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
