import type { Clock } from '../../src/kernel/clock.ts'
import { control } from '../lib/control.ts'
import { type Answer, CUT, json, listen, parseObject, type Received, wait } from '../lib/http.ts'
import { linksIn, Phones } from '../lib/phones.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import { type Knobs, type Outcome, Script } from '../lib/script.ts'
import { FloodControl } from './limits.ts'
import { type ReadMessage, readMessage } from './message.ts'
import { defaultTelegramSwitches, TELEGRAM_IDENTITY, type TelegramSwitches } from './options.ts'
import { startPage } from './start-page.ts'
import { TelegramUpdates } from './updates.ts'

type ChatState = 'started' | 'never_started' | 'not_found' | 'blocked' | 'deactivated'

const REFUSALS: Readonly<Record<Exclude<ChatState, 'started'>, readonly [number, string]>> = {
  never_started: [403, "Forbidden: bot can't initiate conversation with a user"],
  not_found: [400, 'Bad Request: chat not found'],
  blocked: [403, 'Forbidden: bot was blocked by the user'],
  deactivated: [403, 'Forbidden: user is deactivated'],
}
const KEPT_REQUESTS = 5_000

export interface FakeTelegramOptions {
  readonly port?: number
  readonly firstId?: number
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly phones?: Phones
  readonly knobs?: Partial<Knobs>
  readonly switches?: Partial<TelegramSwitches>
}

/** The Bot API of Telegram for one bot, as channels.md §7.1 and B.8 describe it. */
export class FakeTelegram {
  readonly script: Script
  readonly switches: TelegramSwitches
  readonly phones: Phones
  readonly updates: TelegramUpdates
  readonly requests: Received[] = []
  /** What the bot said in answers to updates: `answerCallbackQuery` and `sendMessage` out of bodies. */
  readonly answers: Record<string, unknown>[] = []
  url = ''
  readonly #clock: Clock
  readonly #chats = new Map<string, ChatState>()
  readonly #moved = new Map<string, string>()
  readonly #flood: FloodControl
  #series: number
  #stop: () => Promise<void> = async () => {}

  private constructor(options: FakeTelegramOptions) {
    const now = (): number => options.clock.now().getTime()
    this.#clock = options.clock
    this.#series = (options.firstId ?? 0) % 1_000_000_000
    this.script = new Script(options.knobs)
    this.switches = { ...defaultTelegramSwitches(), ...options.switches }
    this.phones = options.phones ?? new Phones()
    this.#flood = new FloodControl(this.switches, now)
    this.updates = new TelegramUpdates({
      switches: this.switches,
      script: this.script,
      scheduler: options.scheduler,
      now,
      firstId: options.firstId ?? 0,
      called: (method, body) => this.#answered(method, body),
    })
  }

