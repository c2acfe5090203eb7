/**
 * Gathers what many requests want at once and does it in one go. While one batch is at work the next one fills, so
 * that a lone request waits for nobody and a crowd shares one transaction. Each caller gets the answer for its own
 * item, after the batch's work is done (and, when `work` commits, durable).
 *
 * A batch that fails as a whole is done again item by item: one bad item does not spoil its neighbours' answers.
 */
export class Batcher<Item, Answer> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Answer[]>
  readonly #max: number
  readonly #lanes: number
  #waiting: Waiting<Item, Answer>[] = []
  #busy = 0
  #scheduled = false

  /**
   * @param work   answers in the order of its items
   * @param max    most items of one batch
   * @param lanes  batches that may be at work at the same time
   */
  constructor(
    work: (items: readonly Item[]) => Promise<readonly Answer[]>,
    options: { max: number; lanes?: number },
  ) {
    this.#work = work
    this.#max = options.max
    this.#lanes = options.lanes ?? 1
  }

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      this.#schedule()
    })
  }

  /** Requests that arrived in the same turn of the event loop go together. */
  #schedule(): void {
    if (this.#scheduled || this.#busy >= this.#lanes) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      while (this.#waiting.length > 0 && this.#busy < this.#lanes) void this.#run()
    })
  }

  async #run(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#max)
    this.#busy++
    try {
      const answers = await this.#work(batch.map((one) => one.item))
      batch.forEach((one, index) => {
        one.resolve(answers[index]!)
      })
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error)
      else await this.#oneByOne(batch)
    } finally {
      this.#busy--
      if (this.#waiting.length > 0) this.#schedule()
    }
  }

  async #oneByOne(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    let failures = 0
    for (const one of batch) {
      try {
        const [answer] = await this.#work([one.item])
        one.resolve(answer!)
        failures = 0
      } catch (error) {
        one.reject(error)
        // Not one item but the ground under all of them: nobody waits for the rest to fail in turn.
        if (++failures < 3) continue
        for (const other of batch) other.reject(error)
        return
      }
    }
  }
}

interface Waiting<Item, Answer> {
  readonly item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}
