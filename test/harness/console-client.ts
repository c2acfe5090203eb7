/** A member of staff at the console of a running program, signed in by a link of the demo. */
export class ConsoleClient {
  readonly #url: string
  #cookies = ''

  constructor(url: string) {
    this.#url = url
  }

  /** Opens the link as a browser would: the page behind it posts itself. */
  async signIn(link: string): Promise<void> {
    const path = new URL(link).pathname
    const reply = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: new URL(link).origin },
    })
    if (reply.status !== 303) throw new Error(`sign-in answered ${reply.status}: ${await reply.text()}`)
    this.#cookies = reply.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ')
  }

  get<T>(path: string): Promise<T> {
    return this.#ask('GET', path)
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.#ask('POST', path, body)
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.#ask('PATCH', path, body)
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const reply = await fetch(`${this.#url}${path}`, {
      method,
      headers: { cookie: this.#cookies, origin: this.#url, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : undefined,
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`)
    return JSON.parse(text) as T
  }
}
