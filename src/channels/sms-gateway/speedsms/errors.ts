import type { ErrorRow } from '../../outcomes.ts'

/** `code` of SpeedSMS (channels.md §7.3); «00» is success. */
export const SPEEDSMS_ERRORS: Readonly<Record<string, ErrorRow>> = {
  /** This server's address is not on their list. */
  '007': { class: 'account', reason: 'config_missing' },
  /** The account is locked. */
  '008': { class: 'account', reason: 'config_missing' },
  /** The token may not use this interface. */
  '009': { class: 'account', reason: 'auth_expired' },
  /** A parameter is missing or wrong. */
  '101': { class: 'message', reason: 'content_rejected' },
  '105': { class: 'address', reason: 'invalid_address' },
  /** Characters that this type of message does not carry. */
  '110': { class: 'message', reason: 'content_rejected' },
  /** Too long. */
  '113': { class: 'message', reason: 'content_rejected' },
  '300': { class: 'account', reason: 'billing' },
}
