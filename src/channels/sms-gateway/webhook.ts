import type { ChannelWebhook, FailureReason, InboundEvent } from '../../domain/channel/index.ts'
import { jsonObject } from '../outcomes.ts'
import { sameSecret } from '../same-secret.ts'
import type { SmsConfig, SmsSecrets } from './config.ts'

export const smsWebhook: ChannelWebhook<SmsConfig, SmsSecrets> = {
  method: 'GET',
  verify: (post, account) => sameSecret(post.pathSecret, account.secrets.callbackSecret),
  read: (post) => readCallback(new URLSearchParams(post.body.toString('utf8'))),
}

const REFUSED = '4'
const FINISHED = '5'

/** Sent once with dashes and once without: the same id. */
export const plainSmsId = (id: string): string => id.replaceAll('-', '').toLowerCase()

export function readCallback(query: URLSearchParams): readonly InboundEvent[] {
  const smsId = query.get('SMSID')
  const status = query.get('SendStatus')
  if (!smsId || !status) throw new Error('not a callback')
  const state = stateOf(status, query)
  if (!state) return []
  const failed = state === 'failed'
  const code = failed ? (errorCode(query.get('error_info')) ?? `status_${status}`) : null
  const reason: FailureReason | null = failed
    ? status === REFUSED
      ? 'content_rejected'
      : 'unreachable'
    : null
  return [
    {
      kind: 'receipt',
      providerMessageId: plainSmsId(smsId),
      key: query.get('RequestId') || null,
      state,
      reason,
      code,
      at: null,
    },
  ]
}

/** Status 5 is final only together with a success or a failure. */
function stateOf(status: string, query: URLSearchParams): 'delivered' | 'failed' | null {
  if (status === REFUSED) return 'failed'
  if (status !== FINISHED) return null
  if (Number(query.get('SendSuccess')) > 0) return 'delivered'
  return Number(query.get('SendFailed')) > 0 ? 'failed' : null
}

/** `error_info` comes as JSON, as JSON inside a JSON string, or URL-encoded once more with «____date time» behind. */
export function errorCode(info: string | null): string | null {
  if (!info) return null
  let text = info.replace(/____[\s\S]*$/, '')
  for (let round = 0; round < 3; round++) {
    const found = jsonObject(text)
    if (found)
      return typeof found['error'] === 'number' && found['error'] !== 0 ? String(found['error']) : null
    const next = unwrap(text)
    if (next === text) return null
    text = next
  }
  return null
}

function unwrap(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'string') return value
  } catch {
    // Not JSON yet: perhaps encoded once more.
  }
  try {
    return decodeURIComponent(text).replace(/____[\s\S]*$/, '')
  } catch {
    return text
  }
}
