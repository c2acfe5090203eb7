import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { firstFeasibleContactOf } from '../../channel/index.ts'

/** A unit that ends, and who carries its obligations on; `main` is null when nobody does. */
export interface EndedUnit {
  readonly unitId: number
  readonly main: number | null
  readonly successors: readonly number[]
  /** Stands beside the unit that left the denominator: «145/QĐ-LĐLĐ → Công đoàn …». */
  readonly reason: string
}

export interface OpenTarget {
  readonly targetId: number
  readonly directiveId: number
  readonly unitId: number
}

/**
 * The unanswered targets of these units in directives that are under way, held: directives first, then targets, each in
 * the order of their ids, as everybody holds them.
 */
export async function holdOpenTargets(trx: Db, unitIds: readonly number[]): Promise<OpenTarget[]> {
  await sql`select from directive d where d.state in ('held', 'sending', 'sent') and d.replaced_at is null
    and d.id in (select t.directive_id from target t where t.unit_id = any(${unitIds}::bigint[]))
    order by d.id for share`.execute(trx)
  const { rows } = await sql<OpenTarget>`
    select t.id as "targetId", t.directive_id as "directiveId", t.unit_id as "unitId"
    from target t join directive d on d.id = t.directive_id
    where t.unit_id = any(${unitIds}::bigint[]) and t.acknowledged_at is null and t.excluded_at is null
      and d.state in ('held', 'sending', 'sent') and d.replaced_at is null and d.acknowledge
    order by t.id for no key update of t`.execute(trx)
  return rows
}

/** Every pair of an open target and a successor that shall have one of its own. */
const pairs = (open: readonly OpenTarget[], ended: readonly EndedUnit[]) => {
  const of = new Map(ended.map((unit) => [unit.unitId, unit]))
  return open.flatMap((target) =>
    (of.get(target.unitId)?.successors ?? []).map((successor) => ({
      target: target.targetId,
      directive: target.directiveId,
      successor,
      main: successor === of.get(target.unitId)?.main,
    })),
  )
}

const pairRows = (open: readonly OpenTarget[], ended: readonly EndedUnit[]) =>
  sql<{
    target: number
    directive: number
    successor: number
    main: boolean
  }>`jsonb_to_recordset(${JSON.stringify(pairs(open, ended))}::jsonb) as x (target bigint, directive bigint, successor bigint, main boolean)`

/**
 * Gives each successor that is not asked yet a target of its own, named as it is called today. It has taken the steps
 * that its predecessors had taken: nobody is reminded anew from the first step on. Returns how many were made.
 */
