/**
 * Heavy work in this process, only so much of it at once: the rest waits in the order of its coming. Memory is then bounded
 * by the number of places, however many people ask at one time.
 */
export class Turns {
  readonly #places: number
  #taken = 0
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#places = places
  }

  /** How many wait for a place. */
  get waiting(): number {
    return this.#waiting.length
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    // A place that comes free goes to whoever waits longest, never to who asks in between.
    if (this.#taken >= this.#places) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#taken++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#taken--
    }
  }
}
