import type { SendOutcome } from '../../domain/channel/index.ts'
import { fromLocal, localParts } from '../../kernel/dates.ts'
import { type ErrorRow, refused } from '../outcomes.ts'

const MINUTE = 60_000

/** Zalo's error codes (channels.md §1.10). They come with HTTP 200; codes that are not here are kept as `unknown`. */
export const ZALO_ERRORS: Readonly<Record<number, ErrorRow>> = {
  /** App or OA reached its calls per minute. */
  [-32]: { class: 'account', reason: 'rate_limited', retryAfterMs: MINUTE },
  /** An attachment older than seven days. We attach nothing, so repeating would not help. */
  [-100]: { class: 'message', reason: 'content_rejected' },
  /** «Send message failed», without a cause. */
  [-200]: { class: 'again', reason: 'provider_error' },
  /** «<field> is invalid!»; a user id of another OA is unknown here: see classify(). */
  [-201]: { class: 'message', reason: 'content_rejected' },
  [-204]: { class: 'account', reason: 'config_missing' },
  [-205]: { class: 'account', reason: 'config_missing' },
  [-209]: { class: 'account', reason: 'config_missing' },
  [-210]: { class: 'message', reason: 'content_rejected' },
  [-211]: { class: 'account', reason: 'quota_exhausted', retryAfterMs: 60 * MINUTE },
  [-212]: { class: 'account', reason: 'config_missing' },
  [-213]: { class: 'address', reason: 'not_linked' },
  /** «Article is being processed»; belongs to broadcasts. */
  [-214]: { class: 'again', reason: 'provider_error', retryAfterMs: MINUTE },
  [-216]: { class: 'account', reason: 'auth_expired' },
  [-217]: { class: 'address', reason: 'blocked_by_user' },
  /** This person may receive no more today. */
  [-218]: { class: 'again', reason: 'quota_exhausted', retryAfterMs: 60 * MINUTE },
  [-219]: { class: 'account', reason: 'config_missing' },
  [-220]: { class: 'account', reason: 'auth_expired' },
  [-221]: { class: 'account', reason: 'config_missing' },
  [-223]: { class: 'account', reason: 'config_missing' },
  [-224]: { class: 'account', reason: 'billing' },
  /** Banned, or inactive for more than 45 days. */
  [-227]: { class: 'address', reason: 'unreachable' },
  [-230]: { class: 'address', reason: 'window_closed' },
  [-232]: { class: 'address', reason: 'window_closed' },
  [-233]: { class: 'message', reason: 'content_rejected' },
  /** 22:00–06:00: kept until the morning, see classify(). */
  [-234]: { class: 'again', reason: 'night_restricted' },
  [-235]: { class: 'account', reason: 'config_missing' },
  [-237]: { class: 'account', reason: 'billing' },
  [-238]: { class: 'account', reason: 'config_missing' },
  [-240]: { class: 'account', reason: 'config_missing' },
  [-241]: { class: 'account', reason: 'config_missing' },
  [-242]: { class: 'account', reason: 'config_missing' },
  /** The person muted this kind of message. */
  [-244]: { class: 'address', reason: 'blocked_by_user' },
  /** Against the platform's standards: no other recipient will get these words either. */
  [-248]: { class: 'message', reason: 'content_rejected' },
  [-249]: { class: 'message', reason: 'template_rejected' },
  [-320]: { class: 'account', reason: 'billing' },
  [-321]: { class: 'account', reason: 'billing' },
  [-403]: { class: 'address', reason: 'not_linked' },
  // Template messages have codes of their own (channels.md §2, §1.9).
  [-114]: { class: 'address', reason: 'unreachable' },
  [-115]: { class: 'account', reason: 'billing' },
  [-118]: { class: 'address', reason: 'invalid_address' },
  [-119]: { class: 'address', reason: 'unreachable' },
  [-124]: { class: 'account', reason: 'auth_expired' },
  [-131]: { class: 'account', reason: 'template_rejected' },
  [-133]: { class: 'again', reason: 'night_restricted' },
  [-136]: { class: 'account', reason: 'billing' },
  [-137]: { class: 'account', reason: 'billing' },
  [-139]: { class: 'address', reason: 'blocked_by_user' },
  [-141]: { class: 'address', reason: 'blocked_by_user' },
  [-144]: { class: 'account', reason: 'quota_exhausted', retryAfterMs: 60 * MINUTE },
  [-146]: { class: 'account', reason: 'template_rejected' },
  [-147]: { class: 'account', reason: 'quota_exhausted', retryAfterMs: 60 * MINUTE },
  [-1241]: { class: 'account', reason: 'config_missing' },
}

/** Codes after which a new access token is worth one more call. */
export const TOKEN_CODES: ReadonlySet<number> = new Set([-216, -220, -124])
export const WINDOW_CODES: ReadonlySet<number> = new Set([-230, -232])

/** What a refusal of Zalo means. `text` decides only where the code alone cannot, and is never kept. */
export function classify(code: number, text: string, now: Date): SendOutcome {
  const row = ZALO_ERRORS[code]
  // Refused in words we do not know: it was not sent, and this channel is of no use for this person now.
  if (!row) return { kind: 'failed', reason: 'unknown', code: String(code) }
  if (code === -201 && /user_?id|recipient/i.test(text))
    return { kind: 'failed', reason: 'invalid_address', code: '-201' }
  if (code === -223 && /quota/i.test(text))
    return refused({ class: 'account', reason: 'quota_exhausted', retryAfterMs: 60 * MINUTE }, '-223')
  if (row.reason === 'night_restricted') return refused(row, String(code), untilMorning(now))
  // The counter starts again with the next minute; a second more, because clocks differ.
  if (code === -32) return refused(row, '-32', MINUTE - (now.getTime() % MINUTE) + 1000)
  return refused(row, String(code))
}

/** Milliseconds until 06:00 in Viet Nam (the time zone of Zalo's night is not stated; this one is assumed). */
export function untilMorning(now: Date): number {
  const p = localParts(now)
  const today = fromLocal(p.year, p.month, p.day, 6).getTime()
  return (today > now.getTime() ? today : today + 86_400_000) - now.getTime()
}
