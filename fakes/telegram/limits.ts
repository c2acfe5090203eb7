import type { TelegramSwitches } from './options.ts'

const ALL = 'all'

/** Flood control: a window for everybody, one a chat, one a group; whoever calls before `retry_after` is refused again. */
export class FloodControl {
  readonly #switches: TelegramSwitches
  readonly #now: () => number
  readonly #sent = new Map<string, number[]>()
  readonly #until = new Map<string, number>()

  constructor(switches: TelegramSwitches, now: () => number) {
    this.#switches = switches
    this.#now = now
  }

  /** Seconds to wait; 0 when the message may go. */
  take(chat: string): number {
    const { perSecond, perChatSecond, perGroupMinute } = this.#switches
    const isGroup = chat.startsWith('-')
    return (
      this.#waitOf(ALL, perSecond, 1_000) ||
      this.#waitOf(chat, isGroup ? perGroupMinute : perChatSecond, isGroup ? 60_000 : 1_000) ||
      this.#count(chat)
    )
  }

  #count(chat: string): 0 {
    for (const key of [ALL, chat]) this.#sent.set(key, [...(this.#sent.get(key) ?? []), this.#now()])
    return 0
  }

  #waitOf(key: string, most: number, windowMs: number): number {
    const now = this.#now()
    const until = this.#until.get(key) ?? 0
    if (now < until) return Math.ceil((until - now) / 1000)
    const recent = (this.#sent.get(key) ?? []).filter((at) => at > now - windowMs)
    this.#sent.set(key, recent)
    if (recent.length < most) return 0
    this.#until.set(key, now + this.#switches.retryAfterS * 1000)
    return this.#switches.retryAfterS
  }
}
