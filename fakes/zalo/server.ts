import type { Clock } from '../../src/kernel/clock.ts'
import { control } from '../lib/control.ts'
import { type Answer, CUT, json, listen, parseObject, type Received, wait } from '../lib/http.ts'
import { Phones } from '../lib/phones.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import { type Knobs, type Outcome, Script } from '../lib/script.ts'
import { ZaloEvents } from './events.ts'
import { readConsultation, readTemplate, type Wanted } from './messages.ts'
import { ZaloTokens } from './oauth.ts'
import {
  defaultZaloSwitches,
  ZALO_IDENTITY,
  ZALO_TEMPLATE_ID,
  ZALO_TEMPLATE_PARAMETERS,
  type ZaloIdentity,
  type ZaloSwitches,
} from './options.ts'
import { answerQuery } from './queries.ts'
import { type ZaloUser, ZaloUsers } from './users.ts'

export interface FakeZaloOptions {
  readonly port?: number
  /** Ids count on from here: a demo that keeps its database must not give an id twice. */
  readonly firstId?: number
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly phones?: Phones
  readonly knobs?: Partial<Knobs>
  readonly switches?: Partial<ZaloSwitches>
  readonly identity?: ZaloIdentity
}

/** Texts of Zalo, in its own words. */
const TEXTS: Readonly<Record<number, string>> = {
  [-32]: 'Your OA reached limit call api',
  [-200]: 'Send message failed',
  [-201]: 'user_id is invalid!',
  [-210]: 'Parameter exceeds allowable limit',
  [-213]: 'User has not followed OA',
  [-216]: 'Access token is invalid',
  [-220]: 'access_token is expired or removed',
  [-230]: 'User has not interacted with the OA in the past 7 days',
  [-232]: 'User has not interacted with the OA',
  [-249]: 'Template does not support send via UID',
}

const KEPT_REQUESTS = 5_000

/** A Zalo Official Account that behaves as channels.md B.1–B.3 says the real one does. */
export class FakeZalo {
  readonly script: Script
  readonly switches: ZaloSwitches
  readonly users: ZaloUsers
  readonly tokens: ZaloTokens
  readonly events: ZaloEvents
  readonly phones: Phones
  readonly requests: Received[] = []
  url = ''
  readonly #clock: Clock
  readonly #scheduler: Scheduler
  readonly identity: ZaloIdentity
  #series: number
  #minute = 0
  #callsThisMinute = 0
  #stop: () => Promise<void> = async () => {}

  private constructor(options: FakeZaloOptions) {
    const now = (): number => options.clock.now().getTime()
    this.#clock = options.clock
    this.#series = options.firstId ?? 0
    this.#scheduler = options.scheduler
    this.identity = options.identity ?? ZALO_IDENTITY
    this.script = new Script(options.knobs)
    this.switches = { ...defaultZaloSwitches(), ...options.switches }
    this.users = new ZaloUsers(now)
    this.tokens = new ZaloTokens(this.identity, this.switches, this.script, now)
    this.events = new ZaloEvents(this.identity, this.switches, this.script, options.scheduler, now)
    this.phones = options.phones ?? new Phones()
  }

  static async start(options: FakeZaloOptions): Promise<FakeZalo> {
    const fake = new FakeZalo(options)
    const server = await listen(options.port ?? 0, (received) => fake.#handle(received))
    fake.url = server.url
    fake.#stop = server.stop
    return fake
  }

  async stop(): Promise<void> {
    await this.#stop()
    await this.events.stop()
  }

  /** A member presses an answering button, or writes. */
  async memberWrites(userId: string, text: string): Promise<void> {
    this.users.interacted(userId)
    await this.events.userSends(userId, text, this.#nextId())
  }

  #handle(received: Received): Answer | Promise<Answer> {
    const { path, method } = received
    if (path.startsWith('/__control')) return this.#control(received)
    this.script.counters.requests++
    if (this.script.knobs.record) {
      this.requests.push(received)
      if (this.requests.length > KEPT_REQUESTS) this.requests.shift()
    }
    if (method === 'POST' && path === '/v3.0/oa/message/cs')
      return this.#send(received, (body) => this.#consultation(body))
    if (method === 'POST' && path === '/v3.0/oa/message/template')
      return this.#send(received, (body) => this.#template(body))
    if (method === 'POST' && path === '/v4/oa/access_token') return this.tokens.exchange(received)
    const refusal = this.#tokenRefusal(received)
    if (refusal) return refusal
    const asked = answerQuery(received, this)
    if (asked !== null) return typeof asked === 'number' ? this.#error(asked) : asked
    return { status: 404, type: 'text/html', body: '<html><body>404</body></html>' }
  }

  #control(received: Received): Answer {
    return control(received, this.script, this.switches, this.requests, {
      users: (body) => {
        for (const [id, change] of Object.entries(body)) this.users.script(id, change as Partial<ZaloUser>)
      },
      consent: (body) => ({
        code: this.tokens.consent(String(body['challenge'] ?? '')),
        oa_id: this.identity.oaId,
      }),
      'expire-token': () => this.tokens.expireAccess(),
      'remove-app': () => {
        void this.events.emit({ event_name: 'permission_revoked', oa_id: this.identity.oaId })
        this.tokens.revoke()
      },
      'console-test': () => void this.events.consoleTest(),
      'receipt-of-nothing': () => void this.events.received('6184920375518263047', this.#nextId()),
      write: (body) => void this.memberWrites(String(body['user_id']), String(body['text'])),
      follow: (body) => void this.events.follows(String(body['user_id']), 'follow'),
      unfollow: (body) => void this.events.follows(String(body['user_id']), 'unfollow'),
      emit: (body) => void this.events.emit(body),
    })
  }

  #error(code: number, headers?: Record<string, string>): Answer {
    this.script.counters.refused++
    return json({ error: code, message: TEXTS[code] ?? `Error ${code}` }, headers)
  }

