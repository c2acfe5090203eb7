import type { FastifyInstance } from 'fastify'
import type { ImportRows, ImportSession } from '../../src/contract/import.ts'

/** Someone at the import wizard, without a browser. */
export class ImportClient {
  readonly #app: FastifyInstance
  readonly #cookie: string
  constructor(app: FastifyInstance, cookie: string) {
    this.#app = app
    this.#cookie = cookie
  }

  ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
    return this.#app.inject({
      method,
      url,
      headers: { cookie: this.#cookie },
      ...(payload ? { payload } : {}),
    })
  }

  async upload(name: string, bytes: Buffer): Promise<ImportSession> {
    const boundary = 'loa-test-boundary'
    const reply = await this.#app.inject({
      method: 'POST',
      url: '/api/imports',
      headers: { cookie: this.#cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
        ),
        bytes,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    })
    if (reply.statusCode !== 201) throw new Error(reply.body)
    return this.settled(reply.json<ImportSession>().id)
  }

  async paste(text: string): Promise<ImportSession> {
    const reply = await this.ask('POST', '/api/imports/pasted', { text })
    if (reply.statusCode !== 201) throw new Error(reply.body)
    return this.settled(reply.json<ImportSession>().id)
  }

  /** The import once nothing works on it any more. */
  async settled(id: number): Promise<ImportSession> {
    for (;;) {
      const session = (await this.ask('GET', `/api/imports/${id}`)).json<ImportSession>()
      if (!['reading', 'planning', 'writing', 'undoing'].includes(session.state)) return session
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async rows(id: number, query = ''): Promise<ImportRows['items']> {
    const reply = await this.ask('GET', `/api/imports/${id}/rows?limit=200${query}`)
    if (reply.statusCode !== 200) throw new Error(reply.body)
    return reply.json<ImportRows>().items
  }

  async change(session: ImportSession, change: object): Promise<ImportSession> {
    const reply = await this.ask('PATCH', `/api/imports/${session.id}`, {
      revision: session.revision,
      ...change,
    })
    if (reply.statusCode !== 200) throw new Error(reply.body)
    return this.settled(session.id)
  }

  async write(session: ImportSession): Promise<ImportSession> {
    const reply = await this.ask('POST', `/api/imports/${session.id}/write`, { revision: session.revision })
    if (reply.statusCode !== 200) throw new Error(reply.body)
    return this.settled(session.id)
  }

  async undo(id: number): Promise<ImportSession> {
    const reply = await this.ask('POST', `/api/imports/${id}/undo`)
    if (reply.statusCode !== 200) throw new Error(reply.body)
    return this.settled(id)
  }
}
