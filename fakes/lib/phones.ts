import type { Channel } from '../../src/contract/common.ts'

/** What stands on somebody's phone. */
export interface PhoneMessage {
  readonly id: string
  readonly at: Date
  readonly channel: Channel
  readonly address: string
  readonly subject: string | null
  readonly text: string
  readonly links: readonly string[]
  /** Answers inside a chat; pressing one sends its payload to the account. */
  readonly buttons: readonly { readonly title: string; readonly payload: string }[]
}

const KEEP_PER_PHONE = 50

/** All phones and mailboxes that the fakes deliver to. */
export class Phones {
  readonly #byAddress = new Map<string, PhoneMessage[]>()
  readonly #listeners = new Set<(message: PhoneMessage) => void>()

  onMessage(listener: (message: PhoneMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  receive(message: PhoneMessage): void {
    const messages = this.#byAddress.get(message.address)
    if (!messages) this.#byAddress.set(message.address, [message])
    else {
      messages.push(message)
      if (messages.length > KEEP_PER_PHONE) messages.shift()
    }
    for (const listener of this.#listeners) listener(message)
  }

  messagesOf(address: string): readonly PhoneMessage[] {
    return this.#byAddress.get(address) ?? []
  }

  /** Addresses with their last message, the newest first; `search` looks into address and texts. */
  list(search: string, limit: number): readonly PhoneMessage[] {
    const wanted = search.trim().toLowerCase()
    const last: PhoneMessage[] = []
    for (const messages of this.#byAddress.values()) {
      const matches =
        wanted === '' ||
        messages.some((one) =>
          `${one.address} ${one.subject ?? ''} ${one.text}`.toLowerCase().includes(wanted),
        )
      if (matches) last.push(messages[messages.length - 1]!)
    }
    return last.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit)
  }

  get size(): number {
    return this.#byAddress.size
  }
}

export const linksIn = (text: string): string[] => text.match(/https?:\/\/[^\s<>"')]+/g) ?? []
