import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Urgency } from '../../../contract/common.ts'
import { addMs, minutes } from '../../../kernel/clock.ts'
import { urgencyPolicy } from '../../directive/index.ts'
import { planNextChannel } from '../plan/next-channel.ts'
import { notifyBoards, notifyLanes } from '../plan/notices-store.ts'
import { refreshProblems } from '../plan/problems-store.ts'
import { applyReceipts } from '../receipt/apply.ts'
import type { Claimed } from './claim-store.ts'

/** A worker silent for this long is dead; it beats every few seconds. */
export const DEAD_AFTER_SECONDS = 15

export interface Deduplicating {
  /** Kinds of accounts whose provider drops a repeated request, and for how long. */
  readonly deduplicating: readonly { readonly kind: string; readonly forMs: number }[]
  /** Kinds whose provider can be asked afterwards. */
  readonly reconcilingKinds: readonly string[]
}

/**
 * Settles what dead workers held: they may have sent it or not. Where the provider drops repetitions it is queued again
 * with the same key; anywhere else it is «unknown» (invariant 4). Returns how many of each.
 */
export async function settleDeadWorkers(
  db: Db,
  kinds: Deduplicating,
  now: Date,
): Promise<{ requeued: number; unknown: number }> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ state: string; recipient_id: number; directive_id: number }>`
      with orphan as (
        select d.id, a.kind,
          coalesce(d.repeat_until, d.claimed_at + make_interval(secs => i.for_ms / 1000.0)) as repeat_until
        from delivery_queue q
        join delivery d on d.id = q.delivery_id
        join channel_account a on a.id = d.account_id
        left join unnest(${kinds.deduplicating.map((one) => one.kind)}::text[],
          ${kinds.deduplicating.map((one) => one.forMs)}::float8[]) i (kind, for_ms) on i.kind = a.kind and i.for_ms > 0
        left join worker w on w.id = q.claimed_by
        where q.claimed_by is not null and d.state = 'sending'
          and (w.id is null or w.stopped_at is not null or w.beat_at < clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS}))
        order by d.id for update of d skip locked
      )
      update delivery d set
        state = case when o.repeat_until > ${now} then 'queued' else 'unknown' end,
        reason = case when o.repeat_until > ${now} then null else 'unknown' end,
        repeat_until = case when o.repeat_until > ${now} then o.repeat_until end,
        provider_code = 'worker_lost',
        reconcile_at = case when o.kind = any(${kinds.reconcilingKinds}::text[]) then ${now}::timestamptz end
      from orphan o where d.id = o.id
      returning d.state, d.recipient_id, d.directive_id`.execute(trx)
    const unknown = rows.filter((row) => row.state === 'unknown')
    await refreshProblems(
      trx,
      unknown.map((row) => row.recipient_id),
    )
    await notifyBoards(
      trx,
      unknown.map((row) => row.directive_id),
    )
    if (rows.length > unknown.length) await notifyLanes(trx)
    return { requeued: rows.length - unknown.length, unknown: unknown.length }
  })
}

/** After the grace of its urgency an unknown delivery is escalated on another channel; it stays «unknown» itself. */
export async function escalateUnknown(db: Db, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const before = ([0, 1, 2, 3] as const).map((urgency: Urgency) =>
      addMs(now, -minutes(urgencyPolicy(urgency).unknownGraceMinutes)),
    )
    const { rows } = await sql<{ id: number; directive_id: number }>`
      select d.id, d.directive_id from delivery_unknown u join delivery d on d.id = u.delivery_id
      where d.state = 'unknown' and d.followed_up_at is null
        and d.claimed_at <= (${before}::timestamptz[])[d.urgency + 1]
      order by d.id limit 1000 for update of d skip locked`.execute(trx)
    await planNextChannel(
      trx,
      rows.map((row) => row.id),
      now,
    )
    await notifyBoards(
      trx,
      rows.map((row) => row.directive_id),
    )
    return rows.length
  })
}

/** What waits past its use is not sent any more (invariant 5), also on a lane that stands still. */
export async function expireDue(db: Db, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ recipient_id: number; directive_id: number }>`
      update delivery set state = 'expired' where id in (
        select d.id from delivery_queue q join delivery d on d.id = q.delivery_id
        where q.valid_until <= ${now} and d.state = 'queued' and d.valid_until <= ${now}
        order by d.id limit 5000 for update of d skip locked)
      returning recipient_id, directive_id`.execute(trx)
    await refreshProblems(
      trx,
      rows.map((row) => row.recipient_id),
    )
    await notifyBoards(
      trx,
      rows.map((row) => row.directive_id),
    )
    return rows.length
  })
}

export type Unanswered = Omit<Claimed, 'token' | 'contactStale'> & { readonly sentAt: Date }

/** Unknown deliveries whose provider shall be asked now; the next question is set before the first is asked. */
export async function dueForReconciling(
  db: Db,
  accountId: number,
  limit: number,
  now: Date,
  again: Date,
): Promise<Unanswered[]> {
  const { rows } = await sql<Unanswered>`
    with due as (
      select d.id from delivery_unknown u join delivery d on d.id = u.delivery_id
      where u.account_id = ${accountId} and d.state = 'unknown' and d.followed_up_at is null
        and d.reconcile_at <= ${now} order by d.reconcile_at, d.id limit ${limit} for update of d skip locked
    )
    update delivery d set reconcile_at = ${again}
    from due, recipient r
    join person p on p.id = r.person_id
    left join target t on t.id = r.target_id
    where d.id = due.id and r.id = d.recipient_id
    returning d.id, d.directive_id as "directiveId", d.recipient_id as "recipientId",
      d.contact_point_id as "contactPointId", d.purpose, d.purpose_ref as "purposeRef", d.address, d.urgency, d.attempts,
      d.valid_until as "validUntil", d.created_at as "createdAt", d.claimed_at as "sentAt",
      (select c.window_until from contact_point c where c.id = d.contact_point_id) as "windowUntil",
      d.claimed_at as "claimedAt", d.repeat_until as "repeatUntil",
      r.person_name as "personName", p.salutation, t.unit_name as "unitName", r.link_generation as "linkGeneration"`.execute(
    db,
  )
  return rows
}

/** What providers said about unanswered requests: taken counts as accepted, not taken goes back to the queue. */
export async function settleReconciled(
  db: Db,
  answers: readonly { readonly id: number; readonly answer: 'accepted' | 'not_sent' | 'unknown' }[],
  now: Date,
): Promise<void> {
  if (answers.length === 0) return
  await db.transaction().execute(async (trx) => {
    const accepted = answers.filter((one) => one.answer === 'accepted')
    await applyReceipts(
      trx,
      accepted.map((one) => ({ deliveryId: one.id, state: 'accepted', reason: null, code: null, at: now })),
      now,
    )
    const { rows } = await sql<{ recipient_id: number; directive_id: number }>`
      update delivery set state = 'queued', due_at = ${now}, reason = null, claimed_by = null
      where id in (select id from delivery
          where id = any(${answers.filter((one) => one.answer === 'not_sent').map((one) => one.id)}::bigint[])
            and state = 'unknown' and followed_up_at is null order by id for update)
      returning recipient_id, directive_id`.execute(trx)
    await refreshProblems(
      trx,
      rows.map((row) => row.recipient_id),
    )
    if (rows.length > 0) await notifyLanes(trx)
    await notifyBoards(
      trx,
      rows.map((row) => row.directive_id),
    )
  })
}