  #tokenRefusal(received: Received): Answer | null {
    const bad = this.tokens.check(received.headers['access_token'])
    return bad === 0 ? null : this.#error(bad)
  }

  /** What every send has in common: token, proof, rate, script, receipts; HTTP 200 whatever happens. */
  #send(
    received: Received,
    read: (body: Record<string, unknown>) => Wanted | number,
  ): Answer | Promise<Answer> {
    const bad = this.tokens.check(received.headers['access_token'])
    if (bad !== 0) return this.#error(bad)
    if (this.switches.enforceProof && !received.headers['appsecret_proof'])
      return this.#error(received.path.endsWith('/template') ? -1241 : -242)
    const rate = this.#rate()
    if (!rate) return this.#error(-32)
    if (!String(received.headers['content-type'] ?? '').startsWith('application/json'))
      return this.#error(-201, rate)
    const body = parseObject(received.body)
    const wanted = body ? read(body) : -201
    if (typeof wanted === 'number') return this.#error(wanted, rate)
    const outcome = this.script.decide(wanted.userId)
    if (outcome.kind === 'refuse') return this.#delayed(this.#error(Number(outcome.code) || -200, rate))
    return this.#conclude(wanted, outcome, rate)
  }

  #conclude(wanted: Wanted, outcome: Outcome, rate: Record<string, string>): Answer | Promise<Answer> {
    const taken = outcome.kind !== 'ambiguous' || outcome.accepted
    const messageId = this.#nextId()
    const receipt = taken ? this.#take(wanted, messageId) : null
    if (outcome.kind === 'ambiguous') {
      this.script.counters.ambiguous++
      if (outcome.how === 'cut') return this.#delayed(CUT)
      if (outcome.how === 'http_500')
        return this.#delayed({ status: 500, type: 'text/html', body: 'Internal error' })
      if (outcome.how === 'not_json')
        return this.#delayed({ status: 200, type: 'text/html', body: '<html>Zalo</html>' })
      return wait(this.script.knobs.lateMs).then(() => CUT)
    }
    const answer = json(
      {
        data: {
          message_id: messageId,
          user_id: wanted.userId,
          sent_time: String(this.#clock.now().getTime()),
          ...(wanted.quota ? { quota: wanted.quota } : {}),
        },
        error: 0,
        message: 'Success',
      },
      rate,
    )
    if (receipt && this.script.knobs.receiptBeforeAnswer) return receipt.then(() => this.#delayed(answer))
    return this.#delayed(answer)
  }

  #delayed(answer: Answer): Answer | Promise<Answer> {
    const { latencyMs } = this.script.knobs
    return latencyMs > 0 ? wait(latencyMs).then(() => answer) : answer
  }

  /** The message is on the phone; its receipts leave at once, later, or never. */
  #take(wanted: Wanted, messageId: string): Promise<void> | null {
    this.script.taken(wanted.userId)
    const { knobs } = this.script
    if (knobs.record)
      this.phones.receive({
        id: messageId,
        at: this.#clock.now(),
        channel: 'zalo',
        address: wanted.userId,
        subject: null,
        text: wanted.text,
        links: wanted.links,
        buttons: wanted.buttons,
      })
    if (knobs.receipts === 'off' || this.switches.webhookUrl === '') return null
    if (this.switches.echo && !wanted.isTemplate)
      this.#scheduler.after(
        knobs.receiptDelayMs / 2,
        () => void this.events.echo(wanted.userId, messageId, wanted.text),
      )
    if (wanted.isTemplate && !this.switches.templateReceipts) return null
    if (knobs.receiptBeforeAnswer) return this.events.received(wanted.userId, messageId)
    this.#scheduler.after(knobs.receiptDelayMs, () => {
      void this.events.received(wanted.userId, messageId)
      // Never «seen» for a template, never for somebody on a computer.
      if (this.switches.seesByItself && !wanted.isTemplate && wanted.mobile)
        this.#scheduler.after(
          knobs.receiptDelayMs * 4,
          () => void this.events.seen(wanted.userId, [messageId, messageId]),
        )
    })
    return null
  }

  #rate(): Record<string, string> | null {
    const minute = Math.floor(this.#clock.now().getTime() / 60_000)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#callsThisMinute = 0
    }
    const limit = this.script.knobs.ratePerMinute
    if (++this.#callsThisMinute > limit) return null
    return { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remain': String(limit - this.#callsThisMinute) }
  }

  #consultation(body: Record<string, unknown>): Wanted | number {
    const wanted = readConsultation(body)
    if (typeof wanted === 'number') return wanted
    const user = this.users.find(wanted.userId, this.switches.unknownUsers)
    if (!user) return -201
    if (user.refusal !== null) return user.refusal
    const window = this.users.window(user)
    if (window === 'closed') return -230
    if (window === 'never') return this.switches.neverInteractedCode
    return {
      ...wanted,
      mobile: user.mobile,
      quota: window === 'free' ? { quota_type: 'reply', remain: '5', total: '8' } : null,
    }
  }

  #template(body: Record<string, unknown>): Wanted | number {
    const wanted = readTemplate(body, ZALO_TEMPLATE_ID, ZALO_TEMPLATE_PARAMETERS, this.switches)
    if (typeof wanted === 'number') return wanted
    const user = this.users.find(wanted.userId, this.switches.unknownUsers)
    if (!user) return -201
    return user.refusal ?? wanted
  }

  /** From a counter, but it looks like one of Zalo's: twenty hexadecimal digits. */
  #nextId(): string {
    const n = ++this.#series
    return (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0') + n.toString(16).padStart(12, '0')
  }
}
