/**
 * How often something may happen, per key, in this process: `limit` times in `windowMs`. Keys are forgotten with their
 * window, so that memory stays small under any number of them.
 */
export class Allowance {
  readonly #limit: number
  readonly #windowMs: number
  #used = new Map<string, number>()
  #windowStart = 0

  constructor(limit: number, windowMs: number) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** Takes one; false when this key has used up its share of the current window. */
  take(key: string, now: Date): boolean {
    this.#turn(now)
    const used = this.#used.get(key) ?? 0
    if (used >= this.#limit) return false
    this.#used.set(key, used + 1)
    return true
  }

  /** Is anything left, without taking it? */
  has(key: string, now: Date): boolean {
    this.#turn(now)
    return (this.#used.get(key) ?? 0) < this.#limit
  }

  /** What is left of the current window, and how many milliseconds until the next one. */
  left(key: string, now: Date): { remaining: number; endsInMs: number } {
    this.#turn(now)
    return {
      remaining: this.#limit - (this.#used.get(key) ?? 0),
      endsInMs: this.#windowStart + this.#windowMs - now.getTime(),
    }
  }

  #turn(now: Date): void {
    const at = now.getTime()
    if (at - this.#windowStart < this.#windowMs && at >= this.#windowStart) return
    this.#windowStart = at
    this.#used = new Map()
  }
}