  static async start(options: FakeTelegramOptions): Promise<FakeTelegram> {
    const fake = new FakeTelegram(options)
    const server = await listen(options.port ?? 0, (received) => fake.#handle(received))
    fake.url = server.url
    fake.#stop = server.stop
    return fake
  }

  async stop(): Promise<void> {
    await this.#stop()
    await this.updates.stop()
  }

  /** Scripts a chat: who started, blocked or closed their account. */
  chat(id: string, state: ChatState): void {
    this.#chats.set(id, state)
  }

  /** Somebody opens t.me/<bot>?start=<code> and presses Start. */
  start(userId: string, code = ''): Promise<number> {
    this.chat(userId, 'started')
    return this.updates.writes(userId, code === '' ? '/start' : `/start ${code}`, ++this.#series)
  }

  /** Presses an answering button of the last message, or writes. */
  press(userId: string, payload: string): Promise<number> {
    const last = this.phones
      .messagesOf(userId)
      .findLast((one) => one.buttons.some((b) => b.payload === payload))
    return this.updates.presses(userId, Number(last?.id.split(':')[1] ?? 1), payload)
  }

  block(userId: string): Promise<number> {
    this.chat(userId, 'blocked')
    return this.updates.member(userId, 'kicked')
  }

  unblock(userId: string): Promise<number> {
    this.chat(userId, 'started')
    return this.updates.member(userId, 'member')
  }

  /** A group becomes a supergroup with another id; the old one only says so. */
  migrate(chat: string, to: string): void {
    this.#moved.set(chat, to)
    this.chat(to, 'started')
  }

  #handle(received: Received): Answer | Promise<Answer> {
    const { path, method } = received
    if (path.startsWith('/__control')) return this.#control(received)
    if (path === `/${TELEGRAM_IDENTITY.botUsername}`) return startPage(received, this)
    this.script.counters.requests++
    if (this.script.knobs.record) {
      this.requests.push(received)
      if (this.requests.length > KEPT_REQUESTS) this.requests.shift()
    }
    const call = /^\/bot([^/]+)\/(\w+)$/.exec(path)
    if (!call) return this.#refuse(404, 'Not Found')
    if (call[1] !== TELEGRAM_IDENTITY.token) return this.#refuse(401, 'Unauthorized')
    if (method !== 'POST' || !String(received.headers['content-type'] ?? '').startsWith('application/json'))
      return this.#refuse(400, 'Bad Request: unsupported content type')
    const body = parseObject(received.body)
    if (!body) return this.#refuse(400, "Bad Request: can't parse JSON object")
    return this.#method(call[2]!, body)
  }

  #method(name: string, body: Record<string, unknown>): Answer | Promise<Answer> {
    switch (name) {
      case 'sendMessage':
        return this.#send(body)
      case 'getMe':
        return ok({
          id: Number(TELEGRAM_IDENTITY.token.split(':')[0]),
          is_bot: true,
          first_name: 'Loa (dữ liệu mẫu)',
          username: TELEGRAM_IDENTITY.botUsername,
          can_join_groups: true,
        })
      case 'setWebhook': {
        const secret = String(body['secret_token'] ?? '')
        if (!/^https?:\/\//.test(String(body['url'] ?? '')))
          return this.#refuse(400, 'Bad Request: bad webhook: invalid URL')
        if (secret !== '' && !/^[A-Za-z0-9_-]{1,256}$/.test(secret))
          return this.#refuse(400, 'Bad Request: secret token contains unallowed characters')
        this.switches.webhookUrl = String(body['url'])
        this.switches.webhookSecret = secret
        return ok(true)
      }
      case 'deleteWebhook':
        this.switches.webhookUrl = ''
        return ok(true)
      case 'getWebhookInfo':
        return ok({ url: this.switches.webhookUrl, pending_update_count: 0 })
      case 'answerCallbackQuery':
        this.#answered(name, body)
        return ok(true)
      default:
        return this.#refuse(404, 'Not Found: method not found')
    }
  }

  #send(body: Record<string, unknown>): Answer | Promise<Answer> {
    const read = readMessage(body, this.switches)
    if ('refusal' in read) return this.#delayed(this.#refuse(400, read.refusal))
    const to = this.#moved.get(read.chat)
    if (to !== undefined)
      return this.#refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: Number(to),
      })
    const state =
      this.#chats.get(read.chat) ?? (read.chat.startsWith('-') ? 'not_found' : this.switches.strangers)
    if (state !== 'started') return this.#delayed(this.#refuse(...REFUSALS[state]))
    const seconds = this.#flood.take(read.chat)
    if (seconds > 0)
      return this.#refuse(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
    const outcome = this.script.decide(read.chat)
    if (outcome.kind === 'refuse') return this.#delayed(this.#scripted(outcome.code))
    return this.#conclude(read, outcome)
  }

  /** «403 Forbidden: …», as a script writes it; with `retry_after` for 429. */
  #scripted(code: string): Answer {
    const [, status = '400', words = ''] = /^(\d{3})\s*(.*)$/s.exec(code) ?? []
    return this.#refuse(
      Number(status),
      words,
      status === '429' ? { retry_after: this.switches.retryAfterS } : null,
    )
  }

  #conclude(message: ReadMessage, outcome: Outcome): Answer | Promise<Answer> {
    const taken = outcome.kind !== 'ambiguous' || outcome.accepted
    const id = ++this.#series
    if (taken) this.#take(message, id)
    if (outcome.kind === 'ambiguous') {
      this.script.counters.ambiguous++
      if (outcome.how === 'cut') return this.#delayed(CUT)
      if (outcome.how === 'http_500')
        return this.#delayed({ status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' })
      if (outcome.how === 'not_json')
        return this.#delayed({ status: 200, type: 'text/html', body: '<html>Telegram</html>' })
      return wait(this.script.knobs.lateMs).then(() => CUT)
    }
    return this.#delayed(
      ok({
        message_id: id,
        chat: { id: Number(message.chat), type: message.chat.startsWith('-') ? 'supergroup' : 'private' },
        date: Math.floor(this.#clock.now().getTime() / 1000),
        text: message.text,
      }),
    )
  }

  #take(message: ReadMessage, id: number): void {
    this.script.taken(message.chat)
    if (!this.script.knobs.record) return
    this.phones.receive({
      id: `${message.chat}:${id}`,
      at: this.#clock.now(),
      channel: 'telegram',
      address: message.chat,
      subject: null,
      text: message.text,
      links: [...message.links, ...linksIn(message.text)],
      buttons: message.buttons,
    })
  }

  /** Words of the bot itself, out of the body of an answer to an update. */
  #answered(method: string, body: Record<string, unknown>): void {
    this.answers.push({ ...body, method })
    if (this.answers.length > KEPT_REQUESTS) this.answers.shift()
    const read = method === 'sendMessage' ? readMessage(body, this.switches) : null
    if (read && !('refusal' in read)) this.#take(read, ++this.#series)
  }

  #refuse(status: number, description: string, parameters: object | null = null): Answer {
    this.script.counters.refused++
    return {
      ...json({ ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) }),
      status,
    }
  }

  #delayed(answer: Answer): Answer | Promise<Answer> {
    const { latencyMs } = this.script.knobs
    return latencyMs > 0 ? wait(latencyMs).then(() => answer) : answer
  }

  #control(received: Received): Answer {
    const user = (body: Record<string, unknown>): string => String(body['user_id'])
    return control(received, this.script, this.switches, this.requests, {
      chats: (body) => {
        for (const [id, state] of Object.entries(body)) this.chat(id, state as ChatState)
      },
      start: (body) => void this.start(user(body), String(body['code'] ?? '')),
      press: (body) => void this.press(user(body), String(body['payload'])),
      write: (body) => void this.updates.writes(user(body), String(body['text']), ++this.#series),
      block: (body) => void this.block(user(body)),
      unblock: (body) => void this.unblock(user(body)),
      migrate: (body) => this.migrate(String(body['chat_id']), String(body['to'])),
      emit: (body) => void this.updates.emit(body),
      'forge-update': (body) => void this.updates.emit(body, 'somebody-elses-secret'),
      answers: () => this.answers,
    })
  }
}

const ok = (result: unknown): Answer => json({ ok: true, result })
