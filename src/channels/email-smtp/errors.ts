import type { SendOutcome } from '../../domain/channel/index.ts'
import { type ErrorRow, refused } from '../outcomes.ts'

/** Where in the dialogue the server refused: decides whose fault it is. */
export type SmtpStage = 'connection' | 'sign_in' | 'sender' | 'recipient' | 'data'

export interface SmtpFailure {
  readonly stage: SmtpStage
  /** The server's reply; null when there was none (a cut, a timeout). */
  readonly reply: number | null
  /** Had the message itself begun to flow? Then a missing reply means: perhaps taken. */
  readonly bodyStarted: boolean
  readonly code: string
}

const ACCOUNT_DOWN: ErrorRow = { class: 'account', reason: 'provider_error' }

/** SMTP replies by stage (RFC 5321 §4.2): 4yz try again, 5yz never. */
export const SMTP_ERRORS: Readonly<Record<SmtpStage, { temporary: ErrorRow; permanent: ErrorRow }>> = {
  connection: { temporary: ACCOUNT_DOWN, permanent: { class: 'account', reason: 'config_missing' } },
  sign_in: {
    temporary: ACCOUNT_DOWN,
    permanent: { class: 'account', reason: 'auth_expired' },
  },
  sender: {
    temporary: { class: 'account', reason: 'rate_limited' },
    permanent: { class: 'account', reason: 'config_missing' },
  },
  recipient: {
    // Grey-listing answers so on purpose and takes the same message some minutes later.
    temporary: { class: 'again', reason: 'provider_error' },
    permanent: { class: 'address', reason: 'invalid_address' },
  },
  data: {
    temporary: { class: 'again', reason: 'provider_error' },
    permanent: { class: 'message', reason: 'content_rejected' },
  },
}

export function classify(failure: SmtpFailure): SendOutcome {
  const { stage, reply } = failure
  if (reply === null)
    return failure.bodyStarted
      ? { kind: 'unknown', code: failure.code, lane: true }
      : refused(ACCOUNT_DOWN, failure.code)
  // «Service closing» and a full system concern everybody, at whatever stage they come.
  if (reply === 421) return refused(ACCOUNT_DOWN, '421')
  const row = SMTP_ERRORS[stage]
  return refused(reply >= 500 ? row.permanent : row.temporary, String(reply))
}
