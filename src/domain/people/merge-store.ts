import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'

export interface MergedPerson {
  readonly id: number
  readonly merged: boolean
  readonly erased: boolean
}

/** Two people who are seen from here, held in the order of their ids. */
export async function holdTwo(trx: Db, ids: readonly [number, number]): Promise<MergedPerson[]> {
  const { rows } = await sql<MergedPerson>`
    select id, merged_into is not null as merged, erased_at is not null as erased from person
    where id = any(${[...ids]}::bigint[]) order by id for update`.execute(trx)
  return rows
}

/** Posts of these people that are seen from here. */
export async function seenPosts(trx: Db, ids: readonly [number, number]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from post where person_id = any(${[...ids]}::bigint[])`.execute(trx)
  return rows[0]!.n
}

export interface InTheWay {
  readonly allPosts: number
  readonly otherIsStaff: boolean
  /** Posts of the same position in the same unit at one time that are not both held now. */
  readonly overlaps: boolean
}

export function inTheWay(trx: Db, keepId: number, otherId: number): Promise<InTheWay> {
  return beyondScope(trx, async (owner) => {
    const { rows } = await sql<InTheWay>`
      select (select count(*)::int from post where person_id in (${keepId}, ${otherId})) as "allPosts",
        exists (select from staff where person_id = ${otherId}) as "otherIsStaff",
        exists (select from post k join post o on o.unit_id = k.unit_id and o.position_code = k.position_code
          and daterange(o.valid_from, o.valid_to) && daterange(k.valid_from, k.valid_to)
          where k.person_id = ${keepId} and o.person_id = ${otherId} and (k.ended_at is not null or o.ended_at is not null)) as overlaps`.execute(
      owner,
    )
    return rows[0]!
  })
}

/**
 * Everything that hangs on one person hangs on the other from now on; what both have stands once. Returns the units in which
 * one of two posts fell away, whose order of contact is to be closed up.
 */
export function moveAll(
  trx: Db,
  { keepId, otherId, at, on }: { keepId: number; otherId: number; at: Date; on: string },
): Promise<number[]> {
  return beyondScope(trx, async (owner) => {
    const run = (query: ReturnType<typeof sql>) => query.execute(owner)
    const { rows } = await sql<{ unitId: number }>`
      update post o set valid_to = o.valid_from, ended_at = ${at}, end_reason = 'mistake', contact_order = null
      from post k where o.person_id = ${otherId} and k.person_id = ${keepId} and o.ended_at is null and k.ended_at is null
        and k.unit_id = o.unit_id and k.position_code = o.position_code
      returning o.unit_id as "unitId"`.execute(owner)
    await run(sql`update post set person_id = ${keepId} where person_id = ${otherId}`)
    await run(sql`update chat_group_member o set valid_to = greatest(${on}::date, o.valid_from), left_at = ${at}
      where o.person_id = ${otherId} and o.valid_to is null and exists (select from chat_group_member k
        where k.person_id = ${keepId} and k.group_id = o.group_id and (k.valid_to is null or k.valid_to > ${on}::date))`)
    await run(sql`update chat_group_member o set person_id = ${keepId} where o.person_id = ${otherId}
      and not exists (select from chat_group_member k where k.person_id = ${keepId} and k.group_id = o.group_id
        and daterange(k.valid_from, k.valid_to) && daterange(o.valid_from, o.valid_to))`)
    await run(sql`update chat_group_seat o set person_id = ${keepId} where o.person_id = ${otherId}
      and not exists (select from chat_group_seat k where k.person_id = ${keepId} and k.group_id = o.group_id)`)
    await run(sql`delete from chat_group_seat where person_id = ${otherId}`)
    // Somebody's proof, and somebody's wish to get no more, count wherever they were written down.
    await run(sql`update contact_point k set state = case when o.state = 'stopped' then 'stopped' else k.state end,
        removed_at = case when o.state = 'stopped' then k.removed_at when o.removed_at is null then null else k.removed_at end,
        verified_at = coalesce(k.verified_at, o.verified_at), verified_how = coalesce(k.verified_how, o.verified_how)
      from contact_point o where k.person_id = ${keepId} and o.person_id = ${otherId} and o.channel = k.channel
        and o.address = k.address and o.account_id is not distinct from k.account_id and (k.removed_at is null or o.state <> 'ok')`)
    // The other row keeps its own: messages that are under way to it, and the links it has, go on.
    await run(sql`insert into contact_point (person_id, channel, account_id, address, state, is_shared_office, window_until,
        last_success_at, last_failure_at, last_failure_reason, added_at, verified_at, verified_how, invalid_since)
      select ${keepId}, channel, account_id, address, state, is_shared_office, window_until, last_success_at, last_failure_at,
        last_failure_reason, added_at, verified_at, verified_how, invalid_since
      from contact_point where person_id = ${otherId} and removed_at is null order by id
      on conflict (person_id, channel, coalesce(account_id, 0), address) do nothing`)
    await run(sql`update consent o set person_id = ${keepId} where o.person_id = ${otherId} and (o.withdrawn_at is not null
      or not exists (select from consent k where k.person_id = ${keepId} and k.purpose = o.purpose
        and k.channel is not distinct from o.channel and k.withdrawn_at is null))`)
    await run(sql`insert into objection (person_id, channel, at, how, recorded_by)
      select ${keepId}, channel, at, how, recorded_by from objection where person_id = ${otherId} and ended_at is null order by id
      on conflict do nothing`)
    await run(sql`update data_request set person_id = ${keepId} where person_id = ${otherId}`)
    await run(sql`insert into device (token_hash, person_id, first_seen_at, remembered_until)
      select token_hash, ${keepId}, first_seen_at, remembered_until from device where person_id = ${otherId} order by id
      on conflict (token_hash, person_id) do nothing`)
    await run(sql`update person set home_unit_id = coalesce(home_unit_id, (select home_unit_id from person where id = ${otherId}))
      where id = ${keepId}`)
    await run(
      sql`update person set merged_into = ${keepId} where merged_into = ${otherId} or id = ${otherId}`,
    )
    await run(sql`update person set home_unit_id = null where id = ${otherId}`)
    return [...new Set(rows.map((row) => row.unitId))]
  })
}

/** True when nobody had said so before. */
export async function keepApart(
  trx: Db,
  pair: { oneId: number; otherId: number; at: Date; by: number | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into person_apart (one_id, other_id, at, by_staff)
    values (${Math.min(pair.oneId, pair.otherId)}, ${Math.max(pair.oneId, pair.otherId)}, ${pair.at}, ${pair.by})
    on conflict do nothing`.execute(trx)
  return Number(numAffectedRows ?? 0) > 0
}
