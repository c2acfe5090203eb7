import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

export interface Duplicate {
  readonly keepId: number
  readonly keepName: string
  readonly otherId: number
  readonly otherName: string
  readonly reasons: ('phone' | 'email' | 'zalo' | 'name')[]
}

/**
 * People of units that end who may be people of the successor, or of another unit that ends: the same number, address,
 * Zalo id or folded name. A telephone that an office shares says nothing.
 */
export async function findDuplicates(
  trx: Db,
  endedIds: readonly number[],
  successorIds: readonly number[],
): Promise<Duplicate[]> {
  const { rows } = await sql<Duplicate>`
    with old as (select distinct person_id as id from post where unit_id = any(${endedIds}::bigint[]) and ended_at is null),
    new as (select distinct person_id as id from post where unit_id = any(${successorIds}::bigint[]) and ended_at is null),
    everybody as (select id from old union select id from new),
    alike as (
      select x.person_id as a, y.person_id as b, case x.channel when 'sms' then 'phone' else x.channel end as reason
      from contact_point x
      join contact_point y on y.channel = x.channel and y.address = x.address
        and y.account_id is not distinct from x.account_id and y.person_id <> x.person_id
      where x.person_id in (select id from old) and y.person_id in (select id from everybody)
        and not x.is_shared_office and not y.is_shared_office and x.removed_at is null and y.removed_at is null
      union
      select p.id, q.id, 'name' from person p join person q on q.name_fold = p.name_fold and q.id <> p.id
      where p.id in (select id from old) and q.id in (select id from everybody)
    ), ordered as (
      -- Who is in the successor already is kept; of two others the one entered first.
      select distinct case when b in (select id from new) or (a not in (select id from new) and b < a) then b else a end as keep,
        case when b in (select id from new) or (a not in (select id from new) and b < a) then a else b end as other, reason
      from alike
    )
    select o.keep as "keepId", k.full_name as "keepName", o.other as "otherId", p.full_name as "otherName",
      array_agg(o.reason order by o.reason) as reasons
    from ordered o join person k on k.id = o.keep join person p on p.id = o.other
    where o.other in (select id from old) and o.other not in (select id from new)
    group by 1, 2, 3, 4 order by p.full_name collate "vi-x-icu", o.other, o.keep`.execute(trx)
  return rows
}

/** The contact points of a person who was entered twice become those of the one who is kept as well. */
export async function uniteContacts(
  trx: Db,
  same: readonly (readonly [other: number, keep: number])[],
): Promise<void> {
  if (same.length === 0) return
  await sql`
    insert into contact_point (person_id, channel, account_id, address, is_shared_office, window_until, verified_at, verified_how)
    select s.keep, c.channel, c.account_id, c.address, c.is_shared_office, c.window_until, c.verified_at, c.verified_how
    from unnest(${same.map(([other]) => other)}::bigint[], ${same.map(([, keep]) => keep)}::bigint[]) s (other, keep)
    join contact_point c on c.person_id = s.other and c.removed_at is null and c.state = 'ok'
    order by s.keep, c.id
    on conflict (person_id, channel, coalesce(account_id, 0), address) do nothing`.execute(trx)
}

export interface Carried {
  readonly personId: number
  readonly toUnitId: number
}

/** The contacts of these units, in the order in which each is called. */
export async function contactsOf(
  trx: Db,
  unitIds: readonly number[],
): Promise<{ personId: number; unitId: number }[]> {
  const { rows } = await sql<{ personId: number; unitId: number }>`
    select person_id as "personId", unit_id as "unitId" from post
    where unit_id = any(${unitIds}::bigint[]) and ended_at is null and contact_order is not null
    order by unit_id, contact_order, person_id`.execute(trx)
  return rows
}

/**
 * Makes people contact persons of another unit from a day on, called after those whom it has; one who holds a post there
 * already keeps it. Who answers for the new unit is decided by its own appointments.
 */
export async function makeContacts(
  trx: Db,
  carried: readonly Carried[],
  from: string,
  now: Date,
): Promise<void> {
  const rows = JSON.stringify(
    carried.map((one, index) => ({ index, person: one.personId, unit: one.toUnitId })),
  )
  await sql`
    insert into post (person_id, unit_id, position_code, contact_order, valid_from, appointed_at)
    select c.person, c.unit, 'LH',
      coalesce((select max(p.contact_order) from post p where p.unit_id = c.unit and p.ended_at is null), 0)
        + row_number() over (partition by c.unit order by c.index), ${from}::date, ${now}::timestamptz
    from (select distinct on (person, unit) * from jsonb_to_recordset(${rows}::jsonb) x (index int, person bigint, unit bigint)
      order by person, unit, index) c
    where not exists (select from post p where p.person_id = c.person and p.unit_id = c.unit and p.ended_at is null)
    order by c.index`.execute(trx)
}

