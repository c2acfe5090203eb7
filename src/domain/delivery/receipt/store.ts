import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { FailureReason } from '../../channel/index.ts'
import type { DeliveryState, ReceiptState } from './rules.ts'

/** A provider's word about one of our deliveries. */
export interface MatchedReceipt {
  readonly deliveryId: number
  readonly state: ReceiptState
  readonly reason: FailureReason | null
  readonly code: string | null
  readonly at: Date
}

/** Delivery ids by the provider's message ids of an account. */
export async function byProviderIds(
  trx: Db,
  accountId: number,
  providerIds: readonly string[],
): Promise<Map<string, number>> {
  if (providerIds.length === 0) return new Map()
  const { rows } = await sql<{ id: number; provider_message_id: string }>`
    select delivery_id as id, provider_message_id from provider_message
    where account_id = ${accountId} and provider_message_id = any(${providerIds}::text[])`.execute(trx)
  return new Map(rows.map((row) => [row.provider_message_id, row.id]))
}

/** Which of these deliveries exist in the account with exactly these stamps. */
export async function byKeys(
  trx: Db,
  accountId: number,
  keys: readonly { readonly id: number; readonly createdAt: Date }[],
): Promise<Set<number>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    select d.id from unnest(${keys.map((key) => key.id)}::bigint[], ${keys.map((key) => key.createdAt)}::timestamptz[]) k (id, at)
    join delivery d on d.id = k.id and d.account_id = ${accountId} and date_trunc('milliseconds', d.created_at) = k.at`.execute(
    trx,
  )
  return new Set(rows.map((row) => row.id))
}

export interface HeldDelivery {
  readonly id: number
  readonly state: DeliveryState
  readonly recipientId: number
  readonly directiveId: number
}

/** Holds these deliveries, in the order of their ids, and reads their states. */
export async function holdDeliveries(trx: Db, ids: readonly number[]): Promise<Map<number, HeldDelivery>> {
  const { rows } = await sql<{
    id: number
    state: DeliveryState
    recipient_id: number
    directive_id: number
  }>`
    select id, state, recipient_id, directive_id from delivery where id = any(${ids}::bigint[])
    order by id for no key update`.execute(trx)
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id, state: row.state, recipientId: row.recipient_id, directiveId: row.directive_id },
    ]),
  )
}

export interface DeliveryChange {
  readonly id: number
  readonly state: DeliveryState
  readonly acceptedAt: Date | null
  readonly deliveredAt: Date | null
  readonly seenAt: Date | null
  readonly failedAt: Date | null
  readonly reason: string | null
  readonly code: string | null
}

/** Writes the new states; an instant once stored stays. */
export async function writeStates(trx: Db, changes: readonly DeliveryChange[]): Promise<void> {
  if (changes.length === 0) return
  const of = <K extends keyof DeliveryChange>(key: K) => changes.map((change) => change[key])
  await sql`
    update delivery d set state = c.state,
      accepted_at = coalesce(d.accepted_at, c.accepted_at, c.delivered_at, c.seen_at),
      delivered_at = coalesce(d.delivered_at, c.delivered_at, c.seen_at),
      seen_at = coalesce(d.seen_at, c.seen_at), failed_at = coalesce(d.failed_at, c.failed_at),
      reason = case when c.state = 'failed' then c.reason end, provider_code = coalesce(c.code, d.provider_code),
      claimed_by = null
    from unnest(${of('id')}::bigint[], ${of('state')}::text[], ${of('acceptedAt')}::timestamptz[],
      ${of('deliveredAt')}::timestamptz[], ${of('seenAt')}::timestamptz[], ${of('failedAt')}::timestamptz[],
      ${of('reason')}::text[], ${of('code')}::text[])
      c (id, state, accepted_at, delivered_at, seen_at, failed_at, reason, code)
    where d.id = c.id`.execute(trx)
  const accepted = changes.filter((change) => change.state === 'accepted').map((change) => change.id)
  if (accepted.length > 0)
    await sql`delete from delivery_queue where delivery_id = any(${accepted}::bigint[])`.execute(trx)
}

/** Raises the people behind these deliveries to what the deliveries prove; never lowers anybody. */
export async function raiseRecipients(trx: Db, deliveryIds: readonly number[]): Promise<void> {
  if (deliveryIds.length === 0) return
  await sql`
    with held as (
      select r.id from recipient r
      where r.id in (select recipient_id from delivery where id = any(${deliveryIds}::bigint[]))
      order by r.id for no key update
    ), proof as (
      select d.recipient_id as id,
        max(case d.state when 'seen' then 3 when 'delivered' then 2 when 'accepted' then 1 else 0 end)::smallint as stage,
        min(d.accepted_at) as accepted_at, min(d.delivered_at) as delivered_at, min(d.seen_at) as seen_at,
        (array_agg(d.channel order by d.seen_at nulls last, d.delivered_at nulls last, d.accepted_at nulls last))[1] as channel
      from delivery d join held h on h.id = d.recipient_id
      where d.id = any(${deliveryIds}::bigint[]) and d.state in ('accepted', 'delivered', 'seen')
      group by 1
    )
    update recipient r set stage = greatest(r.stage, p.stage), problem = null,
      channel = case when p.stage > r.stage then p.channel else r.channel end,
      accepted_at = coalesce(r.accepted_at, p.accepted_at),
      delivered_at = coalesce(r.delivered_at, p.delivered_at),
      opened_at = coalesce(r.opened_at, p.seen_at)
    from proof p where r.id = p.id
      and (p.stage > r.stage or r.problem is not null or (r.delivered_at is null and p.delivered_at is not null)
        or (r.opened_at is null and p.seen_at is not null))`.execute(trx)
}

/** What failures say about addresses, for the next sending and for those who keep the contacts. */
export async function markContactFailures(
  trx: Db,
  failures: readonly {
    readonly deliveryId: number
    readonly reason: string | null
    readonly state: string | null
  }[],
  now: Date,
): Promise<void> {
  if (failures.length === 0) return
  await sql`
    with hit as (
      select d.contact_point_id as id, max(f.reason) as reason, max(f.state) as state
      from unnest(${failures.map((one) => one.deliveryId)}::bigint[], ${failures.map((one) => one.reason)}::text[],
        ${failures.map((one) => one.state)}::text[]) f (delivery_id, reason, state)
      join delivery d on d.id = f.delivery_id and d.contact_point_id is not null
      group by 1
    ), held as (select c.id from contact_point c join hit on hit.id = c.id order by c.id for no key update)
    update contact_point c set last_failure_at = ${now}, last_failure_reason = h.reason, state = coalesce(h.state, c.state)
    from hit h where c.id = h.id and c.id in (select id from held)`.execute(trx)
}

/** Keeps receipts whose message is not known yet. The same one twice is one. */
export async function keepEarly(
  trx: Db,
  accountId: number,
  receipts: readonly (Omit<MatchedReceipt, 'deliveryId'> & { readonly providerMessageId: string })[],
  now: Date,
): Promise<void> {
  if (receipts.length === 0) return
  await sql`
    insert into early_receipt (account_id, provider_message_id, state, reason, code, at, received_at)
    select ${accountId}::bigint, e.pid, e.state, e.reason, e.code, e.at, ${now}::timestamptz
    from unnest(${receipts.map((one) => one.providerMessageId)}::text[], ${receipts.map((one) => one.state)}::text[],
      ${receipts.map((one) => one.reason)}::text[], ${receipts.map((one) => one.code)}::text[],
      ${receipts.map((one) => one.at)}::timestamptz[]) e (pid, state, reason, code, at)
    order by e.pid, e.state on conflict do nothing`.execute(trx)
}

/** Takes out the early receipts whose deliveries are known now. */
export async function takeEarly(trx: Db, deliveryIds?: readonly number[]): Promise<MatchedReceipt[]> {
  const { rows } = await sql<{
    id: number
    state: ReceiptState
    reason: FailureReason | null
    code: string | null
    at: Date
  }>`
    with found as (
      select e.ctid as row, m.delivery_id as id from early_receipt e
      join provider_message m on m.account_id = e.account_id and m.provider_message_id = e.provider_message_id
      ${deliveryIds ? sql`where m.delivery_id = any(${deliveryIds}::bigint[])` : sql``}
      for update of e skip locked
    )
    delete from early_receipt e using found f where e.ctid = f.row
    returning f.id, e.state, e.reason, e.code, e.at`.execute(trx)
  return rows.map(({ id, ...rest }) => ({ deliveryId: id, ...rest }))
}

/** Forgets receipts that nothing of ours answers to (other programs may speak through the same account). */
export async function dropEarlyBefore(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('early_receipt').where('received_at', '<', before).execute()
}

/**
 * Whoever writes to the account or presses a button there may be written to again, at Zalo in free words until `until`
 * (channels.md §1.9). What was said before the last thing we heard unblocks nobody: posts come late and in any order.
 */
export async function openWindows(
  trx: Db,
  accountId: number,
  addresses: readonly { readonly address: string; readonly at: Date; readonly until: Date }[],
): Promise<void> {
  if (addresses.length === 0) return
  await sql`
    with heard as (
      select h.address, max(h.at) as at, max(h.until) as until
      from unnest(${addresses.map((one) => one.address)}::text[], ${addresses.map((one) => one.at)}::timestamptz[],
        ${addresses.map((one) => one.until)}::timestamptz[]) h (address, at, until)
      group by 1
    ), held as (
      select c.id, h.at, h.until from contact_point c
      join channel_account a on a.id = ${accountId} and a.channel = c.channel
      join heard h on h.address = c.address
      where c.account_id = a.id order by c.id for no key update of c
    )
    update contact_point c set heard_at = greatest(c.heard_at, h.at),
      window_until = case when c.channel = 'zalo' then greatest(c.window_until, h.until) else c.window_until end,
      state = case when c.state = 'blocked' and h.at >= coalesce(c.heard_at, h.at) then 'ok' else c.state end
    from held h where c.id = h.id`.execute(trx)
}

export async function markUnreachable(
  trx: Db,
  accountId: number,
  addresses: readonly {
    readonly address: string
    readonly reason: string
    readonly state: string | null
    readonly at: Date
  }[],
  now: Date,
): Promise<void> {
  if (addresses.length === 0) return
  await sql`
    with gone as (
      select u.address, max(u.reason) as reason, max(u.state) as state, max(u.at) as at
      from unnest(${addresses.map((one) => one.address)}::text[], ${addresses.map((one) => one.reason)}::text[],
        ${addresses.map((one) => one.state)}::text[], ${addresses.map((one) => one.at)}::timestamptz[])
        u (address, reason, state, at) group by 1
    ), held as (
      select c.id, g.reason, g.state, g.at from contact_point c
      join channel_account a on a.id = ${accountId} and a.channel = c.channel
      join gone g on g.address = c.address
      where c.account_id is null or c.account_id = a.id order by c.id for no key update of c
    )
    update contact_point c set last_failure_at = ${now}, last_failure_reason = h.reason, heard_at = h.at,
      state = case when c.state = 'ok' then coalesce(h.state, c.state) else c.state end
    from held h where c.id = h.id and h.at >= coalesce(c.heard_at, h.at)`.execute(trx)
}

export async function markAccountHealth(
  trx: Db,
  accountId: number,
  health: 'failing' | 'down',
  code: string,
  now: Date,
): Promise<void> {
  await sql`
    update channel_lane set health = ${health}, health_reason = 'reported', health_code = ${code},
      health_since = case when health = ${health} then health_since else ${now}::timestamptz end
    where account_id = ${accountId}`.execute(trx)
}
