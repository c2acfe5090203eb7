import { Pool } from 'undici'
import {
  type OutboundAnswer,
  type OutboundCall,
  OutboundError,
  type OutboundHttp,
} from '../domain/channel/index.ts'

/**
 * The only way out of the house over HTTP. It reaches the base URLs of configured accounts and nothing else, in the demo
 * nothing but this machine; it follows no redirect, waits no longer than told, reads no more than it can use, and says of
 * every failure whether the request may have reached the other side (invariant 4).
 */
export interface OutboundDoor extends OutboundHttp {
  close(): Promise<void>
}

export interface DoorRules {
  /** Base URLs of the account; only their origins are reachable. */
  readonly allowed: readonly string[]
  /** Demo and tests: refuse every host but this machine, whatever is allowed. */
  readonly loopbackOnly: boolean
  /** Connections kept open to each origin. */
  readonly connections: number
}

/** A provider answers with a few hundred bytes; more than this is not an answer. */
const MAX_ANSWER_BYTES = 1_048_576
const CONNECT_TIMEOUT_MS = 5_000

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Throws OutboundError `address_refused` when an account's address may not be used by this installation. */
export function assertReachable(url: string, loopbackOnly: boolean): void {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.username !== '' || parsed.password !== '')
    throw new OutboundError('address_refused', false)
  if (loopbackOnly && !LOOPBACK.test(parsed.hostname)) throw new OutboundError('address_refused', false)
}

export function openDoor(rules: DoorRules): OutboundDoor {
  const pools = new Map<string, Pool>()
  for (const url of rules.allowed) {
    assertReachable(url, rules.loopbackOnly)
    const { origin, protocol } = new URL(url)
    if (!pools.has(origin) && /^https?:$/.test(protocol))
      pools.set(
        origin,
        new Pool(origin, {
          connections: rules.connections,
          pipelining: 1,
          // Below the 5 s after which common servers close an idle connection: a request written into a closing
          // connection would be an unknown outcome for nothing.
          keepAliveTimeout: 3_000,
          keepAliveTimeoutThreshold: 1_000,
          connect: { timeout: CONNECT_TIMEOUT_MS },
          headersTimeout: 0,
          bodyTimeout: 0,
        }),
      )
  }
  return {
    request: (call) => request(pools, call),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}

function request(pools: ReadonlyMap<string, Pool>, call: OutboundCall): Promise<OutboundAnswer> {
  const { origin, path } = split(call.url)
  const pool = pools.get(origin)
  if (!pool) return Promise.reject(new OutboundError('address_refused', false))
  return new Promise((resolve, reject) => {
    let sent = false
    let settled = false
    let abort: ((reason: Error) => void) | null = null
    let status = 0
    let headers: OutboundAnswer['headers'] = {}
    let size = 0
    const chunks: Buffer[] = []

    const fail = (code: string, cause?: unknown): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      const error = new OutboundError(code, sent, cause)
      reject(error)
      abort?.(error)
    }
    const timer = setTimeout(() => fail('timeout'), call.timeoutMs)

    pool.dispatch(
      {
        path,
        method: call.method,
        headers: call.headers ?? {},
        body: call.body ?? null,
      },
      {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason)
          if (settled) controller.abort(new OutboundError('timeout', false))
          else sent = true
        },
        onResponseStart(_controller, code, received) {
          status = code
          headers = received as OutboundAnswer['headers']
        },
        onResponseData(_controller, chunk) {
          size += chunk.length
          if (size > MAX_ANSWER_BYTES) fail('answer_too_large')
          else chunks.push(chunk)
        },
        onResponseEnd() {
          if (settled) return
          settled = true
          clearTimeout(timer)
          const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
          resolve({ status, headers, body: body.toString('utf8') })
        },
        onResponseError(_controller, error) {
          abort = null
          fail((error as Error & { code?: string }).code ?? 'cut', error)
        },
      },
    )
  })
}

/** `new URL` costs as much as the rest of this file per call: the origin is the text up to the third slash. */
function split(url: string): { origin: string; path: string } {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return start < 0 ? { origin: url, path: '/' } : { origin: url.slice(0, start), path: url.slice(start) }
}
