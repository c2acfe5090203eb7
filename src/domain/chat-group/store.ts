import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupPlatform, GroupRule } from '../../contract/group.ts'

export interface HeldGroup {
  readonly id: number
  readonly ownerUnitId: number
  readonly platform: GroupPlatform
  readonly rule: GroupRule | null
}

/** The group, held; null when there is none here or it has ended. */
export async function holdGroup(trx: Db, id: number): Promise<HeldGroup | null> {
  const { rows } = await sql<HeldGroup>`
    select id, owner_unit_id as "ownerUnitId", platform, rule from chat_group where id = ${id} and ended_at is null
    for no key update`.execute(trx)
  return rows[0] ?? null
}

const asJson = (rule: GroupRule | null) => sql`${rule === null ? null : JSON.stringify(rule)}::jsonb`
/** After the groups that the federation put in an order of its own. */
const BEHIND = 1000

export async function insertGroup(
  trx: Db,
  group: Omit<HeldGroup, 'id'> & { name: string; url: string | null },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into chat_group (code, owner_unit_id, name, platform, url, rule, sort)
    values ('G-' || gen_random_uuid(), ${group.ownerUnitId}, ${group.name}, ${group.platform}, ${group.url}, ${asJson(group.rule)}, ${BEHIND})
    returning id`.execute(trx)
  return rows[0]!.id
}

export async function updateGroup(
  trx: Db,
  id: number,
  group: { name: string; url: string | null; rule: GroupRule | null },
): Promise<void> {
  await sql`update chat_group set name = ${group.name}, url = ${group.url}, rule = ${asJson(group.rule)} where id = ${id}`.execute(
    trx,
  )
}

export async function closeGroup(trx: Db, id: number, at: Date): Promise<void> {
  await sql`update chat_group set ended_at = ${at} where id = ${id}`.execute(trx)
}

interface Moment {
  /** Local day, yyyy-mm-dd. */
  readonly on: string
  readonly at: Date
  readonly by: number | null
}

/** People named one by one become members, each through their first post of the day; who is one stays one. Gives how many joined. */
export async function joinByHand(
  trx: Db,
  groupId: number,
  personIds: readonly number[],
  { on, at, by }: Moment,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into chat_group_member (group_id, person_id, post_id, valid_from, joined_at, join_reason, joined_by)
    select ${groupId}::bigint, w.id, o.id, ${on}::date, ${at}::timestamptz, 'hand', ${by}::bigint
    from person w
    left join lateral (select o.id from post o join position n on n.code = o.position_code
      where o.person_id = w.id and o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date)
      order by o.contact_order nulls last, n.rank, o.id limit 1) o on true
    where w.id = any(${personIds}::bigint[]) and not exists (select from chat_group_member m
      where m.group_id = ${groupId} and m.person_id = w.id and (m.valid_to is null or m.valid_to > ${on}::date))
    order by w.id`.execute(trx)
  return Number(numAffectedRows ?? 0)
}

/** Ends the membership of these people, or of everybody (null). Gives how many left. */
export async function leave(
  trx: Db,
  groupId: number,
  personIds: readonly number[] | null,
  { on, at, by, reason }: Moment & { reason: 'hand' | 'group_ended' },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update chat_group_member m set valid_to = greatest(${on}::date, m.valid_from), left_at = ${at},
      leave_reason = ${reason}, left_by = ${by}
    where m.group_id = ${groupId} and (m.valid_to is null or m.valid_to > ${on}::date)
      and (${personIds}::bigint[] is null or m.person_id = any(${personIds}::bigint[]))`.execute(trx)
  return Number(numAffectedRows ?? 0)
}

/** Gives of how many people the seat changed. */
export async function writeSeats(
  trx: Db,
  groupId: number,
  seats: { personIds: readonly number[]; inChat: boolean; at: Date; by: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into chat_group_seat as s (group_id, person_id, in_chat, at, by_staff)
    select ${groupId}::bigint, p.id, ${seats.inChat}::boolean, ${seats.at}::timestamptz, ${seats.by}::bigint
    from person p where p.id = any(${seats.personIds}::bigint[]) and exists (select from chat_group_member m
      where m.group_id = ${groupId} and m.person_id = p.id) order by p.id
    on conflict (group_id, person_id) do update set in_chat = excluded.in_chat, at = excluded.at, by_staff = excluded.by_staff
      where s.in_chat <> excluded.in_chat`.execute(trx)
  return Number(numAffectedRows ?? 0)
}
