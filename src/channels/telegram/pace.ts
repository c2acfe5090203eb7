/** Telegram lets one message a second into a chat, and twenty a minute into a group (Bots FAQ). */
const CHAT_MS = 1_000
const GROUP_MS = 3_000
const REMEMBERED = 2_000

/** Remembers when each chat last got something, so that a limit is kept instead of met. */
export class ChatPace {
  readonly #last = new Map<string, number>()

  /** Takes the chat's turn; otherwise the milliseconds until it comes. */
  wait(chat: string, isGroup: boolean, now: number): number {
    const rest = (this.#last.get(chat) ?? Number.NEGATIVE_INFINITY) + (isGroup ? GROUP_MS : CHAT_MS) - now
    if (rest > 0) return rest
    // Insertion order is the order of the last messages: the oldest stand first.
    this.#last.delete(chat)
    this.#last.set(chat, now)
    if (this.#last.size > REMEMBERED) {
      const { value } = this.#last.keys().next()
      if (value !== undefined) this.#last.delete(value)
    }
    return 0
  }
}
