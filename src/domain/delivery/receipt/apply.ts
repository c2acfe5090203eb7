import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import type { InboundEvent } from '../../channel/index.ts'
import { planNextChannel } from '../plan/next-channel.ts'
import { notifyBoards } from '../plan/notices-store.ts'
import { afterReceipt, contactStateAfter, readDeliveryKey, stageOf } from './rules.ts'
import {
  byKeys,
  byProviderIds,
  type DeliveryChange,
  dropEarlyBefore,
  holdDeliveries,
  keepEarly,
  type MatchedReceipt,
  markAccountHealth,
  markContactFailures,
  markUnreachable,
  openWindows,
  raiseRecipients,
  takeEarly,
  writeStates,
} from './store.ts'

export interface InboundResult {
  /** Receipts that met one of our deliveries, whether or not they told anything new. */
  readonly matched: number
  /** Receipts kept until their message is known. */
  readonly unmatched: number
}

type Receipt = Extract<InboundEvent, { kind: 'receipt' }>

/** At Zalo, an interaction opens free text to that person for seven days (channels.md §1.9). */
const WINDOW_MS = 7 * 24 * 3_600_000
/** Early receipts nobody answered to are forgotten after this. */
const EARLY_MS = 7 * 24 * 3_600_000

/**
 * Applies what a provider told us about one account: receipts, interactions, unreachable addresses, account health.
 * One transaction, set-based, harmless when repeated and in any order (invariant 3). Replies and pressed buttons are
 * acknowledgements or questions and handled by their modules; here a reply only opens the window.
 */
export function applyInbound(
  db: Db,
  accountId: number,
  events: readonly InboundEvent[],
  now: Date,
): Promise<InboundResult> {
  return db.transaction().execute(async (trx) => {
    const receipts = events.filter((event): event is Receipt => event.kind === 'receipt')
    const result = await matchReceipts(trx, accountId, receipts, now)
    await openWindows(
      trx,
      accountId,
      events.flatMap((event) =>
        event.kind === 'interaction' || event.kind === 'reply'
          ? [
              {
                address: event.address,
                at: notAfter(event.at, now),
                until: addMs(notAfter(event.at, now), WINDOW_MS),
              },
            ]
          : [],
      ),
    )
    await markUnreachable(
      trx,
      accountId,
      events.flatMap((event) =>
        event.kind === 'unreachable'
          ? [
              {
                address: event.address,
                reason: event.reason,
                state: contactStateAfter(event.reason),
                at: notAfter(event.at, now),
              },
            ]
          : [],
      ),
      now,
    )
    const health = events.findLast((event) => event.kind === 'account')
    if (health?.kind === 'account') await markAccountHealth(trx, accountId, health.health, health.code, now)
    return result
  })
}

async function matchReceipts(
  trx: Db,
  accountId: number,
  receipts: readonly Receipt[],
  now: Date,
): Promise<InboundResult> {
  const keys = receipts.map((receipt) => (receipt.key ? readDeliveryKey(receipt.key) : null))
  const known = await byKeys(
    trx,
    accountId,
    keys.filter((key) => key !== null),
  )
  const ids = await byProviderIds(
    trx,
    accountId,
    receipts.flatMap((receipt) => receipt.providerMessageId ?? []),
  )
  const matched: MatchedReceipt[] = []
  const early: Parameters<typeof keepEarly>[2][number][] = []
  receipts.forEach((receipt, index) => {
    const { state, reason, code, providerMessageId } = receipt
    const word = { state, reason, code, at: notAfter(receipt.at, now) }
    const key = keys[index]
    const deliveryId =
      key && known.has(key.id) ? key.id : providerMessageId ? ids.get(providerMessageId) : undefined
    if (deliveryId !== undefined) matched.push({ deliveryId, ...word })
    else if (providerMessageId) early.push({ providerMessageId, ...word })
  })
  await applyReceipts(trx, matched, now)
  await keepEarly(trx, accountId, early, now)
  return { matched: matched.length, unmatched: early.length }
}

/** Clocks of providers run ahead at times; nothing of ours happened in the future. */
const notAfter = (at: Date | null, now: Date): Date => (at && at < now ? at : now)

/** Matches receipts that came before their acceptance was stored, and forgets old ones. A tick calls it. */
export function matchEarlyReceipts(db: Db, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const receipts = await takeEarly(trx)
    await applyReceipts(trx, receipts, now)
    await dropEarlyBefore(trx, addMs(now, -EARLY_MS))
    return receipts.length
  })
}

/** The same for deliveries whose message ids are being stored in this transaction. */
export async function matchReceiptsOf(trx: Db, deliveryIds: readonly number[], now: Date): Promise<void> {
  await applyReceipts(trx, await takeEarly(trx, deliveryIds), now)
}

/** Merges receipts into their deliveries and people; plans the next channel for those that failed. */
export async function applyReceipts(trx: Db, receipts: readonly MatchedReceipt[], now: Date): Promise<void> {
  if (receipts.length === 0) return
  const held = await holdDeliveries(trx, [...new Set(receipts.map((receipt) => receipt.deliveryId))])
  const changes = new Map<number, DeliveryChange>()
  for (const receipt of receipts) {
    const delivery = held.get(receipt.deliveryId)
    if (!delivery) continue
    const before = changes.get(receipt.deliveryId)
    const current = before?.state ?? delivery.state
    const state = afterReceipt(current, receipt.state)
    const proves = stageOf(receipt.state)
    changes.set(receipt.deliveryId, {
      id: receipt.deliveryId,
      state,
      acceptedAt: before?.acceptedAt ?? (proves >= 1 ? receipt.at : null),
      deliveredAt: before?.deliveredAt ?? (proves === 2 ? receipt.at : null),
      seenAt: before?.seenAt ?? (proves === 3 ? receipt.at : null),
      failedAt: before?.failedAt ?? (state === 'failed' && current !== 'failed' ? receipt.at : null),
      reason: receipt.state === 'failed' ? receipt.reason : (before?.reason ?? null),
      code: receipt.code ?? before?.code ?? null,
    })
  }
  const effective = [...changes.values()].filter((change) => {
    const before = held.get(change.id)!.state
    return change.state !== before
  })
  if (effective.length === 0) return
  await writeStates(trx, effective)
  await raiseRecipients(
    trx,
    effective.filter((change) => stageOf(change.state) > 0).map((change) => change.id),
  )
  const failed = effective.filter((change) => change.state === 'failed')
  await markContactFailures(
    trx,
    failed.map((change) => ({
      deliveryId: change.id,
      reason: change.reason,
      state: contactStateAfter(change.reason as MatchedReceipt['reason']),
    })),
    now,
  )
  await planNextChannel(
    trx,
    failed.map((change) => change.id),
    now,
  )
  await notifyBoards(
    trx,
    effective.map((change) => held.get(change.id)!.directiveId),
  )
}
