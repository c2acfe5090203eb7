import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it came: kept, so that a test can assert on its bytes. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export const json = (value: unknown, headers?: Record<string, string>): Reply => ({
  status: 200,
  type: 'application/json;charset=utf-8',
  body: JSON.stringify(value),
  ...(headers ? { headers } : {}),
})

/** Ends the call instead of answering it. */
export const CUT = Symbol('cut')
export type Answer = Reply | typeof CUT

const MAX_BODY = 10_485_760

/** A bare HTTP server on this machine; `handle` may answer at once or later. */
export async function listen(
  port: number,
  handle: (received: Received) => Answer | Promise<Answer>,
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
      if (body.length > MAX_BODY) request.destroy()
    })
    request.on('end', () => {
      const mark = request.url!.indexOf('?')
      const received: Received = {
        method: request.method!,
        path: mark < 0 ? request.url! : request.url!.slice(0, mark),
        query: mark < 0 ? '' : request.url!.slice(mark + 1),
        headers: request.headers,
        body,
      }
      const answer = handle(received)
      if (answer instanceof Promise)
        answer.then(
          (late) => write(request, response, late),
          () => write(request, response, { status: 500, type: 'text/plain', body: 'fake failed' }),
        )
      else write(request, response, answer)
    })
  })
  // Clients keep connections; the fake lets them, longer than any client keeps an idle one.
  server.keepAliveTimeout = 30_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Loopback only (channels.md B.0): a fake is never a service.
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer === CUT) {
    request.socket.destroy()
    return
  }
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  })
  response.end(answer.body)
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
