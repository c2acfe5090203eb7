import type { SendOutcome } from '../../domain/channel/index.ts'
import { type ErrorRow, refused } from '../outcomes.ts'

interface TelegramRow extends ErrorRow {
  /** `error_code` of the answer. */
  readonly status: number
  /** Words of `description`; Telegram has no finer codes. The first row that matches counts. */
  readonly says: RegExp
}

/**
 * Refusals of the Bot API. The names are ours: Telegram sends an HTTP-like number and a sentence, and the sentence is never
 * kept. 429 and «upgraded to a supergroup» are read from `parameters` before this table.
 */
export const TELEGRAM_ERRORS: Readonly<Record<string, TelegramRow>> = {
  '403_blocked': {
    status: 403,
    says: /blocked by the user/i,
    class: 'address',
    reason: 'blocked_by_user',
  },
  '403_deactivated': {
    status: 403,
    says: /user is deactivated/i,
    class: 'address',
    reason: 'invalid_address',
  },
  /** Never pressed Start. */
  '403_not_started': {
    status: 403,
    says: /can't initiate conversation/i,
    class: 'address',
    reason: 'not_linked',
  },
  '403_bot': {
    status: 403,
    says: /can't send messages to bots/i,
    class: 'address',
    reason: 'invalid_address',
  },
  /** Out of the group or channel. */
  '403_removed': {
    status: 403,
    says: /kicked from|not a member|CHAT_WRITE_FORBIDDEN/i,
    class: 'address',
    reason: 'blocked_by_user',
  },
  '400_chat_not_found': {
    status: 400,
    says: /chat not found|CHAT_ID_INVALID|chat_id is empty/i,
    class: 'address',
    reason: 'invalid_address',
  },
  '400_user_not_found': {
    status: 400,
    says: /user not found|PEER_ID_INVALID|USER_ID_INVALID/i,
    class: 'address',
    reason: 'invalid_address',
  },
  '400_chat_deleted': {
    status: 400,
    says: /chat was de(leted|activated)|INPUT_USER_DEACTIVATED/i,
    class: 'address',
    reason: 'invalid_address',
  },
  '400_no_right': {
    status: 400,
    says: /no rights to send|not enough rights|need administrator rights|CHAT_(WRITE_FORBIDDEN|RESTRICTED|ADMIN_REQUIRED|SEND_PLAIN_FORBIDDEN)|TOPIC_CLOSED|CHANNEL_PRIVATE/i,
    class: 'address',
    reason: 'blocked_by_user',
  },
  '400_too_long': {
    status: 400,
    says: /too long|MESSAGE_TOO_LONG/i,
    class: 'message',
    reason: 'content_rejected',
  },
  '400_empty': {
    status: 400,
    says: /text is empty|must be non-empty|MESSAGE_EMPTY/i,
    class: 'message',
    reason: 'content_rejected',
  },
  '400_encoding': {
    status: 400,
    says: /encoded in UTF-8|can't parse entities|ENTITY_/i,
    class: 'message',
    reason: 'content_rejected',
  },
  '400_button_data': {
    status: 400,
    says: /BUTTON_DATA_INVALID/i,
    class: 'message',
    reason: 'content_rejected',
  },
  /** The address of our pages is none that Telegram accepts: nobody gets through until it is mended. */
  '400_button_url': {
    status: 400,
    says: /BUTTON_URL_INVALID|button URL|wrong HTTP URL/i,
    class: 'account',
    reason: 'config_missing',
  },
  /** The token was withdrawn at @BotFather. */
  '401': { status: 401, says: /./, class: 'account', reason: 'auth_expired' },
  /** No such bot: the token is misspelt, or the base address wrong. */
  '404': { status: 404, says: /./, class: 'account', reason: 'config_missing' },
  /** Another program reads this bot's updates. */
  '409': { status: 409, says: /./, class: 'account', reason: 'config_missing' },
  '413': { status: 413, says: /./, class: 'message', reason: 'content_rejected' },
}

/** Seconds beyond which a wait is no wait any more. */
const LONGEST_WAIT_S = 86_400
const DEFAULT_WAIT_S = 5

export interface Refusal {
  readonly error_code: number
  readonly description: string
  readonly retryAfter: number | null
}

/** What a refusal means. `isGroup`: a limit of twenty a minute holds for that chat alone, and the others go on. */
export function classify(refusal: Refusal, isGroup: boolean): SendOutcome {
  const { error_code: status, description } = refusal
  // It failed inside, perhaps after the message was passed on.
  if (status >= 500) return { kind: 'unknown', code: String(status), lane: true }
  if (status === 429 || status === 420) {
    // Exactly as long as it says: every call before that is refused again and makes the wait longer.
    const retryAfterMs = Math.min(refusal.retryAfter ?? DEFAULT_WAIT_S, LONGEST_WAIT_S) * 1000
    return isGroup
      ? { kind: 'retry', reason: 'quota_exhausted', code: '429_group', retryAfterMs, lane: false }
      : { kind: 'retry', reason: 'rate_limited', code: '429', retryAfterMs, lane: true }
  }
  const found = Object.entries(TELEGRAM_ERRORS).find(
    ([, row]) => row.status === status && row.says.test(description || '.'),
  )
  return found
    ? refused(found[1], found[0])
    : { kind: 'failed', reason: 'unknown', code: `${status}_unknown` }
}
