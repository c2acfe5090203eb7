import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Secret, TOTP } from 'otpauth'

interface Reply<T> {
  readonly status: number
  readonly body: T
  readonly headers: Headers
}

/** A browser without a screen: real HTTP, its own cookies, and the origin of our own pages. */
export class Visitor {
  readonly #base: string
  readonly #origin: string
  readonly #cookies = new Map<string, string>()

  constructor(base: string, origin: string) {
    this.#base = base
    this.#origin = origin
  }

  /** Goes on with a session that was opened elsewhere: a `cookie` header. */
  take(cookie: string): this {
    for (const pair of cookie.split('; ')) {
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return this
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get<T = Record<string, unknown>>(path: string): Promise<Reply<T>> {
    return this.ask<T>('GET', path)
  }
  post<T = Record<string, unknown>>(path: string, body?: object): Promise<Reply<T>> {
    return this.ask<T>('POST', path, body)
  }

  async ask<T>(method: string, path: string, body?: object, headers: object = {}): Promise<Reply<T>> {
    const reply = await fetch(path.startsWith('http') ? path : `${this.#base}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin: this.#origin,
        cookie: this.cookie,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
    })
    for (const line of reply.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const at = pair.indexOf('=')
      const gone = attributes.some((one) => /max-age=0|expires=Thu, 01 Jan 1970/i.test(one))
      if (gone) this.#cookies.delete(pair.slice(0, at))
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const text = await reply.text()
    const isJson = (reply.headers.get('content-type') ?? '').includes('json')
    return {
      status: reply.status,
      body: (text && isJson ? JSON.parse(text) : text) as T,
      headers: reply.headers,
    }
  }
}

/** Listens on a free port; gives a maker of visitors. */
export async function openToVisitors(app: FastifyInstance, publicUrl: string): Promise<() => Visitor> {
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  return () => new Visitor(base, publicUrl)
}

/** What an authenticator app shows for this secret at an instant. */
export const codeAt = (secret: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({ timestamp: at.getTime() })

/**
 * Hashes passwords in no time: the library's own hash costs a tenth of a second of a core on purpose, and tests sign in
 * some hundred times. One promise in sign-in.test.ts keeps the real one.
 */
export async function cheapPasswords(app: FastifyInstance): Promise<void> {
  const { password } = await app.sessions.auth.$context
  const hash = async (text: string) => `cheap:${createHash('sha256').update(text).digest('hex')}`
  password.hash = hash
  password.verify = async (given) => (await hash(given.password)) === given.hash
}
