import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { planNextChannel } from '../plan/next-channel.ts'
import { notifyBoards } from '../plan/notices-store.ts'
import { refreshProblems } from '../plan/problems-store.ts'
import { matchReceiptsOf } from '../receipt/apply.ts'
import { contactStateAfter } from '../receipt/rules.ts'
import { markContactFailures } from '../receipt/store.ts'
import type { Settled } from './policy.ts'

/** What became of one claimed message. */
export interface Recorded {
  readonly deliveryId: number
  readonly recipientId: number
  readonly directiveId: number
  readonly accountId: number
  /** The address, when its last success is long ago or unknown. */
  readonly staleContactId: number | null
  readonly settled: Settled | { readonly state: 'returned' }
  readonly at: Date
}

/**
 * Writes down many outcomes: deliveries, people, addresses, the next channel of those that failed. Acceptances are one
 * statement and so one commit; the others need several and a transaction.
 * Sorted by id, so that two recorders meet the same rows in the same order.
 */
export async function recordOutcomes(
  db: Db,
  workerId: number,
  outcomes: readonly Recorded[],
  now: Date,
): Promise<void> {
  const sorted = outcomes.toSorted((a, b) => a.deliveryId - b.deliveryId)
  const accepted = sorted.filter((one) => one.settled.state === 'accepted')
  const others = sorted.filter((one) => one.settled.state !== 'accepted')
  // Each half may be repeated: when the second fails, both are handed in again.
  if (accepted.length > 0) await recordAccepted(db, accepted, now)
  if (others.length > 0) await db.transaction().execute((trx) => recordOthers(trx, workerId, others, now))
}

/** An acceptance stands whatever happened to the row meanwhile; only a receipt that says more stays (invariant 3). */
async function recordAccepted(db: Db, accepted: readonly Recorded[], now: Date): Promise<void> {
  const messageIds = accepted.map((one) =>
    one.settled.state === 'accepted' ? one.settled.providerMessageId : null,
  )
  const stale = accepted.map((one) => one.staleContactId).filter((id) => id !== null)
  const { rows } = await sql<{ directive_id: number | null; early: boolean }>`/* keep record_accepted */
    with answer as (
      select * from unnest(${accepted.map((one) => one.deliveryId)}::bigint[], ${messageIds}::text[],
        ${accepted.map((one) => one.at)}::timestamptz[]) a (id, provider_id, at)
    ), done as (
      update delivery d set provider_message_id = a.provider_id, accepted_at = coalesce(d.accepted_at, a.at),
        state = case when d.state in ('delivered', 'seen') then d.state else 'accepted' end,
        reason = null, claimed_by = null
      from answer a where d.id = a.id
      returning d.id, d.recipient_id, d.directive_id, d.account_id, d.provider_message_id, d.channel, d.accepted_at
    ), named as (
      insert into provider_message (account_id, provider_message_id, delivery_id)
      select d.account_id, d.provider_message_id, d.id from done d where d.provider_message_id is not null
    ), left_queue as (
      delete from delivery_queue q using answer a where q.delivery_id = a.id
    ), reached as (
      update recipient r set stage = greatest(r.stage, 1), problem = null,
        channel = case when r.stage = 0 then d.channel else r.channel end,
        accepted_at = coalesce(r.accepted_at, d.accepted_at)
      from done d where r.id = d.recipient_id
    ), good as (
      -- Once an hour is enough to know that an address works.
      update contact_point c set last_success_at = ${now} where c.id = any(${stale}::bigint[])
    )
    select directive_id, pg_notify('loa_board', directive_id::text) as told,
      exists (select from early_receipt) as early
    from (select distinct directive_id from done) d`.execute(db)
  // A crash here leaves them to the tick that matches early receipts.
  const ids = accepted.map((one) => one.deliveryId)
  if (rows.some((row) => row.early)) await db.transaction().execute((trx) => matchReceiptsOf(trx, ids, now))
}

async function recordOthers(
  trx: Db,
  workerId: number,
  others: readonly Recorded[],
  now: Date,
): Promise<void> {
  const rows = others.map(({ deliveryId, settled, at }) => ({
    id: deliveryId,
    state: settled.state === 'returned' ? 'queued' : settled.state,
    at,
    due: settled.state === 'queued' ? settled.dueAt : null,
    refund: settled.state === 'returned' || (settled.state === 'queued' && settled.refund) ? 1 : 0,
    reason: settled.state === 'failed' || settled.state === 'queued' ? settled.reason : null,
    code: settled.state === 'accepted' || settled.state === 'returned' ? null : settled.code,
    reconcile: settled.state === 'unknown' ? settled.reconcileAt : null,
    repeat: settled.state === 'queued' ? settled.repeatUntil : null,
  }))
  // A row that was given up for lost meanwhile («unknown») may still learn what became of it, unless another channel
  // took over; one that was queued again or settled by a receipt keeps what it has.
  const { rows: written } = await sql<{
    id: number
    recipient_id: number
    directive_id: number
    state: string
  }>`
    update delivery d set state = o.state, due_at = coalesce(o.due, d.due_at), attempts = greatest(0, d.attempts - o.refund),
      reason = o.reason, provider_code = coalesce(o.code, d.provider_code), reconcile_at = o.reconcile,
      repeat_until = coalesce(d.repeat_until, o.repeat),
      failed_at = case when o.state = 'failed' then o.at end,
      claimed_by = case when o.state = 'unknown' then d.claimed_by end
    from unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.at)}::timestamptz[],
      ${rows.map((row) => row.due)}::timestamptz[], ${rows.map((row) => row.refund)}::int[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.reconcile)}::timestamptz[],
      ${rows.map((row) => row.repeat)}::timestamptz[]) o (id, state, at, due, refund, reason, code, reconcile, repeat)
    where d.id = o.id and d.claimed_by = ${workerId}
      and (d.state = 'sending' or (d.state = 'unknown' and d.followed_up_at is null))
    returning d.id, d.recipient_id, d.directive_id, d.state`.execute(trx)
  const failed = new Set(written.filter((row) => row.state === 'failed').map((row) => row.id))
  await markContactFailures(
    trx,
    rows
      .filter((row) => failed.has(row.id))
      .map((row) => ({ deliveryId: row.id, reason: row.reason, state: contactStateAfter(row.reason) })),
    now,
  )
  await planNextChannel(trx, [...failed], now)
  await refreshProblems(
    trx,
    written.filter((row) => row.state === 'unknown').map((row) => row.recipient_id),
  )
  await notifyBoards(
    trx,
    written.filter((row) => row.state !== 'queued').map((row) => row.directive_id),
  )
}
