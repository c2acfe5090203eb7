import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** A directive that lost its officer in a unit, and who is next there. */
export interface OpenReplacement {
  readonly id: number
  readonly directiveId: number
  readonly targetId: number
  /** Held, or under way; false: over, replaced, past its use, or acknowledged by the unit already. */
  readonly needed: boolean
  readonly isHeld: boolean
  readonly validUntil: Date
  /** The unit's first officer in the order of contact today; null when it has none. */
  readonly nextPersonId: number | null
  readonly nextName: string | null
  readonly nextPosition: string | null
  readonly nextOrder: number | null
}

const needed = (now: Date) => sql`(d.state in ('held', 'sending', 'sent') and d.replaced_at is null
  and d.valid_until > ${now}::timestamptz and t.excluded_at is null and (t.acknowledged_at is null or not d.acknowledge))`

/** Replacements nobody has settled yet, held. Of several workers each takes its own. */
export async function openReplacements(
  trx: Db,
  { on, now, limit }: { on: string; now: Date; limit: number },
): Promise<OpenReplacement[]> {
  // A unit without any officer is passed over until somebody is appointed: it must not keep others waiting.
  const { rows } = await sql<OpenReplacement>`
    select p.id, p.directive_id as "directiveId", p.target_id as "targetId", ${needed(now)} as needed,
      d.state = 'held' as "isHeld", d.valid_until as "validUntil",
      n.person_id as "nextPersonId", n.full_name as "nextName", n.position_code as "nextPosition", n.contact_order as "nextOrder"
    from replacement p
    join directive d on d.id = p.directive_id
    join target t on t.id = p.target_id
    left join lateral (
      select o.person_id, e.full_name, o.position_code, o.contact_order
      from post o join person e on e.id = o.person_id
      where o.unit_id = t.unit_id and o.contact_order is not null
        and o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date)
      order by o.contact_order, o.id limit 1) n on true
    where p.settled_at is null and (n.person_id is not null or not ${needed(now)})
    order by p.directive_id, p.id limit ${limit} for update of p skip locked`.execute(trx)
  return rows
}

/**
 * The next officer's own row of the directive. `isNew`: they did not have it, or had left and came back; then they get the
 * message.
 */
export async function recipientOfNext(
  trx: Db,
  from: OpenReplacement & { nextPersonId: number },
): Promise<{ id: number; isNew: boolean }> {
  // Written down twice once: what one of the two rows got, the person has.
  const { rows: had } = await sql<{ id: number }>`
    select id from recipient where directive_id = ${from.directiveId} and person_id = any(loa_selves(${from.nextPersonId}))
      and left_at is null order by id limit 1`.execute(trx)
  if (had[0]) return { id: had[0].id, isNew: false }
  const { rows } = await sql<{ id: number; isNew: boolean }>`
    insert into recipient as r (directive_id, person_id, target_id, person_name, position_code, contact_order)
    values (${from.directiveId}, ${from.nextPersonId}, ${from.targetId}, ${from.nextName}, ${from.nextPosition}, ${from.nextOrder})
    on conflict (directive_id, person_id) do update set left_at = null, disowned_at = null, problem = null
      where r.left_at is not null and r.target_id = excluded.target_id
    returning id, true as "isNew"`.execute(trx)
  if (rows[0]) return rows[0]
  const { rows: known } = await sql<{ id: number }>`
    select id from recipient where directive_id = ${from.directiveId} and person_id = ${from.nextPersonId}`.execute(
    trx,
  )
  return { id: known[0]!.id, isNew: false }
}

export async function markSettled(
  trx: Db,
  id: number,
  settled: { outcome: 'sent' | 'has_it' | 'not_needed'; toRecipientId: number | null; at: Date },
): Promise<void> {
  await sql`update replacement set outcome = ${settled.outcome}, to_recipient_id = ${settled.toRecipientId},
    settled_at = ${settled.at} where id = ${id}`.execute(trx)
}

/** How the new recipient stands: the channel that will carry it, or that there is none. */
export async function markChannel(trx: Db, recipientId: number): Promise<void> {
  await sql`update recipient r set channel = v.channel, problem = case when v.channel is null then 'no_channel' end
    from (select (select d.channel from delivery d where d.recipient_id = ${recipientId} and d.state = 'queued'
      order by d.id desc limit 1) as channel) v
    where r.id = ${recipientId} and r.stage = 0`.execute(trx)
}

export async function notifyBoard(trx: Db, directiveId: number): Promise<void> {
  await sql`select pg_notify('loa_board', ${String(directiveId)})`.execute(trx)
}
