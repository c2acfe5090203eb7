import {
  type FailureReason,
  type OutboundAnswer,
  OutboundError,
  type SendOutcome,
} from '../domain/channel/index.ts'

/** The classes into which every adapter's table sorts its provider's codes (channels.md §1.10, §8). */
export type ErrorClass =
  /** Final for this address: the next channel is tried. */
  | 'address'
  /** Final for this message: its words or template are refused. */
  | 'message'
  /** Worth another try for this recipient alone. */
  | 'again'
  /** The account's fault; nobody gets through until it is over or mended: the lane waits. */
  | 'account'

export interface ErrorRow {
  readonly class: ErrorClass
  readonly reason: FailureReason
  readonly retryAfterMs?: number
}

export const accepted = (providerMessageId: string | null): SendOutcome => ({
  kind: 'accepted',
  providerMessageId,
})

/** The outcome of a classified provider code. */
export function refused(row: ErrorRow, code: string, retryAfterMs?: number): SendOutcome {
  if (row.class === 'address' || row.class === 'message') return { kind: 'failed', reason: row.reason, code }
  return {
    kind: 'retry',
    reason: row.reason,
    code,
    retryAfterMs: retryAfterMs ?? row.retryAfterMs ?? null,
    lane: row.class === 'account',
  }
}

/** A call that brought no answer: not sent and worth a retry, or perhaps taken and therefore unknown. */
export function withoutAnswer(error: unknown): SendOutcome {
  if (!(error instanceof OutboundError)) throw error
  if (error.sent) return { kind: 'unknown', code: error.code, lane: true }
  const reason = error.code === 'address_refused' ? 'config_missing' : 'provider_error'
  return { kind: 'retry', reason, code: error.code, retryAfterMs: null, lane: true }
}

/** An answer that speaks HTTP instead of the provider's language; null when its body should be read. */
export function httpRefusal(answer: OutboundAnswer): SendOutcome | null {
  const { status } = answer
  if (status >= 200 && status < 300) return null
  const code = `http_${status}`
  if (status === 429)
    return {
      kind: 'retry',
      reason: 'rate_limited',
      code,
      retryAfterMs: retryAfter(answer.headers['retry-after']),
      lane: true,
    }
  // A server or gateway that fails may have passed the message on before it failed.
  if (status >= 500) return { kind: 'unknown', code, lane: true }
  if (status === 401 || status === 403)
    return { kind: 'retry', reason: 'auth_expired', code, retryAfterMs: null, lane: true }
  if (status === 400 || status === 413 || status === 422)
    return { kind: 'failed', reason: 'content_rejected', code }
  // A redirect, a missing path: the account points to the wrong place.
  return { kind: 'retry', reason: 'config_missing', code, retryAfterMs: null, lane: true }
}

/** Seconds, as providers send it; a date is not worth parsing for a back-off. */
export function retryAfter(header: string | string[] | undefined): number | null {
  const seconds = Number(Array.isArray(header) ? header[0] : header)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : null
}

/** The object in a body, or null when the body is anything else: a 200 with an error page is no answer. */
export function jsonObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

export const noSense = (code: string): SendOutcome => ({ kind: 'unknown', code, lane: true })
