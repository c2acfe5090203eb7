/** What the OA knows of one member. Times in milliseconds of the fake's clock. */
export interface ZaloUser {
  lastInteraction: number | null
  follower: boolean
  /** A permanent refusal: -213 not linked, -217 blocked, -227 inactive, -244 muted … */
  refusal: number | null
  /** «Seen» is reported for Zalo on a phone only. */
  mobile: boolean
}

const HOUR = 3_600_000

export class ZaloUsers {
  readonly #users = new Map<string, ZaloUser>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Null: no member of this OA. */
  find(userId: string, unknown: 'followers' | 'refused'): ZaloUser | null {
    const known = this.#users.get(userId)
    if (known || unknown === 'refused' || !/^\d{5,25}$/.test(userId)) return known ?? null
    const user: ZaloUser = { lastInteraction: this.#now(), follower: true, refusal: null, mobile: true }
    this.#users.set(userId, user)
    return user
  }

  script(userId: string, change: Partial<ZaloUser>): void {
    const before = this.#users.get(userId) ?? {
      lastInteraction: this.#now(),
      follower: true,
      refusal: null,
      mobile: true,
    }
    this.#users.set(userId, { ...before, ...change })
  }

  /** Followed, wrote, pressed a button: the window opens again. */
  interacted(userId: string): void {
    this.script(userId, { lastInteraction: this.#now() })
  }

  /** Which consultation message this member may get now. */
  window(user: ZaloUser): 'free' | 'charged' | 'closed' | 'never' {
    if (user.lastInteraction === null) return 'never'
    const age = this.#now() - user.lastInteraction
    return age <= 48 * HOUR ? 'free' : age <= 168 * HOUR ? 'charged' : 'closed'
  }
}
