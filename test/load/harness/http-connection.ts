import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * One connection of a load program: sends a prepared request, reads its answer, sends the next. It looks at the status and at
 * the length of an answer and copies none of it: a load program shares the cores with the server that it measures, and a
 * client that understands HTTP costs as much as the pages it asks for (docs/figures.md).
 */
export class HttpConnection {
  readonly #socket: Socket
  readonly #next: () => Buffer | null
  readonly #answered: (status: number, ms: number) => void
  readonly #ended: (error?: Error) => void
  /** Bytes of the answer's head that came so far; nearly always it comes at once. */
  #head: Buffer | null = null
  /** Bytes of the body that are still to come. */
  #left = 0
  #status = 0
  #since = 0

  /** `next` gives the following request, null when there is none: the connection then closes. */
  constructor(
    url: URL,
    on: {
      next: () => Buffer | null
      answered: (status: number, ms: number) => void
      ended: (error?: Error) => void
    },
  ) {
    this.#next = on.next
    this.#answered = on.answered
    this.#ended = on.ended
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    this.#socket.on('connect', () => this.#send())
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', (error) => this.#ended(error))
    this.#socket.on('end', () => this.#ended(new Error('the server closed the connection')))
  }

  #send(): void {
    const request = this.#next()
    if (request === null) {
      this.#socket.destroy()
      this.#ended()
      return
    }
    this.#since = performance.now()
    this.#socket.write(request)
  }

  #read(chunk: Buffer): void {
    if (this.#left > 0) {
      this.#left -= chunk.length
    } else {
      const data = this.#head ? Buffer.concat([this.#head, chunk]) : chunk
      const end = data.indexOf(HEAD_END)
      if (end < 0) {
        this.#head = data
        return
      }
      this.#head = null
      const head = data.toString('latin1', 0, end)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)
      this.#status = Number(head.slice(9, 12))
      if (!length && this.#status !== 204) {
        this.#fail('an answer without a length')
        return
      }
      this.#left = Number(length?.[1] ?? 0) - (data.length - end - HEAD_END.length)
    }
    if (this.#left < 0) this.#fail('more bytes than the answer announced')
    if (this.#left !== 0) return
    this.#answered(this.#status, performance.now() - this.#since)
    this.#send()
  }

  #fail(message: string): void {
    this.#socket.destroy()
    this.#ended(new Error(message))
  }
}

/** The bytes of one request. */
export function requestBytes(
  url: URL,
  request: { method: string; path: string; headers?: Readonly<Record<string, string>>; body?: string },
): Buffer {
  const body = request.body ?? ''
  const headers = {
    host: url.host,
    ...request.headers,
    ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`${request.method} ${request.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** The value that 99 of 100 stay below; sorts them. */
export function p99(latencies: number[]): number {
  latencies.sort((a, b) => a - b)
  return latencies[Math.floor(latencies.length * 0.99)] ?? 0
}
