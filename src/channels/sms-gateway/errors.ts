import type { SendOutcome } from '../../domain/channel/index.ts'
import { accepted, type ErrorRow, refused } from '../outcomes.ts'

const MINUTE = 60_000

/** `CodeResult` of eSMS (channels.md §7.3); 100 is success and 124 has a reading of its own below. */
export const ESMS_ERRORS: Readonly<Record<string, ErrorRow>> = {
  /** «Unknown error»: probably not worth repeating [?]. */
  '99': { class: 'message', reason: 'provider_error' },
  '101': { class: 'account', reason: 'auth_expired' },
  '102': { class: 'account', reason: 'config_missing' },
  '103': { class: 'account', reason: 'billing' },
  '104': { class: 'account', reason: 'config_missing' },
  /** «Not found yet»: belongs to status queries. */
  '105': { class: 'again', reason: 'provider_error', retryAfterMs: MINUTE },
  '108': { class: 'address', reason: 'invalid_address' },
  '118': { class: 'account', reason: 'config_missing' },
  '140': { class: 'account', reason: 'config_missing' },
  '143': { class: 'account', reason: 'config_missing' },
  '146': { class: 'message', reason: 'template_rejected' },
  /** Too many per second. */
  '160': { class: 'account', reason: 'rate_limited', retryAfterMs: 1000 },
  /** The brandname is not registered with this number's carrier. */
  '177': { class: 'address', reason: 'unreachable' },
  '199': { class: 'message', reason: 'provider_error' },
  /** A blocked keyword. */
  '201': { class: 'message', reason: 'content_rejected' },
  '204': { class: 'account', reason: 'config_missing' },
  '210': { class: 'message', reason: 'content_rejected' },
  '789': { class: 'message', reason: 'template_rejected' },
  '790': { class: 'message', reason: 'template_rejected' },
  '791': { class: 'account', reason: 'config_missing' },
  '799': { class: 'account', reason: 'config_missing' },
  '852': { class: 'address', reason: 'invalid_address' },
}

/** What the answer means. `text` only tells the two meanings of 124 apart and is never kept. */
export function classify(code: string, smsId: string | null, text: string): SendOutcome {
  if (code === '100') return accepted(smsId)
  if (code === '124')
    // «Request exist»: this very request was taken before its answer got lost. Anything else under this code is the
    // rule of five minutes between two equal texts to one number [?].
    return text === '' || /request/i.test(text)
      ? accepted(smsId)
      : refused({ class: 'again', reason: 'rate_limited', retryAfterMs: 5 * MINUTE }, code)
  const row = ESMS_ERRORS[code]
  return row ? refused(row, code) : { kind: 'failed', reason: 'unknown', code }
}
