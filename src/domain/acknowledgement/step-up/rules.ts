/** Rules of the code by which a further phone proves whose it is (ux.md §4): pure, without a clock of their own. */

/** How long a code can be typed. */
export const CODE_VALID_MS = 5 * 60_000
/** Between two codes: long enough for a message to arrive. */
export const RESEND_MS = 45_000
/** Wrong digits per code. Five codes a day with five tries each: one guess in forty thousand succeeds. */
export const TRIES_PER_CODE = 5
export const CODES_PER_DAY = 5
/** A phone that acted or proved itself is known for so long, counted anew with every act. */
export const REMEMBERED_MS = 90 * 86_400_000

const DAY_MS = 86_400_000

/** A code that was asked for within the last day. */
export interface AskedCode {
  readonly id: number
  readonly sentAt: Date
  readonly wrongTries: number
  readonly usedAt: Date | null
}

/**
 * What a press on this phone needs. `known`: nothing, the phone has acted for this person. `first`: nothing either, the
 * first phone is trusted on first use; nobody could acknowledge in three taps otherwise. `further`: a code.
 *
 * @param known hashes of the phones that are remembered for the person now
 */
export function standingOfDevice(
  device: Buffer | null,
  known: readonly Buffer[],
): 'known' | 'first' | 'further' {
  if (device === null || known.some((one) => one.equals(device))) return 'known'
  return known.length === 0 ? 'first' : 'further'
}

/** Hỏa tốc is taken at once and checked afterwards: reaching people comes before proof. */
export const isTakenUnverified = (urgency: number): boolean => urgency === 3

/** The codes that may still be typed; a later one does not end an earlier one, messages overtake each other. */
export const codesInForce = (codes: readonly AskedCode[], now: Date): AskedCode[] =>
  codes.filter(
    (one) =>
      one.usedAt === null &&
      one.wrongTries < TRIES_PER_CODE &&
      now.getTime() - one.sentAt.getTime() < CODE_VALID_MS,
  )

/** When the next code may be sent: a moment (now or earlier: at once), or never today. */
export function nextCodeAt(codes: readonly AskedCode[], now: Date): Date | 'over' {
  const today = codes.filter((one) => now.getTime() - one.sentAt.getTime() < DAY_MS)
  if (today.length >= CODES_PER_DAY) return 'over'
  const last = Math.max(0, ...today.filter((one) => one.usedAt === null).map((one) => one.sentAt.getTime()))
  return new Date(Math.max(now.getTime(), last + RESEND_MS))
}

export type Tried =
  | { readonly kind: 'right'; readonly id: number }
  /** `counted`: every code that could have been meant bears the wrong try. */
  | { readonly kind: 'wrong'; readonly counted: readonly number[]; readonly left: number }
  /** No code can be typed now: its time is over, it was used, or it was tried too often. */
  | { readonly kind: 'none' }

/** @param matches are these the digits of the code with this id? */
export function tryCode(codes: readonly AskedCode[], matches: (id: number) => boolean, now: Date): Tried {
  const inForce = codesInForce(codes, now)
  if (inForce.length === 0) return { kind: 'none' }
  const right = inForce.find((one) => matches(one.id))
  if (right) return { kind: 'right', id: right.id }
  return {
    kind: 'wrong',
    counted: inForce.map((one) => one.id),
    left: Math.max(...inForce.map((one) => TRIES_PER_CODE - one.wrongTries - 1)),
  }
}

/** The digits in what was typed or pasted: «482 913», «Mã: 482913». */
export const digitsOf = (typed: string): string => typed.replace(/\D/g, '')
