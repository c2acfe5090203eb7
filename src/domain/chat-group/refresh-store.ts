import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupRule } from '../../contract/group.ts'
import { audienceQuery } from '../audience/index.ts'
import { ruleAudience } from './rules.ts'

export interface RuledGroup {
  readonly id: number
  readonly ownerUnitId: number
  readonly rule: GroupRule
}

/** Takes up to `limit` notes of changes; whatever somebody else is working on is left to them. Gives the federations. */
export async function takeDue(trx: Db, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with taken as (
      delete from chat_group_due where id in (
        select id from chat_group_due order by id limit ${limit} for update skip locked)
      returning owner_unit_id
    ) select distinct owner_unit_id as id from taken order by 1`.execute(trx)
  return rows.map((row) => row.id)
}

/** The groups by rule of these federations, held in the order of their ids. */
export async function holdRuled(trx: Db, owners: readonly number[]): Promise<RuledGroup[]> {
  const { rows } = await sql<RuledGroup>`
    select id, owner_unit_id as "ownerUnitId", rule from chat_group
    where owner_unit_id = any(${owners}::bigint[]) and rule is not null and ended_at is null
    order by id for no key update`.execute(trx)
  return rows
}

/** Federations with groups that were not brought up to date on this day: posts begin and end with a day. */
export async function notYetToday(db: Db, dayBegan: Date, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct g.owner_unit_id as id from chat_group g left join chat_group_refresh r on r.group_id = g.id
    where g.rule is not null and g.ended_at is null and (r.refreshed_at is null or r.refreshed_at < ${dayBegan}::timestamptz)
    order by 1 limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Somebody who left a post and stays through another one was never away, if both happened within this time. */
const SAME_ACT_MS = 60_000

/**
 * Who fits the rule joins, who no longer fits leaves: one statement. Whoever left a moment ago with a post and fits through
 * another one stays as if nothing had been.
 */
export async function alignMembers(
  trx: Db,
  group: RuledGroup,
  { on, at }: { on: string; at: Date },
): Promise<{ joined: number; left: number }> {
  const fits = audienceQuery(group.ownerUnitId, ruleAudience(group.rule, group.ownerUnitId), on).people
  const { rows } = await sql<{ joined: number; left: number }>`
    with fits as materialized (${fits}),
    back as (
      update chat_group_member m set valid_to = null, left_at = null, leave_reason = null, left_by = null,
        post_id = (select p.id from fits f join post p on p.person_id = f.person_id and p.unit_id = f.unit_id
          where f.person_id = m.person_id and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date)
          order by p.position_code <> f.position_code, p.id limit 1)
      where m.group_id = ${group.id} and m.valid_to = ${on}::date and m.leave_reason is null
        and m.left_at between ${new Date(at.getTime() - SAME_ACT_MS)}::timestamptz and ${at}::timestamptz
        and exists (select from fits f where f.person_id = m.person_id)
        and not exists (select from chat_group_member o where o.group_id = m.group_id and o.person_id = m.person_id
          and o.id > m.id and (o.valid_to is null or o.valid_to >= ${on}::date))
      returning m.person_id
    ), gone as (
      update chat_group_member m set valid_to = greatest(${on}::date, m.valid_from), left_at = ${at}, leave_reason = 'rule'
      where m.group_id = ${group.id} and (m.valid_to is null or m.valid_to > ${on}::date)
        and not exists (select from fits f where f.person_id = m.person_id)
      returning 1
    ), come as (
      insert into chat_group_member (group_id, person_id, post_id, valid_from, joined_at, join_reason)
      select ${group.id}::bigint, f.person_id, (select p.id from post p
          where p.person_id = f.person_id and p.unit_id = f.unit_id and p.position_code = f.position_code
            and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date) order by p.id limit 1),
        ${on}::date, ${at}::timestamptz, 'rule'
      from fits f
      where not exists (select from back b where b.person_id = f.person_id)
        and not exists (select from chat_group_member m where m.group_id = ${group.id} and m.person_id = f.person_id
          and (m.valid_to is null or m.valid_to > ${on}::date))
      order by f.person_id
      returning 1
    )
    select (select count(*) from come) as joined, (select count(*) from gone) as left`.execute(trx)
  return rows[0]!
}

export async function markRefreshed(trx: Db, ids: readonly number[], at: Date): Promise<void> {
  await sql`insert into chat_group_refresh (group_id, refreshed_at) select id, ${at} from unnest(${ids}::bigint[]) id order by id
    on conflict (group_id) do update set refreshed_at = excluded.refreshed_at`.execute(trx)
}
