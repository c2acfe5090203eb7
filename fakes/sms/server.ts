import type { Clock } from '../../src/kernel/clock.ts'
import { control } from '../lib/control.ts'
import { type Answer, CUT, json, listen, parseObject, type Received, wait } from '../lib/http.ts'
import { linksIn, Phones } from '../lib/phones.ts'
import { Posts } from '../lib/posts.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import { type Knobs, type Outcome, Script } from '../lib/script.ts'
import { defaultSmsSwitches, faultOf, type SmsSwitches } from './checks.ts'
import { partsOf } from './text.ts'

interface Sms {
  readonly id: string
  readonly phone: string
  readonly content: string
  readonly requestId: string
  readonly callbackUrl: string
  readonly parts: number
  readonly at: number
  state: '2' | '5'
  delivered: boolean | null
}

const DAY = 86_400_000
const FIVE_MINUTES = 300_000
const KEPT_REQUESTS = 5_000
const CALLBACK_RETRIES = [30_000, 60_000, 120_000, 300_000, 600_000]

export interface FakeSmsOptions {
  readonly port?: number
  /** Ids count on from here: a demo that keeps its database must not give an id twice. */
  readonly firstId?: number
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly phones?: Phones
  readonly knobs?: Partial<Knobs>
  readonly switches?: Partial<SmsSwitches>
}

/** An SMS gateway in the manner of eSMS, as channels.md B.5 describes it. */
export class FakeSms {
  readonly script: Script
  readonly switches: SmsSwitches
  readonly phones: Phones
  readonly requests: Received[] = []
  url = ''
  readonly #clock: Clock
  readonly #scheduler: Scheduler
  readonly #posts: Posts
  readonly #byId = new Map<string, Sms>()
  readonly #byRequest = new Map<string, Sms>()
  readonly #lastText = new Map<string, number>()
  #series: number
  #second = 0
  #callsThisSecond = 0
  #stop: () => Promise<void> = async () => {}

  private constructor(options: FakeSmsOptions) {
    this.#clock = options.clock
    this.#series = options.firstId ?? 0
    this.#scheduler = options.scheduler
    this.script = new Script({ ratePerMinute: 60_000, ...options.knobs })
    this.switches = { ...defaultSmsSwitches(), ...options.switches }
    this.phones = options.phones ?? new Phones()
    this.#posts = new Posts(options.scheduler, this.script)
  }

  static async start(options: FakeSmsOptions): Promise<FakeSms> {
    const fake = new FakeSms(options)
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
    if (received.path.startsWith('/__control'))
      return control(received, this.script, this.switches, this.requests, {
        'forge-callback': (body) => void this.#forge(String(body['SMSID']), String(body['url'])),
      })
    this.script.counters.requests++
    if (this.script.knobs.record) {
      this.requests.push(received)
      if (this.requests.length > KEPT_REQUESTS) this.requests.shift()
    }
    const { path, method } = received
    if (method === 'POST' && path === '/MainService.svc/json/SendMultipleMessage_V4_post_json/')
      return this.#send(received)
    if (method === 'GET' && path === '/MainService.svc/json/GetSendStatus') return this.#status(received)
    if (method === 'GET' && path.startsWith('/MainService.svc/json/GetBalance/'))
      return json({ CodeResponse: '100', Balance: this.switches.balance, UserID: 1 })
    return { status: 404, type: 'text/html', body: '<html><body>404</body></html>' }
  }

