import type { Clock } from '../../src/kernel/clock.ts'

interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/**
 * What a fake does later: receipts, retries, the acts of people. All of it runs on the injected clock: with the machine's
 * clock by itself, with a test's clock when the test has moved it and calls `runDue()`.
 */
export class Scheduler {
  readonly #clock: Clock
  readonly #real: boolean
  readonly #tasks: Task[] = []
  #order = 0
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(clock: Clock, real: boolean) {
    this.#clock = clock
    this.#real = real
  }

  get waiting(): number {
    return this.#tasks.length
  }

  after(ms: number, run: () => void): void {
    if (this.#stopped) return
    const at = this.#clock.now().getTime() + Math.max(0, ms)
    const task: Task = { at, order: this.#order++, run }
    this.#tasks.splice(this.#place(task), 0, task)
    if (this.#real && this.#tasks[0] === task) this.#arm()
  }

  /** Runs what is due, in order; returns how many things were done. */
  runDue(): number {
    let done = 0
    const now = this.#clock.now().getTime()
    while (this.#tasks.length > 0 && this.#tasks[0]!.at <= now) {
      const due = this.#tasks.splice(0, this.#dueCount(now))
      for (const task of due) {
        task.run()
        done++
      }
    }
    if (this.#real) this.#arm()
    return done
  }

  stop(): void {
    this.#stopped = true
    this.#tasks.length = 0
    if (this.#timer) clearTimeout(this.#timer)
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    const next = this.#tasks[0]
    if (!next || this.#stopped) return
    const wait = Math.min(60_000, Math.max(0, next.at - this.#clock.now().getTime()))
    this.#timer = setTimeout(() => this.runDue(), wait)
    this.#timer.unref()
  }

  #dueCount(now: number): number {
    let count = 0
    while (count < this.#tasks.length && this.#tasks[count]!.at <= now) count++
    return count
  }

  #place(task: Task): number {
    let low = 0
    let high = this.#tasks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#tasks[middle]!
      if (other.at < task.at || (other.at === task.at && other.order < task.order)) low = middle + 1
      else high = middle
    }
    return low
  }
}
