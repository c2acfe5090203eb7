import type { Db } from '../../../db/client.ts'
import { takeCalls } from '../../domain/identity/index.ts'

/** A process takes this share of a key's calls at a time: a busy key costs twenty writes a minute, not a thousand. */
const SHARE = 20
const KEPT_AT_MOST = 2000

interface Held {
  /** Calls that this process may still answer in the window. */
  left: number
  /** What all processes together had taken when it last asked. */
  taken: number
  endsAt: number
}

/** How often keys call, over all web processes: each takes some calls of the window from the database and answers them. */
export class KeyCalls {
  readonly #db: Db
  readonly #limit: number
  readonly #windowMs: number
  readonly #held = new Map<number, Held>()

  constructor(db: Db, limit: number, windowMs: number) {
    this.#db = db
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** Takes one call; `remaining` and `endsInMs` are what is left of the window for the key. */
  async take(
    apiKeyId: number,
    now: Date,
  ): Promise<{ allowed: boolean; remaining: number; endsInMs: number }> {
    const at = now.getTime()
    let held = this.#held.get(apiKeyId)
    const isOver = !held || held.endsAt <= at || held.endsAt > at + this.#windowMs
    if (isOver || (held!.left === 0 && held!.taken < this.#limit)) {
      const wanted = Math.max(1, Math.floor(this.#limit / SHARE))
      const given = await takeCalls(
        this.#db,
        apiKeyId,
        { limit: this.#limit, wanted, windowMs: this.#windowMs },
        now,
      )
      const endsAt = given.endsAt.getTime()
      // Others may have asked while this one waited: what they were given in the same window counts as well.
      const before = this.#held.get(apiKeyId)
      held = {
        left: given.granted + (before?.endsAt === endsAt ? before.left : 0),
        taken: Math.max(given.taken, before?.endsAt === endsAt ? before.taken : 0),
        endsAt,
      }
      if (this.#held.size >= KEPT_AT_MOST) this.#held.clear()
      this.#held.set(apiKeyId, held)
    }
    const allowed = held!.left > 0
    if (allowed) held!.left--
    return {
      allowed,
      remaining: Math.max(0, this.#limit - held!.taken) + held!.left,
      endsInMs: held!.endsAt - at,
    }
  }
}