  #refuse(code: string, message: string): Answer {
    this.script.counters.refused++
    return json({ CodeResult: code, CountRegenerate: 0, ErrorMessage: message })
  }

  #send(received: Received): Answer | Promise<Answer> {
    const body = parseObject(received.body)
    if (!body) return this.#refuse('99', 'Body is not JSON')
    const fault = faultOf(body, this.switches, this.#withinRate())
    if (fault) return this.#refuse(...fault)
    const phone = String(body['Phone'])
    const requestId = String(body['RequestId'] ?? '')
    const now = this.#clock.now().getTime()
    const earlier = this.#byRequest.get(requestId)
    if (requestId !== '' && earlier && now - earlier.at < DAY)
      return json({
        CodeResult: '124',
        CountRegenerate: 0,
        ErrorMessage: 'Request exist 1',
        SendStatus: earlier.state,
      })
    const content = String(body['Content'])
    const sameText = `${phone}\u0000${content}`
    if (this.switches.refuseSameText && now - (this.#lastText.get(sameText) ?? -DAY) < FIVE_MINUTES)
      return this.#refuse('124', 'Duplicate content in 5 minutes')
    const outcome = this.script.decide(phone)
    if (outcome.kind === 'refuse') return this.#delayed(this.#refuse(outcome.code || '99', 'Error'))
    const parts = partsOf(content, body['IsUnicode'] === '1')
    const sms: Sms = {
      id: this.#nextId(),
      phone,
      content,
      requestId,
      callbackUrl: String(body['CallbackUrl'] ?? ''),
      parts,
      at: now,
      state: '2',
      delivered: null,
    }
    if (outcome.kind === 'ambiguous') {
      this.script.counters.ambiguous++
      if (outcome.accepted) void this.#take(sms, outcome, body['Sandbox'] === '1')
      return this.#ambiguous(outcome)
    }
    this.#lastText.set(sameText, now)
    const receipt = this.#take(sms, outcome, body['Sandbox'] === '1')
    const answer = json({ CodeResult: '100', CountRegenerate: 0, SMSID: sms.id })
    return this.script.knobs.receiptBeforeAnswer && receipt
      ? receipt.then(() => this.#delayed(answer))
      : this.#delayed(answer)
  }

  /** The message is on its way: charged, on the phone, its callback planned or posted at once. */
  #take(sms: Sms, outcome: Outcome, sandbox: boolean): Promise<unknown> | null {
    this.script.taken(sms.phone)
    this.#byId.set(sms.id, sms)
    if (sms.requestId !== '') this.#byRequest.set(sms.requestId, sms)
    if (sandbox) return this.switches.callbackInSandbox ? this.#finish(sms, true) : null
    this.switches.balance -= sms.parts * this.switches.pricePerPart
    const delivered = outcome.kind !== 'undelivered'
    const { knobs } = this.script
    if (delivered && knobs.record)
      this.phones.receive({
        id: sms.id,
        at: this.#clock.now(),
        channel: 'sms',
        address: `+84${sms.phone.replace(/^(84|0)/, '')}`,
        subject: null,
        text: sms.content,
        links: linksIn(sms.content),
        buttons: [],
      })
    if (knobs.receipts === 'off' || sms.callbackUrl === '') return null
    if (knobs.receiptBeforeAnswer) return this.#finish(sms, delivered)
    if (this.switches.intermediateCallbacks)
      this.#scheduler.after(knobs.receiptDelayMs / 2, () => void this.#callback(sms, '7', 0, 0))
    this.#scheduler.after(knobs.receiptDelayMs, () => void this.#finish(sms, delivered))
    return null
  }

  async #finish(sms: Sms, delivered: boolean): Promise<void> {
    sms.state = '5'
    sms.delivered = delivered
    await this.#callback(sms, '5', delivered ? 1 : 0, delivered ? 0 : 1)
    if (this.script.knobs.duplicateReceiptShare > this.script.random())
      await this.#callback(sms, '5', delivered ? 1 : 0, delivered ? 0 : 1)
  }

  async #callback(sms: Sms, status: string, success: number, failed: number): Promise<void> {
    if (sms.callbackUrl === '') return
    const query = new URLSearchParams({
      // With dashes here, without them in the answer: both are seen.
      SMSID: sms.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      SendFailed: String(failed),
      SendStatus: status,
      SendSuccess: String(success),
      TotalPrice: `${sms.parts * this.switches.pricePerPart}.0000`,
      TotalReceiver: '1',
      TotalSent: '1',
      RequestId: sms.requestId,
      TypeId: '2',
      telcoid: '1',
      phonenumber: sms.phone,
      ...(failed > 0 ? { error_info: this.#errorInfo() } : {}),
    })
    await this.#get(`${sms.callbackUrl}?${query.toString()}`)
  }

  #errorInfo(): string {
    const info = JSON.stringify({ error: 3, message: 'Absent subscriber' })
    if (this.switches.errorInfo === 'json_in_json') return JSON.stringify(info)
    return this.switches.errorInfo === 'encoded_twice'
      ? `${encodeURIComponent(info)}____02%2F09%2F2026%2009%3A15%3A07`
      : info
  }

  /** A callback that somebody else invents. */
  #forge(id: string, url: string): Promise<unknown> {
    const query = new URLSearchParams({ SMSID: id, SendStatus: '5', SendSuccess: '1', SendFailed: '0' })
    return this.#get(`${url}?${query.toString()}`)
  }

  #get(url: string): Promise<number> {
    return this.#posts.send(
      { url, method: 'GET', headers: {}, body: null },
      { timeoutMs: 5_000, retries: CALLBACK_RETRIES, retryHeader: null, givenUp: () => {} },
    )
  }

  #status(received: Received): Answer {
    const sms = this.#byId.get((new URLSearchParams(received.query).get('RefId') ?? '').replaceAll('-', ''))
    if (!sms) return json({ CodeResponse: '105', ErrorMessage: 'RefId not found' })
    return json({
      CodeResponse: '100',
      SMSID: sms.id,
      SendStatus: sms.state,
      SendSuccess: sms.delivered === true ? 1 : 0,
      SendFailed: sms.delivered === false ? 1 : 0,
    })
  }

  #ambiguous(outcome: Extract<Outcome, { kind: 'ambiguous' }>): Answer | Promise<Answer> {
    if (outcome.how === 'http_500') return this.#delayed({ status: 500, type: 'text/html', body: 'error' })
    if (outcome.how === 'not_json')
      return this.#delayed({ status: 200, type: 'text/html', body: '<html></html>' })
    return outcome.how === 'late' ? wait(this.script.knobs.lateMs).then(() => CUT) : this.#delayed(CUT)
  }

  #delayed(answer: Answer): Answer | Promise<Answer> {
    const { latencyMs } = this.script.knobs
    return latencyMs > 0 ? wait(latencyMs).then(() => answer) : answer
  }

  #withinRate(): boolean {
    const second = Math.floor(this.#clock.now().getTime() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#callsThisSecond = 0
    }
    return ++this.#callsThisSecond <= this.script.knobs.ratePerMinute / 60
  }

  #nextId(): string {
    const n = ++this.#series
    const mixed = (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
    return `${mixed}4b2f4e14c0d7${n.toString(16).padStart(14, '0')}`
  }
}
