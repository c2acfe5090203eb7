/** How often something may be tried before whoever tries has to wait, and how the wait grows. */
export interface AttemptPolicy {
  /** Tries without any wait. */
  readonly free: number
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** After so long without a try all is forgotten. */
  readonly forgetAfterMs: number
}

export interface AttemptState {
  readonly failures: number
  readonly lastAt: Date
  readonly lockedUntil: Date | null
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * An account is guarded against guessing; its longest wait is short, because anybody can make somebody else wait. An
 * address is guarded against trying one password on many accounts; a whole office may share one, so it may fail more.
 */
export const ATTEMPTS = {
  account: { free: 5, firstWaitMs: MINUTE, longestWaitMs: 15 * MINUTE, forgetAfterMs: 12 * HOUR },
  code: { free: 5, firstWaitMs: MINUTE, longestWaitMs: 30 * MINUTE, forgetAfterMs: 12 * HOUR },
  address: { free: 30, firstWaitMs: MINUTE, longestWaitMs: HOUR, forgetAfterMs: 12 * HOUR },
  /** «Quên mật khẩu»: each asking counts, whether it found somebody or not. */
  forgotten: { free: 3, firstWaitMs: 10 * MINUTE, longestWaitMs: HOUR, forgetAfterMs: 6 * HOUR },
  forgotten_address: { free: 10, firstWaitMs: 10 * MINUTE, longestWaitMs: HOUR, forgetAfterMs: 6 * HOUR },
  /** Links of invitations and of the first run: 128 bits need no help, a flood of tries is stopped all the same. */
  /** Asking for a challenge tells nothing and proves nothing; a flood of it fills a table. */
  challenge_address: {
    free: 60,
    firstWaitMs: MINUTE,
    longestWaitMs: 10 * MINUTE,
    forgetAfterMs: 10 * MINUTE,
  },
  link_address: { free: 30, firstWaitMs: MINUTE, longestWaitMs: HOUR, forgetAfterMs: HOUR },
} as const satisfies Record<string, AttemptPolicy>
export type AttemptKind = keyof typeof ATTEMPTS

/**
 * Counts a try before it is made, as if it failed: many at once then share one budget. Whoever succeeds is forgiven
 * afterwards. Gives the state to store, or until when to wait.
 */
export function claimed(
  state: AttemptState | null,
  now: Date,
  policy: AttemptPolicy,
): { readonly next: AttemptState } | { readonly waitUntil: Date } {
  if (state?.lockedUntil && state.lockedUntil > now) return { waitUntil: state.lockedUntil }
  const fresh = state === null || now.getTime() - state.lastAt.getTime() >= policy.forgetAfterMs
  const failures = fresh ? 1 : state.failures + 1
  const over = failures - policy.free
  const waitMs = over < 0 ? 0 : Math.min(policy.firstWaitMs * 2 ** Math.min(over, 30), policy.longestWaitMs)
  return {
    next: { failures, lastAt: now, lockedUntil: waitMs === 0 ? null : new Date(now.getTime() + waitMs) },
  }
}
