import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { record } from '../../audit/index.ts'
import { firstFeasibleContactOf } from '../../channel/index.ts'
import { cancelQueuedOf, markUnsentAsStopped, notifyDirective } from '../issue/store.ts'
import { notifyLanes } from './notices-store.ts'

/**
 * Ends the undo window of one directive, in the caller's transaction: one delivery row for each person who has a
 * channel now. The rows are the queue. Gives false when the directive is not held (any more).
 */
export async function releaseHeld(trx: Db, id: number, now: Date): Promise<boolean> {
  // Both directives in the order of their ids, as everybody holds them.
  await sql`select from directive where id = ${id} or id = (select replaces_id from directive where id = ${id})
    order by id for update`.execute(trx)
  const { rows } = await sql<{ owner_unit_id: number; replaced_id: number | null }>`
    update directive set state = 'sending', released_at = ${now} where id = ${id} and state = 'held'
    returning owner_unit_id, case when relation in ('replaces', 'recalls') then replaces_id end as replaced_id`.execute(
    trx,
  )
  const directive = rows[0]
  if (!directive) return false
  // For this transaction only. The people were written a moment ago, perhaps while the tables were still counted as empty:
  // the planner would go through all deliveries once for each of them.
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(trx)
  await sql`
    insert into delivery (directive_id, recipient_id, purpose, channel, account_id, contact_point_id, address, urgency,
      due_at, valid_until, created_at)
    select d.id, r.id, 'issue', f.channel, f.account_id, f.contact_point_id, f.address, d.urgency,
      ${now}::timestamptz, d.valid_until, ${now}::timestamptz
    from directive d
    join recipient r on r.directive_id = d.id
    cross join lateral (${firstFeasibleContactOf(directive.owner_unit_id, sql`r.person_id`, sql`d.message_class`)}) f
    where d.id = ${id} and r.left_at is null
    order by r.id`.execute(trx)
  // Contacts may have come or gone in the undo window, or overnight.
  await sql`
    update recipient r set channel = f.channel, problem = case when w.left_at is not null then 'stopped' when f.channel is null then 'no_channel' end
    from recipient w left join delivery f on f.recipient_id = w.id and f.purpose = 'issue'
    where w.directive_id = ${id} and r.id = w.id and (w.left_at is null or w.problem is null)
      and (r.channel is distinct from f.channel or (r.problem is null) <> (f.channel is not null))`.execute(
    trx,
  )
  if (directive.replaced_id !== null) await endReplaced(trx, directive.replaced_id, id, now)
  await notifyLanes(trx)
  await notifyDirective(trx, id)
  return true
}

/**
 * The text that stood before is wrong: what still waits of it, reminders and escalations above all, is taken back, and
 * nothing further of it leaves. A correction of form ends nothing: its first text goes on.
 */
async function endReplaced(trx: Db, oldId: number, byId: number, now: Date): Promise<void> {
  await sql`update directive set replaced_at = ${now} where id = ${oldId}`.execute(trx)
  const cancelled = await cancelQueuedOf(trx, oldId)
  await markUnsentAsStopped(trx, oldId)
  await record(trx, {
    at: now,
    actor: { kind: 'system' },
    action: 'directive.replaced',
    entity: 'directive',
    entityId: oldId,
    data: { by: byId, cancelled },
  })
  await notifyDirective(trx, oldId)
}

/** Releases every directive whose undo window is over; each in a transaction of its own. Returns their ids. */
export async function releaseDue(db: Db, now: Date): Promise<number[]> {
  const due = await db
    .selectFrom('directive')
    .select('id')
    .where('state', '=', 'held')
    .where('held_until', '<=', now)
    .orderBy('urgency', 'desc')
    .orderBy('held_until')
    .execute()
  const released: number[] = []
  for (const { id } of due) {
    const done = await db.transaction().execute((trx) => releaseHeld(trx, id, now))
    if (done) released.push(id)
  }
  return released
}

/** Directives of which nothing waits or is under way any more are sent. Reminders that follow do not reopen them. */
export async function finishSent(db: Db, now: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with done as (
      update directive d set state = 'sent', updated_at = ${now}
      where d.state = 'sending' and not exists (
        select from delivery_queue q join delivery v on v.id = q.delivery_id
        where v.directive_id = d.id and v.purpose = 'issue' and v.state in ('queued', 'sending'))
      returning id
    )
    select id, pg_notify('loa_directive', id::text), pg_notify('loa_board', id::text) from done`.execute(db)
  return rows.map((row) => row.id)
}
