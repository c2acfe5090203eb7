import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../src/kernel/clock.ts'
import { control } from '../lib/control.ts'
import { type Answer, CUT, json, listen, parseObject, type Received, wait } from '../lib/http.ts'
import { linksIn, Phones } from '../lib/phones.ts'
import { type Knobs, Script } from '../lib/script.ts'

/** The secret that both sides know: obviously invented. */
export const WEBHOOK_IDENTITY = { secret: 'whsec_dmktZHUta2hvYS1iaS1tYXQtY3VhLWhlLXRob25nLWtoYWM=' } as const

export interface ReceiverSwitches {
  secret: string
  /** Posts older or newer than this are refused. */
  toleranceS: number
  /** A post whose id it had within a day is answered and not shown again. */
  dropsRepeats: boolean
}

const DAY = 86_400_000
const KEPT_REQUESTS = 5_000

/** Another system that takes signed posts, as strict as the standard asks it to be. */
export class FakeReceiver {
  readonly script: Script
  readonly switches: ReceiverSwitches = {
    secret: WEBHOOK_IDENTITY.secret,
    toleranceS: 300,
    dropsRepeats: true,
  }
  readonly phones: Phones
  readonly requests: Received[] = []
  url = ''
  readonly #clock: Clock
  readonly #known = new Map<string, number>()
  #stop: () => Promise<void> = async () => {}

  private constructor(options: { clock: Clock; phones?: Phones; knobs?: Partial<Knobs> }) {
    this.#clock = options.clock
    this.script = new Script(options.knobs)
    this.phones = options.phones ?? new Phones()
  }

  static async start(options: {
    clock: Clock
    phones?: Phones
    knobs?: Partial<Knobs>
    port?: number
  }): Promise<FakeReceiver> {
    const fake = new FakeReceiver(options)
    const server = await listen(options.port ?? 0, (received) => fake.#handle(received))
    fake.url = `${server.url}/loa`
    fake.#stop = server.stop
    return fake
  }

  stop(): Promise<void> {
    return this.#stop()
  }

  #handle(received: Received): Answer | Promise<Answer> {
    if (received.path.startsWith('/__control'))
      return control(received, this.script, this.switches, this.requests, {})
    this.script.counters.requests++
    if (this.script.knobs.record) {
      this.requests.push(received)
      if (this.requests.length > KEPT_REQUESTS) this.requests.shift()
    }
    if (received.path !== '/loa') return this.#refuse(404)
    if (received.method !== 'POST') return this.#refuse(405)
    if (!String(received.headers['content-type']).startsWith('application/json')) return this.#refuse(415)
    if (!this.#isSigned(received)) return this.#refuse(401)
    const body = parseObject(received.body)
    if (!body || typeof body['type'] !== 'string' || typeof body['timestamp'] !== 'string')
      return this.#refuse(400)
    if (body['type'] === 'ping') return { status: 204, type: 'text/plain', body: '' }
    const data = body['data'] as Record<string, unknown>
    const address = String(data['address'] ?? '')
    if (address === '') return this.#refuse(422)
    const id = String(received.headers['webhook-id'])
    const now = this.#clock.now().getTime()
    if (this.switches.dropsRepeats && now - (this.#known.get(id) ?? Number.NEGATIVE_INFINITY) < DAY)
      return json({ id })
    const outcome = this.script.decide(address)
    if (outcome.kind === 'refuse') return this.#refuse(Number(outcome.code))
    if (outcome.kind === 'ambiguous') {
      this.script.counters.ambiguous++
      if (outcome.accepted) this.#take(id, address, data)
      if (outcome.how === 'http_500') return { status: 500, type: 'text/html', body: 'error' }
      if (outcome.how === 'late') return wait(this.script.knobs.lateMs).then(() => CUT)
      return CUT
    }
    this.#take(id, address, data)
    return json({ id })
  }

  #take(id: string, address: string, data: Record<string, unknown>): void {
    this.#known.set(id, this.#clock.now().getTime())
    this.script.taken(address)
    const text = String(data['text'])
    this.phones.receive({
      id,
      at: this.#clock.now(),
      channel: 'webhook',
      address,
      subject: String(data['subject']),
      text,
      links: [String(data['link']), ...linksIn(text)],
      buttons: [],
    })
  }

  /** Written from the standard, not from our own code. */
  #isSigned({ headers, body }: Received): boolean {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': given } = headers
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof given !== 'string') return false
    const seconds = Number(timestamp)
    if (!(Math.abs(this.#clock.now().getTime() / 1000 - seconds) <= this.switches.toleranceS)) return false
    const key = Buffer.from(this.switches.secret.slice('whsec_'.length), 'base64')
    const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
    return given.split(' ').some((one) => {
      const [version, text = ''] = one.split(',')
      const mac = Buffer.from(text, 'base64')
      return version === 'v1' && mac.length === wanted.length && timingSafeEqual(mac, wanted)
    })
  }

  #refuse(status: number): Answer {
    this.script.counters.refused++
    return {
      status,
      type: 'application/json',
      body: '{}',
      ...(status === 429 ? { headers: { 'retry-after': '7' } } : {}),
    }
  }
}
