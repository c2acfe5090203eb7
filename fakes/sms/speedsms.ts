import type { Clock } from '../../src/kernel/clock.ts'
import { control } from '../lib/control.ts'
import { type Answer, CUT, json, listen, parseObject, type Received, wait } from '../lib/http.ts'
import { linksIn, Phones } from '../lib/phones.ts'
import { Posts } from '../lib/posts.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import { type Knobs, type Outcome, Script } from '../lib/script.ts'
import { partsOf } from './text.ts'

/** The account: obviously invented. */
export const SPEEDSMS_IDENTITY = { accessToken: 'vi-du-speedsms-token', sender: 'LDLD NTL' } as const

/** What channels.md §7.3 leaves open, in the likelier position. */
export interface SpeedSmsSwitches {
  /** Where reports go: set in their console, not in the call. Empty = none. */
  webhookUrl: string
  pricePerPart: number
  balance: number
  /** Status of a report for an SMS that never arrived, and one before the last. */
  failedStatus: number
  intermediateStatus: number | null
}

export interface FakeSpeedSmsOptions {
  readonly port?: number
  readonly firstId?: number
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly phones?: Phones
  readonly knobs?: Partial<Knobs>
}

const WINDOW_MS = 60_000
const CALLS = 60
const KEPT_REQUESTS = 5_000

/** SpeedSMS: Basic authentication, sixty calls a minute, no memory of repeated calls, unsigned reports. */
export class FakeSpeedSms {
  readonly script: Script
  readonly switches: SpeedSmsSwitches = {
    webhookUrl: '',
    pricePerPart: 250,
    balance: 1_000_000_000,
    failedStatus: 64,
    intermediateStatus: null,
  }
  readonly phones: Phones
  readonly requests: Received[] = []
  url = ''
  readonly #clock: Clock
  readonly #scheduler: Scheduler
  readonly #posts: Posts
  #calls: number[] = []
  #series: number
  #stop: () => Promise<void> = async () => {}

  private constructor(options: FakeSpeedSmsOptions) {
    this.#clock = options.clock
    this.#scheduler = options.scheduler
    this.#series = options.firstId ?? 100_000
    this.script = new Script(options.knobs)
    this.phones = options.phones ?? new Phones()
    this.#posts = new Posts(options.scheduler, this.script)
  }

  static async start(options: FakeSpeedSmsOptions): Promise<FakeSpeedSms> {
    const fake = new FakeSpeedSms(options)
    const server = await listen(options.port ?? 0, (received) => fake.#handle(received))
    fake.url = server.url
    fake.#stop = server.stop
    return fake
  }

  async stop(): Promise<void> {
    await this.#stop()
    await this.#posts.stop()
  }

  #handle(received: Received): Answer | Promise<Answer> {
    const { path, method } = received
    if (path.startsWith('/__control'))
      return control(received, this.script, this.switches, this.requests, {
        'forge-report': (body) => void this.#report(String(body['tranId']), '0', 0, String(body['url'])),
      })
    this.script.counters.requests++
    if (this.script.knobs.record) {
      this.requests.push(received)
      if (this.requests.length > KEPT_REQUESTS) this.requests.shift()
    }
    const wanted = `Basic ${Buffer.from(`${SPEEDSMS_IDENTITY.accessToken}:x`).toString('base64')}`
    if (received.headers.authorization !== wanted) return this.#refuse('009', 'permission denied')
    const now = this.#clock.now().getTime()
    this.#calls = this.#calls.filter((at) => at > now - WINDOW_MS)
    if (this.#calls.length >= CALLS)
      return {
        ...json({ status: 'error', code: '429', message: 'rate limit' }),
        status: 429,
        headers: { 'X-Rate-Limit-Reset': String(Math.ceil((this.#calls[0]! + WINDOW_MS - now) / 1000)) },
      }
    this.#calls.push(now)
    if (method === 'GET' && path === '/user/info')
      return json({ email: 'vi-du@ldld.example', balance: this.switches.balance, currency: 'VND' })
    if (method === 'POST' && path === '/sms/send') return this.#send(received)
    return { status: 404, type: 'text/html', body: '<html><body>404</body></html>' }
  }

  #refuse(code: string, message: string): Answer {
    this.script.counters.refused++
    return json({ status: 'error', code, message, invalidPhone: [] })
  }

  #send(received: Received): Answer | Promise<Answer> {
    const body = parseObject(received.body)
    const { to, content, sms_type: type, sender } = body ?? {}
    if (!Array.isArray(to) || to.length !== 1 || typeof content !== 'string' || content === '')
      return this.#refuse('101', 'invalid or missing parameters')
    if (typeof type !== 'number' || (type === 3 && sender !== SPEEDSMS_IDENTITY.sender))
      return this.#refuse('101', 'sender not found')
    const phone = String(to[0])
    if (!/^84\d{9}$/.test(phone)) return this.#refuse('105', 'phone number invalid')
    const parts = partsOf(content, false)
    if (parts === 0) return this.#refuse('110', 'not support sms content encoding')
    if (parts > 5) return this.#refuse('113', 'sms content too long')
    const price = parts * this.switches.pricePerPart
    if (this.switches.balance < price) return this.#refuse('300', 'your account balance is not enough')
    const outcome = this.script.decide(phone)
    if (outcome.kind === 'refuse') return this.#refuse(outcome.code, 'Error')
    return this.#conclude(phone, content, price, outcome)
  }

  #conclude(phone: string, content: string, price: number, outcome: Outcome): Answer | Promise<Answer> {
    const id = ++this.#series
    if (outcome.kind !== 'ambiguous' || outcome.accepted) this.#take(id, phone, content, price, outcome)
    if (outcome.kind === 'ambiguous') {
      this.script.counters.ambiguous++
      if (outcome.how === 'http_500') return { status: 500, type: 'text/html', body: 'error' }
      if (outcome.how === 'not_json') return { status: 200, type: 'text/html', body: '<html></html>' }
      return outcome.how === 'late' ? wait(this.script.knobs.lateMs).then(() => CUT) : CUT
    }
    return json({
      status: 'success',
      code: '00',
      data: { tranId: id, totalSMS: 1, totalPrice: price, invalidPhone: [] },
    })
  }

  #take(id: number, phone: string, content: string, price: number, outcome: Outcome): void {
    this.script.taken(phone)
    this.switches.balance -= price
    const { knobs } = this.script
    const delivered = outcome.kind !== 'undelivered'
    if (delivered && knobs.record)
      this.phones.receive({
        id: String(id),
        at: this.#clock.now(),
        channel: 'sms',
        address: `+${phone}`,
        subject: null,
        text: content,
        links: linksIn(content),
        buttons: [],
      })
    if (knobs.receipts === 'off') return
    const { intermediateStatus, failedStatus } = this.switches
    this.#scheduler.after(knobs.receiptDelayMs, () => {
      if (intermediateStatus !== null) void this.#report(String(id), phone, intermediateStatus)
      void this.#report(String(id), phone, delivered ? 0 : failedStatus)
      if (knobs.duplicateReceiptShare > this.script.random())
        void this.#report(String(id), phone, delivered ? 0 : failedStatus)
    })
  }

  async #report(
    tranId: string,
    phone: string,
    status: number,
    url = this.switches.webhookUrl,
  ): Promise<void> {
    if (url === '') return
    await this.#posts.send(
      {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'report', tranId: Number(tranId), phone, status: String(status) }),
      },
      { timeoutMs: 5_000, retries: [30_000, 60_000, 300_000], retryHeader: null, givenUp: () => {} },
    )
  }
}
