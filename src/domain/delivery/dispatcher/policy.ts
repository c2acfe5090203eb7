import type { Urgency } from '../../../contract/common.ts'
import { addMs } from '../../../kernel/clock.ts'
import type { FailureReason, SendOutcome } from '../../channel/index.ts'

/** How an answer of a provider is settled. Pure: `now` and `random` (0 … 1) are given. */
export interface Attempt {
  readonly urgency: Urgency
  /** Which try this was, from 1. */
  readonly attempts: number
  readonly validUntil: Date
  /** Until then the provider drops a repetition of this request (capabilities.deduplicatesForMs); null = it never does. */
  readonly repeatUntil: Date | null
  /** The provider can be asked what became of a request (capabilities.reconciles). */
  readonly reconciles: boolean
}

export type Settled =
  | { readonly state: 'accepted'; readonly providerMessageId: string | null }
  | { readonly state: 'failed'; readonly reason: FailureReason; readonly code: string | null }
  | {
      readonly state: 'queued'
      readonly dueAt: Date
      readonly reason: FailureReason
      readonly code: string | null
      /** The fault was the account's: the try does not count against this person. */
      readonly refund: boolean
      /** Set when this try may have been taken: a repetition is the same message only until then. */
      readonly repeatUntil: Date | null
    }
  | { readonly state: 'unknown'; readonly code: string | null; readonly reconcileAt: Date | null }

export const MAX_ATTEMPTS = 6
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 10 * 60_000
/** When the provider names no time for «not tonight» or «no quota left». */
const LONG_WAIT_MS = 30 * 60_000
const FIRST_RECONCILE_MS = 5_000

/** channels.md §8 rule 4: only these are worth another try on the same channel. */
const RETRYABLE: ReadonlySet<FailureReason> = new Set<FailureReason>([
  'rate_limited',
  'night_restricted',
  'quota_exhausted',
  'provider_error',
  'auth_expired',
])

/** Doubling waits with jitter: half of the wait is certain, half is spread, so that retries do not come in step. */
export function retryDelay(attempts: number, random: number): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20))
  return Math.round(full / 2 + (full / 2) * random)
}

const LONGEST_ID = 200
const LONGEST_CODE = 60

/**
 * The outcome without what no table takes. A provider may answer nonsense (a megabyte for an id, bytes that are no text):
 * an outcome that cannot be stored would keep back all that wait behind it, on every channel.
 */
export function storable(outcome: SendOutcome): SendOutcome {
  if (outcome.kind !== 'accepted') return { ...outcome, code: printable(outcome.code).slice(0, LONGEST_CODE) }
  const { providerMessageId: id } = outcome
  return id === null || (id.length <= LONGEST_ID && printable(id) === id)
    ? outcome
    : { kind: 'accepted', providerMessageId: null }
}

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]/gu, '')

export function settle(outcome: SendOutcome, attempt: Attempt, now: Date, random: number): Settled {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'accepted', providerMessageId: outcome.providerMessageId }
    case 'failed':
      return { state: 'failed', reason: outcome.reason, code: outcome.code }
    case 'unknown': {
      // The same key again is no second message there; anywhere else it might be one (invariant 4).
      const { repeatUntil } = attempt
      if (repeatUntil && (outcome.lane || attempt.attempts < MAX_ATTEMPTS)) {
        const dueAt = addMs(now, retryDelay(attempt.attempts, random))
        if (dueAt < attempt.validUntil && dueAt < repeatUntil)
          return {
            state: 'queued',
            dueAt,
            reason: 'provider_error',
            code: outcome.code,
            refund: false,
            repeatUntil,
          }
      }
      const reconcileAt = attempt.reconciles ? addMs(now, FIRST_RECONCILE_MS) : null
      return { state: 'unknown', code: outcome.code, reconcileAt }
    }
    case 'retry': {
      const { reason, code } = outcome
      const failed: Settled = { state: 'failed', reason, code }
      if (!RETRYABLE.has(reason) && !outcome.lane) return failed
      // «Not before the morning» is no answer to an urgent order: another channel carries it now.
      const isLong = reason === 'night_restricted' || reason === 'quota_exhausted'
      if (isLong && attempt.urgency >= 2) return failed
      if (!outcome.lane && attempt.attempts >= MAX_ATTEMPTS) return failed
      const wait = outcome.retryAfterMs ?? (isLong ? LONG_WAIT_MS : retryDelay(attempt.attempts, random))
      const dueAt = outcome.lane ? addMs(now, outcome.retryAfterMs ?? 0) : addMs(now, wait)
      if (dueAt >= attempt.validUntil) return failed
      return { state: 'queued', dueAt, reason, code, refund: outcome.lane, repeatUntil: null }
    }
  }
}

export type Health = 'ok' | 'slow' | 'failing' | 'down'

export interface LaneCondition {
  /** Consecutive faults of the account or the provider. */
  readonly failures: number
  readonly health: Health
  /** A key below `lane.` in the locales; null when well. */
  readonly reason: string | null
  readonly code: string | null
  readonly pausedUntil: Date | null
}

export const WELL: LaneCondition = { failures: 0, health: 'ok', reason: null, code: null, pausedUntil: null }

const DOWN_AFTER_FAILURES = 5
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const RATE_PAUSE_MS = 1_000
/** Nothing but a person mends these. */
const NEEDS_A_PERSON: ReadonlySet<FailureReason> = new Set<FailureReason>([
  'auth_expired',
  'config_missing',
  'billing',
])

/**
 * The lane after a fault that was the account's, not a recipient's. Its pause doubles while faults follow each other; it
 * never gives up, because deliveries wait in it. «rate_limited» is no illness: the provider told us our speed.
 */
export function afterFault(
  lane: LaneCondition,
  fault: { readonly reason: FailureReason; readonly code: string; readonly retryAfterMs: number | null },
  now: Date,
  random: number,
): LaneCondition {
  if (fault.reason === 'rate_limited') {
    const pausedUntil = addMs(now, fault.retryAfterMs ?? Math.round(RATE_PAUSE_MS * (1 + random)))
    const health = lane.health === 'ok' ? 'slow' : lane.health
    return { ...lane, health, reason: lane.reason ?? 'rate_limited', code: fault.code, pausedUntil }
  }
  const failures = lane.failures + 1
  const health = NEEDS_A_PERSON.has(fault.reason) || failures >= DOWN_AFTER_FAILURES ? 'down' : 'failing'
  const said = { failures, health, reason: fault.reason, code: fault.code } as const
  // One lost answer among many is no outage: the next message shows whether it was, and nothing waits for a clock.
  if (failures === 1 && fault.reason === 'provider_error' && fault.retryAfterMs === null)
    return { ...said, pausedUntil: null }
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20))
  const pause = fault.retryAfterMs ?? Math.round(full / 2 + (full / 2) * random)
  return { ...said, pausedUntil: addMs(now, pause) }
}

/** Additive increase, multiplicative decrease of the requests that are open at once. */
export class Concurrency {
  readonly #max: number
  #limit: number
  constructor(max: number) {
    this.#max = Math.max(1, max)
    this.#limit = this.#max
  }
  get limit(): number {
    return Math.floor(this.#limit)
  }
  /** Slots that routine messages leave free for urgent ones, however many routine ones wait. */
  get reserved(): number {
    return this.limit < 2 ? 0 : Math.max(1, Math.floor(this.limit / 5))
  }
  onSuccess(): void {
    this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit)
  }
  onRateLimited(): void {
    this.#limit = Math.max(1, this.#limit / 2)
  }
}