export async function makeTargets(
  trx: Db,
  eventId: number,
  open: readonly OpenTarget[],
  ended: readonly EndedUnit[],
  on: string,
): Promise<number> {
  const result = await sql`
    with wanted as (
      select x.directive, x.successor, max(t.escalation_step) as step, min(t.overdue_since) as overdue, min(t.to_call_since) as to_call
      from ${pairRows(open, ended)} join target t on t.id = x.target
      join unit u on u.id = x.successor join unit_type k on k.code = u.type_code and k.is_recipient
      where not exists (select from target o where o.directive_id = x.directive and o.unit_id = x.successor)
      group by x.directive, x.successor
    ), made as (
      insert into target (directive_id, unit_id, unit_name, area_name, sector_code, parents, workers, escalation_step,
        overdue_since, to_call_since)
      select w.directive, u.id, u.name, a.name, u.sector_code,
        case when nlevel(u.path) > 1 then loa_parent_names(subpath(u.path, 0, -1)) else '[]' end, h.workers,
        w.step, w.overdue, w.to_call
      from wanted w join unit u on u.id = w.successor left join area a on a.id = u.area_id
      left join lateral (select c.workers from unit_headcount c where c.unit_id = u.id and c.as_of <= ${on}::date
        order by c.as_of desc limit 1) h on true
      order by w.directive, u.id
      returning id, directive_id
    )
    insert into organisation_effect (event_id, kind, directive_id, target_id)
    select ${eventId}::bigint, 'target_made', directive_id, id from made`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** Takes the ended units out of the denominators, with the reason and with the row that carries each on. */
export async function leaveDenominators(
  trx: Db,
  eventId: number,
  open: readonly OpenTarget[],
  ended: readonly EndedUnit[],
  by: { readonly staffId: number | null; readonly at: Date },
): Promise<{ moved: number; ended: number }> {
  const reasons = JSON.stringify(ended.map((unit) => ({ unit: unit.unitId, reason: unit.reason })))
  const { rows } = await sql<{ moved: number; ended: number }>`
    with gone as (
      select t.id, t.directive_id, r.reason, (select o.id from ${pairRows(open, ended)}
        join target o on o.directive_id = x.directive and o.unit_id = x.successor
        where x.target = t.id and x.main) as to_id
      from target t join jsonb_to_recordset(${reasons}::jsonb) r (unit bigint, reason text) on r.unit = t.unit_id
      where t.id = any(${open.map((target) => target.targetId)}::bigint[])
    ), left_out as (
      update target t set excluded_at = ${by.at}, excluded_by = ${by.staffId}, excluded_reason = g.reason
      from gone g where t.id = g.id
    ), filed as (
      insert into organisation_effect (event_id, kind, directive_id, target_id, to_target_id)
      select ${eventId}::bigint, case when to_id is null then 'target_ended' else 'target_moved' end, directive_id, id, to_id
      from gone returning kind
    )
    select count(*) filter (where kind = 'target_moved')::int as moved, count(*) filter (where kind = 'target_ended')::int as ended
    from filed`.execute(trx)
  return rows[0]!
}

/**
 * People of the ended units who hold a post in a successor, or were found to be one of its people, answer for it from now
 * on: with the link they have, without a second message. `same`: [the person asked, the person they are].
 */
export async function movePeople(
  trx: Db,
  eventId: number,
  open: readonly OpenTarget[],
  ended: readonly EndedUnit[],
  same: readonly (readonly [number, number])[],
): Promise<number> {
  const aliases = JSON.stringify(same.map(([other, keep]) => ({ other, keep })))
  const { rows } = await sql<{ moved: number }>`
    with alias as (select * from jsonb_to_recordset(${aliases}::jsonb) a (other bigint, keep bigint)),
    way as (
      select distinct on (r.id) r.id, r.directive_id, r.target_id, o.id as to_id
      from ${pairRows(open, ended)}
      join target o on o.directive_id = x.directive and o.unit_id = x.successor
      join recipient r on r.target_id = x.target
      left join alias a on a.other = r.person_id
      join post p on p.person_id in (r.person_id, a.keep) and p.unit_id = x.successor and p.ended_at is null
      order by r.id, p.contact_order nulls last, x.main desc, x.successor
    ), filed as (
      insert into organisation_effect (event_id, kind, directive_id, target_id, to_target_id, recipient_id)
      select ${eventId}::bigint, 'recipient_moved', directive_id, target_id, to_id, id from way order by id
      returning recipient_id, to_target_id
    )
    select recipient_id as id, to_target_id as to_id from filed`
    .execute(trx)
    .then(async ({ rows: filed }) =>
      // A second statement: the database lets a recipient follow only a fact that is filed.
      sql<{ moved: number }>`
        with moved as (
          update recipient r set target_id = f.to_id
          from jsonb_to_recordset(${JSON.stringify(filed)}::jsonb) f (id bigint, to_id bigint) where r.id = f.id returning r.id
        ) select count(*)::int as moved from moved`.execute(trx),
    )
  return rows[0]!.moved
}

/**
 * Asks the contacts of successors that got a row of their own, each person who is not asked yet, while the directive is
 * still of use. In directives whose undo window is open the release sends to them; in the others a message is queued for
 * `dueAt` of its urgency.
 */
export async function askSuccessors(
  trx: Db,
  eventId: number,
  same: readonly (readonly [number, number])[],
  dueAt: readonly Date[],
  now: Date,
): Promise<number> {
  const { rows: owners } = await sql<{ id: number }>`
    select distinct d.owner_unit_id as id from organisation_effect e join directive d on d.id = e.directive_id
    where e.event_id = ${eventId} and e.kind = 'target_made' and d.valid_until > ${now} order by 1`.execute(
    trx,
  )
  const aliases = JSON.stringify(same.map(([other, keep]) => ({ other, keep })))
  let asked = 0
  for (const owner of owners) {
    const { rows } = await sql<{ asked: number }>`
      with alias as (select * from jsonb_to_recordset(${aliases}::jsonb) a (other bigint, keep bigint)),
      wanted as materialized (
        select distinct on (d.id, p.person_id) d.id as directive_id, d.state, d.urgency, d.message_class, d.valid_until, t.id as target_id,
          p.person_id, p.position_code, p.contact_order
        from organisation_effect e
        join directive d on d.id = e.directive_id and d.owner_unit_id = ${owner.id} and d.valid_until > ${now}
        join target t on t.id = e.target_id
        join post p on p.unit_id = t.unit_id and p.ended_at is null and p.contact_order is not null
        where e.event_id = ${eventId} and e.kind = 'target_made'
          and not exists (select from recipient r where r.directive_id = d.id
            and (r.person_id = p.person_id or r.person_id in (select other from alias where keep = p.person_id)))
        order by d.id, p.person_id, p.contact_order
      ), reached as materialized (
        select w.*, f.channel, f.account_id, f.contact_point_id, f.address
        from wanted w left join lateral (${firstFeasibleContactOf(owner.id, sql`w.person_id`, sql`w.message_class`)}) f on true
      ), made as (
        insert into recipient (directive_id, person_id, target_id, person_name, position_code, contact_order, channel, problem)
        select w.directive_id, w.person_id, w.target_id, n.full_name, w.position_code, w.contact_order, w.channel,
          case when w.channel is null then 'no_channel' end
        from reached w join person n on n.id = w.person_id order by w.directive_id, w.person_id
        returning id, directive_id, person_id, target_id
      ), queued as (
        insert into delivery (directive_id, recipient_id, purpose, channel, account_id, contact_point_id, address,
          urgency, due_at, valid_until, created_at)
        select m.directive_id, m.id, 'issue', w.channel, w.account_id, w.contact_point_id, w.address, w.urgency,
          (${dueAt}::timestamptz[])[w.urgency + 1], w.valid_until, ${now}::timestamptz
        from made m join reached w using (directive_id, person_id)
        where w.channel is not null and w.state in ('sending', 'sent') order by m.id
      ), filed as (
        insert into organisation_effect (event_id, kind, directive_id, target_id, recipient_id)
        select ${eventId}::bigint, 'recipient_made', directive_id, target_id, id from made
      )
      select count(*)::int as asked from made`.execute(trx)
    asked += rows[0]!.asked
  }
  return asked
}

/**
 * People of the ended units who stand for none of the successors: their links close and nothing more leaves for them, as
 * when a post ends (src/domain/people). Gives the recipients concerned.
 */
export async function closeLeft(
  trx: Db,
  eventId: number,
  ended: readonly EndedUnit[],
  same: readonly (readonly [number, number])[],
  at: Date,
): Promise<number[]> {
  const follows = JSON.stringify(
    ended.flatMap((unit) => unit.successors.map((successor) => ({ unit: unit.unitId, successor }))),
  )
  const aliases = JSON.stringify(same.map(([other, keep]) => ({ other, keep })))
  const { rows } = await sql<{ recipientId: number }>`
    with alias as (select * from jsonb_to_recordset(${aliases}::jsonb) a (other bigint, keep bigint)),
    follows as (select * from jsonb_to_recordset(${follows}::jsonb) f (unit bigint, successor bigint)),
    leaving as materialized (
      select r.id, r.directive_id from recipient r join target t on t.id = r.target_id join directive d on d.id = r.directive_id
      where t.unit_id = any(${ended.map((unit) => unit.unitId)}::bigint[]) and r.left_at is null and r.disowned_at is null
        and d.issued_at is not null
        and not exists (select from follows f join post p on p.unit_id = f.successor and p.ended_at is null
          where f.unit = t.unit_id and (p.person_id = r.person_id or p.person_id in (select keep from alias where other = r.person_id)))
      order by r.id for no key update of r
    ), closed as (
      update recipient set disowned_at = ${at}, left_at = ${at} where id in (select id from leaving)
    ), links as (
      update access_link set revoked_at = ${at} where recipient_id in (select id from leaving) and revoked_at is null
    ), waiting as materialized (
      select v.id, v.directive_id, v.recipient_id from delivery v
      where v.recipient_id in (select id from leaving) and v.state = 'queued' order by v.id for update of v
    ), gone as (
      update delivery set state = 'cancelled' where id in (select id from waiting)
    ), filed as (
      insert into organisation_effect (event_id, kind, directive_id, recipient_id, delivery_id)
      select ${eventId}::bigint, 'delivery_cancelled', directive_id, recipient_id, id from waiting
    )
    insert into organisation_effect (event_id, kind, directive_id, recipient_id)
    select ${eventId}::bigint, 'recipient_left', directive_id, id from leaving
    returning recipient_id as "recipientId"`.execute(trx)
  return rows.map((row) => row.recipientId)
}

/**
 * Officers whose post in a unit ended while the unit goes on: their links of what it was asked close, nothing more leaves
 * for them, and the unit's next officer takes their place, as when a post ends by itself (loa_leave_post). Filed, so that an
 * undo finds it. Gives the recipients concerned.
 */
export async function closeMoved(
  trx: Db,
  eventId: number,
  { unitId, personIds }: { readonly unitId: number; readonly personIds: readonly number[] },
  at: Date,
): Promise<number[]> {
  const { rows } = await sql<{ recipientId: number }>`
    with leaving as materialized (
      select r.id, r.directive_id, r.target_id, r.person_id, d.state from recipient r join target t on t.id = r.target_id
      join directive d on d.id = r.directive_id
      where t.unit_id = ${unitId} and r.person_id = any(${personIds}::bigint[]) and r.left_at is null
      order by r.id for no key update of r
    ), closed as (
      update recipient set disowned_at = coalesce(disowned_at, ${at}::timestamptz), left_at = ${at} where id in (select id from leaving)
    ), links as (
      update access_link set revoked_at = ${at} where recipient_id in (select id from leaving) and revoked_at is null
    ), waiting as materialized (
      select v.id, v.directive_id, v.recipient_id from delivery v
      where v.recipient_id in (select id from leaving) and v.state = 'queued' order by v.id for update of v
    ), gone as (
      update delivery set state = 'cancelled' where id in (select id from waiting)
    ), next as (
      insert into replacement (directive_id, target_id, from_recipient_id, post_id, at)
      select l.directive_id, l.target_id, l.id, p.id, ${at} from leaving l
      cross join lateral (select id from post where unit_id = ${unitId} and person_id = l.person_id and ended_at = ${at}::timestamptz
        order by id desc limit 1) p
      where l.state in ('held', 'sending', 'sent') order by l.id
      on conflict (from_recipient_id) do update set post_id = excluded.post_id, at = excluded.at, outcome = null,
        to_recipient_id = null, settled_at = null
    ), filed as (
      insert into organisation_effect (event_id, kind, directive_id, recipient_id, delivery_id)
      select ${eventId}::bigint, 'delivery_cancelled', directive_id, recipient_id, id from waiting
    )
    insert into organisation_effect (event_id, kind, directive_id, recipient_id)
    select ${eventId}::bigint, 'recipient_left', directive_id, id from leaving
    returning recipient_id as "recipientId"`.execute(trx)
  return rows.map((row) => row.recipientId)
}

/** Directives whose numbers an event changed. */
export async function directivesOf(trx: Db, eventId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select distinct directive_id as id from organisation_effect
    where event_id = ${eventId} order by 1`.execute(trx)
  return rows.map((row) => row.id)
}

/** Has anything happened that an undo would tear away: an answer, a message on its way, a call, a question? */
export async function isBuiltOn(trx: Db, eventId: number): Promise<boolean> {
  const { rows } = await sql<{ built: boolean }>`
    select exists (
      select from organisation_effect e join target t on t.id = e.target_id
      where e.event_id = ${eventId} and e.kind = 'target_made' and (t.acknowledged_at is not null or t.excluded_at is not null
        or exists (select from call_result c where c.target_id = t.id) or exists (select from nudge n where n.target_id = t.id))
    ) or exists (
      select from organisation_effect e join recipient r on r.id = e.recipient_id
      where e.event_id = ${eventId} and e.kind = 'recipient_moved' and r.acknowledged_at is not null
        and r.acknowledged_at > (select applied_at from organisation_event where id = ${eventId})
    ) or exists (
      select from organisation_effect e join recipient r on r.id = e.recipient_id
      where e.event_id = ${eventId} and e.kind = 'recipient_made' and (r.stage > 0
        or exists (select from delivery v where v.recipient_id = r.id and v.state <> 'queued'))
    ) or exists (
      select from organisation_effect e join replacement p on p.from_recipient_id = e.recipient_id
      where e.event_id = ${eventId} and e.kind = 'recipient_left' and p.outcome = 'sent'
        and p.at = (select left_at from recipient r where r.id = e.recipient_id)
    ) as built`.execute(trx)
  return rows[0]!.built
}

/**
 * Puts everything back as it was before the event; call in an undo (the database lets recipients return only there). Gives
 * those who had left and whose directive is under way: how they stand follows from their messages again.
 */
export async function takeBack(trx: Db, eventId: number): Promise<number[]> {
  const of = (kind: string) => sql`organisation_effect e where e.event_id = ${eventId} and e.kind = ${kind}`
  await sql`select begin_organisation_undo()`.execute(trx)
  await sql`update recipient r set target_id = e.target_id from ${of('recipient_moved')} and r.id = e.recipient_id`.execute(
    trx,
  )
  await sql`update target t set excluded_at = null, excluded_by = null, excluded_reason = null
    from organisation_effect e where e.event_id = ${eventId} and e.kind in ('target_moved', 'target_ended') and t.id = e.target_id`.execute(
    trx,
  )
  await sql`update access_link l set revoked_at = null from ${of('recipient_left')} and l.recipient_id = e.recipient_id
    and l.revoked_at = (select left_at from recipient r where r.id = e.recipient_id)`.execute(trx)
  await sql`delete from replacement p using recipient r, ${of('recipient_left')} and r.id = e.recipient_id
    and p.from_recipient_id = r.id and p.at = r.left_at`.execute(trx)
  await sql`update recipient r set left_at = null, disowned_at = null from ${of('recipient_left')} and r.id = e.recipient_id`.execute(
    trx,
  )
  await sql`update delivery v set state = 'queued' from ${of('delivery_cancelled')} and v.id = e.delivery_id
    and v.state = 'cancelled'`.execute(trx)
  const { rows } = await sql<{ kind: string; recipient_id: number | null; target_id: number | null }>`
    delete from organisation_effect where event_id = ${eventId} returning kind, recipient_id, target_id`.execute(
    trx,
  )
  const ids = (kind: string, key: 'recipient_id' | 'target_id') =>
    rows.flatMap((row) => (row.kind === kind && row[key] !== null ? [row[key]] : []))
  const recipients = ids('recipient_made', 'recipient_id')
  await sql`delete from delivery where recipient_id = any(${recipients}::bigint[])`.execute(trx)
  await sql`delete from recipient where id = any(${recipients}::bigint[])`.execute(trx)
  await sql`delete from target where id = any(${ids('target_made', 'target_id')}::bigint[])`.execute(trx)
  await sql`select end_organisation_undo()`.execute(trx)
  // Of a directive that is held nothing has left: the problem is what the issue said.
  const { rows: back } = await sql<{ id: number; held: boolean }>`
    with back as (select r.id, r.channel, d.state = 'held' as held from recipient r join directive d on d.id = r.directive_id
      where r.id = any(${ids('recipient_left', 'recipient_id')}::bigint[])),
    as_issued as (update recipient r set problem = case when b.channel is null then 'no_channel' end from back b
      where b.held and r.id = b.id)
    select id, held from back order by id`.execute(trx)
  return back.filter((one) => !one.held).map((one) => one.id)
}
