import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { EmailConfig, EmailSecrets } from './config.ts'
import type { SmtpFailure, SmtpStage } from './errors.ts'

/** How long an unused connection is kept: less than servers keep theirs. */
const IDLE_MS = 20_000

export class SmtpRefusal extends Error {
  readonly failure: SmtpFailure
  constructor(failure: SmtpFailure) {
    super(`smtp ${failure.stage} ${failure.code}`)
    this.failure = failure
  }
}

interface SmtpServer {
  readonly baseUrl: string
  readonly config: EmailConfig
  readonly secrets: EmailSecrets
}

/**
 * Signed-in connections to one mail server, used again while they live. It opens as many as there are sends at once (the
 * dispatcher bounds them). Kept instead of the library's pool because that one may repeat a message by itself, and does
 * not tell whether a message had begun to flow when the line went dead.
 */
export class SmtpConnections {
  readonly #server: SmtpServer
  readonly #idle = new Map<SMTPConnection, NodeJS.Timeout>()
  #closed = false

  constructor(server: SmtpServer) {
    this.#server = server
  }

  /** Hands one message over; throws SmtpRefusal. */
  async deliver(envelope: { from: string; to: string }, mail: Buffer): Promise<void> {
    const used = this.#takeIdle()
    if (used) {
      try {
        return await this.#send(used, envelope, mail)
      } catch (error) {
        // The server had closed the kept connection meanwhile: nothing was sent, a new one is worth it.
        if (!(error instanceof SmtpRefusal) || error.failure.reply !== null || error.failure.bodyStarted)
          throw error
      }
    }
    await this.#send(await this.#open(), envelope, mail)
  }

  close(): void {
    this.#closed = true
    for (const [connection, timer] of this.#idle) {
      clearTimeout(timer)
      connection.quit()
    }
    this.#idle.clear()
  }

  #takeIdle(): SMTPConnection | null {
    for (const [connection, timer] of this.#idle) {
      clearTimeout(timer)
      this.#idle.delete(connection)
      return connection
    }
    return null
  }

  async #open(): Promise<SMTPConnection> {
    const { baseUrl, config, secrets } = this.#server
    const url = new URL(baseUrl)
    const secure = url.protocol === 'smtps:'
    const connection = new SMTPConnection({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port ? Number(url.port) : secure ? 465 : 587,
      secure,
      requireTLS: config.startTls === 'required',
      ignoreTLS: config.startTls === 'never',
      connectionTimeout: Math.min(config.timeoutMs, 5_000),
      greetingTimeout: config.timeoutMs,
      socketTimeout: config.timeoutMs,
    })
    const forget = (): void => {
      clearTimeout(this.#idle.get(connection))
      this.#idle.delete(connection)
    }
    connection.on('error', forget)
    connection.once('end', forget)
    await asStage(
      'connection',
      () => false,
      (done) => {
        connection.once('error', done)
        connection.once('end', () => done(new Error('closed')))
        connection.connect(done)
      },
    )
    const { user, password } = secrets
    if (user && password)
      await asStage(
        'sign_in',
        () => false,
        (done) => {
          connection.once('error', done)
          connection.login({ credentials: { user, pass: password } }, done)
        },
      ).catch((error: unknown) => {
        connection.close()
        throw error
      })
    return connection
  }

  async #send(
    connection: SMTPConnection,
    envelope: { from: string; to: string },
    mail: Buffer,
  ): Promise<void> {
    let bodyStarted = false
    const body = new Readable({
      read() {
        bodyStarted = true
        this.push(mail)
        this.push(null)
      },
    })
    try {
      await asStage(
        'data',
        () => bodyStarted,
        (done) => {
          connection.once('error', done)
          connection.once('end', () => done(new Error('closed')))
          connection.send({ from: envelope.from, to: [envelope.to], size: mail.length }, body, done)
        },
      )
    } catch (error) {
      // After a refusal the session's state is the server's guess; a new connection is cheap.
      connection.close()
      throw error
    }
    connection.removeAllListeners('error')
    connection.removeAllListeners('end')
    this.#keep(connection)
  }

  #keep(connection: SMTPConnection): void {
    if (this.#closed) {
      connection.quit()
      return
    }
    const drop = (): void => {
      clearTimeout(this.#idle.get(connection))
      this.#idle.delete(connection)
    }
    connection.on('error', drop)
    connection.on('end', drop)
    const timer = setTimeout(() => {
      drop()
      connection.quit()
    }, IDLE_MS)
    timer.unref()
    this.#idle.set(connection, timer)
  }
}

type Done = (error?: SmtpError | null) => void
type SmtpError = Error & { code?: string; responseCode?: number; command?: string }

/** Runs one step of the dialogue; its first answer counts, its failure becomes a SmtpRefusal with its stage. */
function asStage(stage: SmtpStage, bodyStarted: () => boolean, step: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    step((error) => {
      if (!error) return resolve()
      reject(
        new SmtpRefusal({
          stage: stageOf(error.command) ?? stage,
          reply: error.responseCode ?? null,
          bodyStarted: bodyStarted(),
          code: error.responseCode ? String(error.responseCode) : (error.code ?? 'closed').toLowerCase(),
        }),
      )
    })
  })
}

function stageOf(command: string | undefined): SmtpStage | null {
  if (command?.startsWith('AUTH')) return 'sign_in'
  if (command === 'MAIL FROM') return 'sender'
  if (command === 'RCPT TO') return 'recipient'
  return null
}
