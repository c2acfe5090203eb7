import { Agent, request } from 'undici'
import type { Scheduler } from './scheduler.ts'
import type { Script } from './script.ts'

/** One post of a provider to Loa. The same bytes in every repetition. */
export interface Post {
  readonly url: string
  readonly method: 'POST' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface PostRules {
  /** The answer must have come by then. */
  readonly timeoutMs: number
  /** Waits before the repetitions, each from the one before [?]. */
  readonly retries: readonly number[]
  /** Header that counts the repetitions, if the provider has one. */
  readonly retryHeader: string | null
  /** After the last one. */
  readonly givenUp: () => void
  /** The body of a 200, for providers that read it. */
  readonly answered?: (body: string) => void
}

/** Sends posts, repeats the ones that were not answered with 200, and counts. */
export class Posts {
  readonly #scheduler: Scheduler
  readonly #script: Script
  readonly #agent = new Agent({ connections: 16, keepAliveTimeout: 3_000 })
  #open = 0
  readonly #queue: (() => void)[] = []

  constructor(scheduler: Scheduler, script: Script) {
    this.#scheduler = scheduler
    this.#script = script
  }

  /** Resolves after the first attempt, with its status (0 = no answer). */
  async send(post: Post, rules: PostRules, attempt = 0): Promise<number> {
    const status = await this.#limited(() => this.#once(post, rules, attempt))
    if (status === 200) {
      this.#script.counters.receiptsSent++
      return status
    }
    this.#script.counters.receiptsRefused++
    const pause = rules.retries[attempt]
    if (pause === undefined) rules.givenUp()
    else this.#scheduler.after(pause, () => void this.send(post, rules, attempt + 1))
    return status
  }

  async stop(): Promise<void> {
    this.#queue.length = 0
    await this.#agent.destroy()
  }

  async #once(post: Post, rules: PostRules, attempt: number): Promise<number> {
    try {
      const answer = await request(post.url, {
        dispatcher: this.#agent,
        method: post.method,
        headers: {
          ...post.headers,
          ...(rules.retryHeader && attempt > 0 ? { [rules.retryHeader]: String(attempt) } : {}),
        },
        body: post.body,
        headersTimeout: rules.timeoutMs,
        bodyTimeout: rules.timeoutMs,
      })
      if (rules.answered && answer.statusCode === 200) rules.answered(await answer.body.text())
      else await answer.body.dump()
      return answer.statusCode
    } catch {
      return 0
    }
  }

  /** Sixteen at once: a burst of receipts must not open a thousand sockets. */
  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open >= 16) await new Promise<void>((resolve) => this.#queue.push(resolve))
    this.#open++
    try {
      return await work()
    } finally {
      this.#open--
      this.#queue.shift()?.()
    }
  }
}
