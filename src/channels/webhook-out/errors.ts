import type { ErrorRow } from '../outcomes.ts'

/** What a receiver's HTTP status means; 429 and 5xx are read by `httpRefusal`. */
export const RECEIVER_ERRORS: Readonly<Record<string, ErrorRow>> = {
  /** It cannot read the message, and will not read it the next time. */
  http_400: { class: 'message', reason: 'content_rejected' },
  http_413: { class: 'message', reason: 'content_rejected' },
  /** It knows nobody at this address. */
  http_422: { class: 'address', reason: 'invalid_address' },
  /** Our signature is not trusted: the secrets differ, or the clocks do. */
  http_401: { class: 'account', reason: 'auth_expired' },
  http_403: { class: 'account', reason: 'auth_expired' },
  http_404: { class: 'account', reason: 'config_missing' },
  http_405: { class: 'account', reason: 'config_missing' },
  http_415: { class: 'account', reason: 'config_missing' },
  /** «Send me nothing more»: a person looks. */
  http_410: { class: 'account', reason: 'config_missing' },
}
