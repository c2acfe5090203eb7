/** Numbers that look random and are the same on every machine (mulberry32): the sample is made from one fixed seed. */
export class Random {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }
  /** 0 ≤ x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  /** 0 ≤ n < below */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!
  }
  shuffled<T>(values: readonly T[]): T[] {
    const copy = [...values]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
    }
    return copy
  }
}
