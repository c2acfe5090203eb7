import type { FailureReason } from '../../channel/index.ts'

export type DeliveryState =
  | 'queued'
  | 'sending'
  | 'accepted'
  | 'delivered'
  | 'seen'
  | 'failed'
  | 'unknown'
  | 'expired'
  | 'cancelled'

export type ReceiptState = 'accepted' | 'delivered' | 'seen' | 'failed'

/**
 * The state after a receipt (invariant 3). A success always stands, whatever we believed before: what a provider
 * delivered was delivered, also when we had called it unknown, expired or cancelled. A failure never overrides a
 * success, nor a row that waits for another try. «accepted» is what comes first: it overrides no failure.
 */
export function afterReceipt(current: DeliveryState, receipt: ReceiptState): DeliveryState {
  switch (receipt) {
    case 'seen':
      return 'seen'
    case 'delivered':
      return current === 'seen' ? 'seen' : 'delivered'
    case 'accepted':
      return current === 'delivered' || current === 'seen' || current === 'failed' ? current : 'accepted'
    case 'failed':
      return current === 'sending' || current === 'unknown' || current === 'accepted' ? 'failed' : current
  }
}

/** recipient.stage that a delivery in this state proves; «seen» counts as opened. */
export function stageOf(state: DeliveryState): 0 | 1 | 2 | 3 {
  return state === 'seen' ? 3 : state === 'delivered' ? 2 : state === 'accepted' ? 1 : 0
}

/** What a failure says about the address itself; null when it says nothing that outlives this message. */
export function contactStateAfter(reason: FailureReason | null): 'invalid' | 'blocked' | null {
  switch (reason) {
    case 'invalid_address':
    case 'no_address':
      return 'invalid'
    case 'blocked_by_user':
    case 'not_linked':
      return 'blocked'
    default:
      return null
  }
}

/**
 * The name of a delivery towards a provider, stable over its retries: request id, Message-ID, tracking id. The stamp
 * keeps installations (and a restored database) that share one account from naming two messages alike.
 */
export const deliveryKey = (id: number, createdAt: Date): string =>
  `loa-${id.toString(36)}-${createdAt.getTime().toString(36)}`

/** The delivery and the stamp that a key names; null when it is not one of ours. */
export function readDeliveryKey(key: string): { id: number; createdAt: Date } | null {
  const match = /^loa-([0-9a-z]{1,11})-([0-9a-z]{6,9})$/.exec(key)
  if (!match) return null
  return { id: Number.parseInt(match[1]!, 36), createdAt: new Date(Number.parseInt(match[2]!, 36)) }
}
