import type { Server } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Clock } from '../../src/kernel/clock.ts'
import { control } from '../lib/control.ts'
import { listen, type Received } from '../lib/http.ts'
import { linksIn, Phones } from '../lib/phones.ts'
import { type Knobs, type Outcome, Script } from '../lib/script.ts'

export interface FakeSmtpOptions {
  readonly port?: number
  readonly controlPort?: number
  readonly clock: Clock
  readonly phones?: Phones
  readonly knobs?: Partial<Knobs>
}

/** Where a scripted refusal is given; `code` of the outcome is the reply, e.g. «550» or «451 data». */
interface SmtpRefusal {
  readonly reply: number
  readonly stage: 'mail' | 'rcpt' | 'data'
}

interface Mail {
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly raw: string
}

/** A mail server as channels.md B.6 describes it: 250 is «taken by the next hop» and nothing more. */
export class FakeSmtp {
  readonly script: Script
  readonly phones: Phones
  readonly switches = { refuseSignIn: false }
  /** How often each Message-ID arrived whole: a repeated send is visible here. */
  readonly arrivals = new Map<string, number>()
  readonly mails: Mail[] = []
  url = ''
  controlUrl = ''
  readonly #clock: Clock
  readonly #server: SMTPServer
  readonly #outcomes = new WeakMap<SMTPServerSession, Outcome>()
  #stopControl: () => Promise<void> = async () => {}

  private constructor(options: FakeSmtpOptions) {
    this.#clock = options.clock
    this.script = new Script(options.knobs)
    this.phones = options.phones ?? new Phones()
    this.#server = new SMTPServer({
      name: 'fake.example',
      banner: 'fake mail server',
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => {
        if (this.switches.refuseSignIn) done(reply(535))
        else done(null, { user: auth.username ?? '' })
      },
      disableReverseLookup: true,
      hidePIPELINING: false,
      onRcptTo: (address, session, done) => {
        this.script.counters.requests++
        const outcome = this.script.decide(address.address)
        this.#outcomes.set(session, outcome)
        const refusal = refusalOf(outcome)
        if (refusal && refusal.stage !== 'data') {
          this.script.counters.refused++
          return done(reply(refusal.reply))
        }
        done()
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => this.#data(Buffer.concat(chunks), session, done))
      },
    })
    this.#server.on('error', () => {})
  }

  static async start(options: FakeSmtpOptions): Promise<FakeSmtp> {
    const fake = new FakeSmtp(options)
    await new Promise<void>((resolve, reject) => {
      fake.#server.once('error', reject)
      fake.#server.listen(options.port ?? 0, '127.0.0.1', resolve)
    })
    const { port } = (fake.#server.server as Server).address() as { port: number }
    fake.url = `smtp://127.0.0.1:${port}`
    const controlServer = await listen(options.controlPort ?? 0, (received: Received) =>
      control(received, fake.script, fake.switches, [], {
        arrivals: () => Object.fromEntries(fake.arrivals),
      }),
    )
    fake.controlUrl = controlServer.url
    fake.#stopControl = controlServer.stop
    return fake
  }

  async stop(): Promise<void> {
    await this.#stopControl()
    for (const connection of this.#server.connections) socketOf(connection)?.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #data(raw: Buffer, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const outcome = this.#outcomes.get(session) ?? { kind: 'accept' }
    const refusal = refusalOf(outcome)
    if (refusal) {
      this.script.counters.refused++
      done(reply(refusal.reply))
      return
    }
    if (outcome.kind === 'ambiguous') {
      this.script.counters.ambiguous++
      // The message has arrived whole; what is lost is the «250».
      const cut = (): void => this.#cut(session)
      if (outcome.accepted) void this.#take(raw, session).then(cut)
      else cut()
      return
    }
    const { latencyMs } = this.script.knobs
    void this.#take(raw, session).then(() => {
      if (latencyMs > 0) setTimeout(() => done(), latencyMs)
      else done()
    })
  }

  async #take(raw: Buffer, session: SMTPServerSession): Promise<void> {
    const to = session.envelope.rcptTo.map((one) => one.address)
    const sender = session.envelope.mailFrom
    const mail = await simpleParser(raw, { skipTextLinks: true, skipImageLinks: true })
    const messageId = mail.messageId ?? ''
    this.arrivals.set(messageId, (this.arrivals.get(messageId) ?? 0) + 1)
    for (const address of to) {
      this.script.taken(address)
      if (!this.script.knobs.record) continue
      this.mails.push({
        messageId,
        from: sender ? sender.address : '',
        to: address,
        raw: raw.toString('utf8'),
      })
      if (this.mails.length > 1_000) this.mails.shift()
      const text = mail.text ?? ''
      this.phones.receive({
        id: messageId,
        at: this.#clock.now(),
        channel: 'email',
        address,
        subject: mail.subject ?? null,
        text,
        links: linksIn(text),
        buttons: [],
      })
    }
  }

  #cut(session: SMTPServerSession): void {
    for (const connection of this.#server.connections)
      if ((connection as unknown as { id: string }).id === session.id) socketOf(connection)?.destroy()
  }
}

/** «550», «451 data», «421 mail»: reply and where it is given (RCPT unless said otherwise). */
function refusalOf(outcome: Outcome): SmtpRefusal | null {
  if (outcome.kind !== 'refuse') return null
  const [code = '', stage = 'rcpt'] = outcome.code.split(' ')
  return { reply: Number(code) || 550, stage: stage === 'data' || stage === 'mail' ? stage : 'rcpt' }
}

const reply = (code: number): Error => Object.assign(new Error('scripted refusal'), { responseCode: code })

const socketOf = (connection: unknown): { destroy(): void } | undefined =>
  (connection as { _socket?: { destroy(): void } })._socket
