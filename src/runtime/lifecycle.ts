import { describeError, type Log } from '../kernel/log.ts'

export interface Part {
  readonly name: string
  stop(): Promise<void>
}

/** The stop came while a part was still starting. */
export class Interrupted extends Error {}

/**
 * Parts start one after the other and stop in the reverse order. When one fails to start, those before it are stopped.
 * Each gets `patienceMs` to stop; one that hangs is named in the log and left behind, so that the rest still stops.
 */
export class Lifecycle {
  readonly #parts: Part[] = []
  readonly #log: Log
  readonly #patienceMs: number
  #stopping: Promise<void> | undefined

  constructor(log: Log, patienceMs = 10_000) {
    this.#log = log
    this.#patienceMs = patienceMs
  }

  async start<T>(name: string, begin: () => Promise<T>, end: (started: T) => Promise<void>): Promise<T> {
    try {
      const started = await begin()
      if (this.#stopping) {
        await end(started)
        throw new Interrupted()
      }
      this.#parts.push({ name, stop: () => end(started) })
      return started
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** May be called twice: both callers wait for the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll()
    return this.#stopping
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#parts.splice(0).reverse()) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, this.#patienceMs, 'late')
      })
      try {
        if ((await Promise.race([part.stop(), late])) === 'late')
          this.#log.error({ part: part.name }, 'part hangs')
      } catch (error) {
        this.#log.error({ part: part.name, error: describeError(error) }, 'part failed to stop')
      } finally {
        clearTimeout(timer)
      }
    }
  }
}
