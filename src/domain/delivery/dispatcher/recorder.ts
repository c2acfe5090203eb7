import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../../../db/client.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Log } from '../../../kernel/log.ts'
import { type Recorded, recordOutcomes } from './record-store.ts'

const LARGEST_BATCH = 500
/** Answers arrive one by one; this long they are gathered, so that one statement records many. */
const GATHER_MS = 4
const LONGEST_WAIT_MS = 5_000

interface RecorderDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly workerId: number
}

/** Writes outcomes in batches. An outcome is never dropped: while the database is away it waits here. */
export class Recorder {
  readonly #deps: RecorderDeps
  #waiting: { outcome: Recorded; done: () => void }[] = []
  #running: Promise<void> | null = null

  constructor(deps: RecorderDeps) {
    this.#deps = deps
  }

  /** Resolves when the outcome is durable. */
  add(outcome: Recorded): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ outcome, done })
      this.#running ??= this.#run().finally(() => {
        this.#running = null
      })
    })
  }

  async #run(): Promise<void> {
    let wait = 50
    if (this.#waiting.length < LARGEST_BATCH) await sleep(GATHER_MS)
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH)
      try {
        const { db, workerId, clock } = this.#deps
        await recordOutcomes(
          db,
          workerId,
          batch.map((one) => one.outcome),
          clock.now(),
        )
        for (const one of batch) one.done()
        wait = 50
        if (this.#waiting.length > 0 && this.#waiting.length < 50) await sleep(GATHER_MS)
      } catch (error) {
        this.#waiting.unshift(...batch)
        const { code } = error as { code?: string }
        this.#deps.log.error({ count: batch.length, code }, 'outcomes could not be stored yet')
        await sleep(wait)
        wait = Math.min(wait * 2, LONGEST_WAIT_MS)
      }
    }
  }
}
