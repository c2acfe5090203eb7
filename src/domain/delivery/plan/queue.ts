import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import { feasibleContacts, mayReceive } from '../../channel/index.ts'
import { asUrgency, nextAllowedInstant } from '../../directive/index.ts'
import { notifyBoards, notifyLanes } from './notices-store.ts'

/** How the channel of a further message is chosen. */
export type ChannelPolicy =
  /** The person's first feasible one. */
  | 'first'
  /** The one that last took a message for this person; the first feasible one when none did. */
  | 'same'
  /** The first feasible one that no message of this directive was sent on; the first feasible one when all were. */
  | 'next'
  /** SMS, else a chat, else e-mail: leaving Zalo's own browser for the chat closes the page that waits for a code. */
  | 'sms'

export interface QueueOrder {
  readonly directiveId: number
  readonly purpose: 'nudge' | 'escalation' | 'answer' | 'link' | 'delegation' | 'replacement' | 'code'
  /** Whom, and which of several for the same purpose: nudge id, escalation step, question id, link generation. */
  readonly recipients: readonly { readonly recipientId: number; readonly purposeRef: number }[]
  readonly policy: ChannelPolicy
  readonly now: Date
  /** Leaves not before this (the undo time of a reminder); `now` when absent. */
  readonly dueAt?: Date
  /** A person waits for it (an answer, a new link): quiet hours do not keep it back. */
  readonly awaited?: boolean
  /** Of no use after so many milliseconds; a day when absent. */
  readonly validMs?: number
}

export interface QueueResult {
  readonly queued: number
  /** People to whom no channel leads. */
  readonly withoutChannel: number
  readonly dueAt: Date
}

const REMINDER_VALID_MS = 24 * 3_600_000

/**
 * Queues one further message a person, in the caller's transaction. The same (person, purpose, purposeRef) twice is
 * once. Reminders keep quiet hours and go to nobody who has answered; nothing but an awaited answer follows a stop
 * or a document in place of this one.
 */
export async function queueDeliveries(trx: Db, order: QueueOrder): Promise<QueueResult> {
  const { directiveId, purpose, recipients, policy, now } = order
  const { rows } = await sql<{
    owner_unit_id: number
    urgency: number
    message_class: string
    running: boolean
  }>`
    select owner_unit_id, urgency, message_class, state in ('sending', 'sent') and replaced_at is null as running from directive where id = ${directiveId} for share`.execute(
    trx,
  )
  const directive = rows[0]
  const earliest = order.dueAt ?? now
  if (!directive || recipients.length === 0) return { queued: 0, withoutChannel: 0, dueAt: earliest }
  const isReminder = purpose === 'nudge' || purpose === 'escalation'
  if (isReminder && !directive.running) return { queued: 0, withoutChannel: 0, dueAt: earliest }
  const dueAt = order.awaited ? earliest : nextAllowedInstant(asUrgency(directive.urgency), earliest)
  // Somebody stands before the page and waits: a routine directive's code does not queue behind its other messages.
  const urgency = purpose === 'code' ? Math.max(2, directive.urgency) : directive.urgency
  const preference = {
    first: sql`0::int`,
    same: sql`coalesce(f.channel = (select o.channel from delivery o where o.recipient_id = w.recipient_id
      and o.state in ('accepted', 'delivered', 'seen') order by o.accepted_at desc nulls last, o.id desc limit 1), false)::int * -1`,
    next: sql`exists (select from delivery o where o.recipient_id = w.recipient_id and o.channel = f.channel
      and o.state <> 'cancelled')::int`,
    sms: sql`array_position(array['sms', 'zalo', 'telegram', 'email'], f.channel)`,
  }[policy]
  const { rows: made } = await sql<{ wanted: number; queued: number }>`
    with wanted as (
      select r.id as recipient_id, r.person_id, i.purpose_ref
      from unnest(${recipients.map((one) => one.recipientId)}::bigint[],
                  ${recipients.map((one) => one.purposeRef)}::bigint[]) i (recipient_id, purpose_ref)
      join recipient r on r.id = i.recipient_id and r.directive_id = ${directiveId}
      left join target t on t.id = r.target_id
      where not ${isReminder}::boolean
        or (r.acknowledged_at is null and t.acknowledged_at is null and t.excluded_at is null)
    ), way as (
      select distinct on (w.recipient_id, w.purpose_ref) w.recipient_id, w.purpose_ref,
        f.contact_point_id, f.account_id, f.channel, f.address
      from wanted w
      join (${feasibleContacts(directive.owner_unit_id)}) f on f.person_id = w.person_id
        and (not ${isReminder}::boolean
          or ${mayReceive(sql`${directive.message_class}::text`, sql`f.person_id`, sql`f.channel`)})
      order by w.recipient_id, w.purpose_ref, ${preference}, f.rank, f.contact_point_id, f.account_id
    ), made as (
      insert into delivery (directive_id, recipient_id, purpose, purpose_ref, channel, account_id, contact_point_id,
        address, urgency, due_at, valid_until, created_at)
      select ${directiveId}::bigint, y.recipient_id, ${purpose}::text, y.purpose_ref, y.channel, y.account_id,
        y.contact_point_id, y.address, ${urgency}::smallint, ${dueAt}::timestamptz,
        ${addMs(dueAt, order.validMs ?? REMINDER_VALID_MS)}::timestamptz, ${now}::timestamptz
      from way y
      where not exists (select from delivery o where o.recipient_id = y.recipient_id and o.purpose = ${purpose}
        and o.purpose_ref = y.purpose_ref)
      order by y.recipient_id
      on conflict do nothing
      returning 1
    )
    select (select count(*)::int from wanted) - (select count(*)::int from way) as wanted,
      (select count(*)::int from made) as queued`.execute(trx)
  const { wanted: withoutChannel, queued } = made[0]!
  if (queued > 0) {
    await notifyLanes(trx)
    await notifyBoards(trx, [directiveId])
  }
  return { queued, withoutChannel, dueAt }
}
