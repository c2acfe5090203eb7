import { type Post, Posts } from '../lib/posts.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import type { Script } from '../lib/script.ts'
import type { TelegramSwitches } from './options.ts'

/** The documentation says «a reasonable amount of attempts» [?]. */
const RETRIES = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000] as const

/** Posts updates with the secret in their header, repeats them until 2xx, and does what stands in the answer's body. */
export class TelegramUpdates {
  readonly #switches: TelegramSwitches
  readonly #script: Script
  readonly #posts: Posts
  readonly #now: () => number
  readonly #called: (method: string, body: Record<string, unknown>) => void
  #series: number

  constructor(options: {
    switches: TelegramSwitches
    script: Script
    scheduler: Scheduler
    now: () => number
    firstId: number
    /** A method of the API that came back in the body of an answer. */
    called: (method: string, body: Record<string, unknown>) => void
  }) {
    this.#switches = options.switches
    this.#script = options.script
    this.#posts = new Posts(options.scheduler, options.script)
    this.#now = options.now
    this.#called = options.called
    this.#series = 500_000_000 + (options.firstId % 1_000_000_000)
  }

  stop(): Promise<void> {
    return this.#posts.stop()
  }

  writes(userId: string, text: string, messageId: number): Promise<number> {
    return this.emit({
      message: {
        message_id: messageId,
        from: this.#user(userId),
        chat: this.#chat(userId),
        date: this.#seconds(),
        text,
      },
    })
  }

  presses(userId: string, messageId: number, data: string): Promise<number> {
    return this.emit({
      callback_query: {
        id: String(40_817_263_549_000_000 + this.#series),
        from: this.#user(userId),
        message: { message_id: messageId, chat: this.#chat(userId), date: this.#seconds(), text: '…' },
        chat_instance: '1',
        data,
      },
    })
  }

  member(userId: string, status: 'member' | 'kicked'): Promise<number> {
    return this.emit({
      my_chat_member: {
        chat: this.#chat(userId),
        from: this.#user(userId),
        date: this.#seconds(),
        old_chat_member: { status: status === 'member' ? 'kicked' : 'member' },
        new_chat_member: { status },
      },
    })
  }

  /** Any update: a number is added. Resolves with the status of the first answer. */
  emit(update: Record<string, unknown>, secret = this.#switches.webhookSecret): Promise<number> {
    const body = JSON.stringify({ update_id: ++this.#series, ...update })
    return this.#send(body, secret)
  }

  async #send(body: string, secret: string): Promise<number> {
    if (this.#switches.webhookUrl === '') return 0
    const post: Post = {
      url: this.#switches.webhookUrl,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === '' ? {} : { 'x-telegram-bot-api-secret-token': secret }),
      },
      body,
    }
    const rules = {
      timeoutMs: 10_000,
      retries: RETRIES,
      retryHeader: null,
      givenUp: () => {},
      answered: (answer: string) => this.#read(answer),
    }
    const status = await this.#posts.send(post, rules)
    if (this.#script.knobs.duplicateReceiptShare > this.#script.random()) await this.#posts.send(post, rules)
    return status
  }

  #read(answer: string): void {
    if (answer === '') return
    const call = JSON.parse(answer) as Record<string, unknown>
    if (typeof call['method'] === 'string') this.#called(call['method'], call)
  }

  readonly #seconds = (): number => Math.floor(this.#now() / 1000)
  readonly #user = (id: string) => ({ id: Number(id), is_bot: false, first_name: 'Ví', last_name: 'Dụ' })
  readonly #chat = (id: string) => ({ id: Number(id), first_name: 'Ví', last_name: 'Dụ', type: 'private' })
}