/** Posts of these people in this unit end; they go with another part of it. */
export async function endPostsOf(
  trx: Db,
  unitId: number,
  personIds: readonly number[],
  on: string,
  now: Date,
): Promise<void> {
  await sql`update post set valid_to = greatest(${on}::date, valid_from), ended_at = ${now}, end_reason = 'moved'
    where unit_id = ${unitId} and ended_at is null and person_id = any(${personIds}::bigint[])`.execute(trx)
}

/** Groups by rule follow their rule (src/domain/chat-group). */
const byHand = sql`not exists (select from chat_group g where g.id = m.group_id and g.rule is not null)`

/**
 * Seats in chat groups that came with a post of these units go over to the person's post in a successor, or end with it;
 * whoever holds no post any more leaves the other groups as well.
 */
export async function settleSeats(trx: Db, unitIds: readonly number[], on: string, now: Date): Promise<void> {
  await sql`
    update chat_group_member m set post_id = next.id
    from post old, lateral (select p.id from post p where p.person_id = old.person_id and p.ended_at is null
      order by p.valid_from desc, p.id desc limit 1) next
    where m.post_id = old.id and m.valid_to is null and ${byHand} and old.unit_id = any(${unitIds}::bigint[]) and old.ended_at is not null`.execute(
    trx,
  )
  await sql`
    update chat_group_member m set valid_to = greatest(${on}::date, m.valid_from), left_at = ${now}
    where m.valid_to is null and ${byHand}
      and m.person_id in (select p.person_id from post p where p.unit_id = any(${unitIds}::bigint[]) and p.end_reason = 'unit_ended')
      and not exists (select from post p where p.person_id = m.person_id and p.ended_at is null)`.execute(trx)
}

/** The rights of officers on a unit of their own end with it. Staff of a federation keep reading its archive. */
export async function endOfficerRights(trx: Db, unitIds: readonly number[], now: Date): Promise<void> {
  await sql`update role_grant g set valid_to = ${now} from unit u join unit_type t on t.code = u.type_code and t.is_recipient
    where u.id = g.unit_id and g.unit_id = any(${unitIds}::bigint[]) and g.valid_to is null and g.valid_from < ${now}`.execute(
    trx,
  )
}

/** The rights that these people hold on a unit end with their posts there, also when the unit goes on. */
export async function endRightsOf(
  trx: Db,
  unitId: number,
  personIds: readonly number[],
  now: Date,
): Promise<void> {
  await sql`update role_grant g set valid_to = ${now} from staff s
    where s.id = g.staff_id and s.person_id = any(${personIds}::bigint[]) and g.unit_id = ${unitId} and g.valid_to is null
      and g.valid_from < ${now}`.execute(trx)
}

/** Gives back the rights that ended at that moment with the units or the posts of an event. */
export async function giveBackRights(trx: Db, eventId: number, endedAt: Date): Promise<void> {
  await sql`update role_grant g set valid_to = null where g.valid_to = ${endedAt} and (g.unit_id in (
    select (after ->> 'id')::bigint from organisation_change where event_id = ${eventId} and table_name = 'unit'
      and before ->> 'valid_to' is null and after ->> 'valid_to' is not null)
    or exists (select from organisation_change c join staff s on s.person_id = (c.after ->> 'person_id')::bigint
      where c.event_id = ${eventId} and c.table_name = 'post' and c.before ->> 'ended_at' is null and c.after ->> 'ended_at' is not null
        and (c.after ->> 'unit_id')::bigint = g.unit_id and s.id = g.staff_id))`.execute(trx)
}

/** A successor that no group is meant for is meant by the groups of those it follows. */
export async function inheritGroups(
  trx: Db,
  endedIds: readonly number[],
  successorIds: readonly number[],
): Promise<void> {
  await sql`
    insert into chat_group_unit (group_id, unit_id)
    select distinct g.group_id, s.id from chat_group_unit g cross join unnest(${successorIds}::bigint[]) s (id)
    join unit u on u.id = s.id join unit_type t on t.code = u.type_code and t.is_recipient
    where g.unit_id = any(${endedIds}::bigint[])
      and not exists (select from chat_group_unit o where o.unit_id = s.id)
    order by 1, 2`.execute(trx)
}

/** Areas that a unit looks after and chat groups that it keeps go over to another unit. */
export async function handOverDuties(
  trx: Db,
  fromIds: readonly number[],
  toId: number,
  on: string,
): Promise<void> {
  await sql`
    with going as (
      update unit_area set valid_to = ${on}::date
      where unit_id = any(${fromIds}::bigint[]) and role = 'in_charge' and valid_to is null and valid_from < ${on}::date
      returning area_id
    )
    insert into unit_area (unit_id, area_id, role, valid_from)
    select distinct ${toId}::bigint, g.area_id, 'in_charge', ${on}::date from going g
    where not exists (select from unit_area o where o.unit_id = ${toId} and o.area_id = g.area_id and o.role = 'in_charge'
      and o.valid_to is null)
    order by 2`.execute(trx)
  await sql`update chat_group set owner_unit_id = ${toId} where owner_unit_id = any(${fromIds}::bigint[])`.execute(
    trx,
  )
}
