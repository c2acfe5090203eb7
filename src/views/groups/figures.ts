import { type RawBuilder, sql } from 'kysely'

/** Somebody is a member on a day. */
export const isMember = (on: string, table = 'm'): RawBuilder<boolean> =>
  sql`${sql.ref(`${table}.valid_from`)} <= ${on}::date and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${on}::date)`

/**
 * The figures of groups (a select of their ids): (id, members, "toInvite", "toRemove", joined, left), the last two since a
 * moment. Each is the length of a list of the group's page.
 */
export const groupFigures = (
  groups: RawBuilder<unknown>,
  { on, since }: { on: string; since: Date },
): RawBuilder<unknown> => sql`
  select w.id, coalesce(m.members, 0) as members,
    case when w.platform = 'list' then 0 else coalesce(m.to_invite, 0) end as "toInvite",
    case when w.platform = 'list' then 0 else coalesce(s.to_remove, 0) end as "toRemove",
    coalesce(m.joined, 0) as joined, coalesce(m.left, 0) as left
  from chat_group w
  left join (
    select m.group_id, count(*) filter (where ${isMember(on)}) as members,
      count(*) filter (where ${isMember(on)} and not coalesce(s.in_chat, false)) as to_invite,
      count(*) filter (where m.joined_at >= ${since}::timestamptz) as joined,
      count(*) filter (where m.left_at >= ${since}::timestamptz) as left
    from chat_group_member m left join chat_group_seat s on s.group_id = m.group_id and s.person_id = m.person_id
    where m.group_id in (${groups}) group by m.group_id
  ) m on m.group_id = w.id
  left join (
    select s.group_id, count(*) as to_remove from chat_group_seat s
    where s.group_id in (${groups}) and s.in_chat and not exists (select from chat_group_member m
      where m.group_id = s.group_id and m.person_id = s.person_id and ${isMember(on)})
    group by s.group_id
  ) s on s.group_id = w.id
  where w.id in (${groups})`
