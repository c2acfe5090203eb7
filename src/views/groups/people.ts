import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupPeople, GroupPeopleQuery, GroupPerson } from '../../contract/group.ts'
import { personFits } from '../../domain/people/index.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { nationalPhone } from '../../kernel/phone.ts'
import { isMember } from './figures.ts'
import { leftBecause } from './moves.ts'

/** (person_id, post_id, at, reason): one row a person of each list. */
const LISTS = {
  members: (id: number, on: string) => sql`
    select m.person_id, m.post_id, m.joined_at as at, coalesce(m.join_reason, 'unknown') as reason
    from chat_group_member m where m.group_id = ${id} and ${isMember(on)}`,
  invite: (id: number, on: string) => sql`
    select m.person_id, m.post_id, m.joined_at as at, coalesce(m.join_reason, 'unknown') as reason
    from chat_group_member m left join chat_group_seat s on s.group_id = m.group_id and s.person_id = m.person_id
    join chat_group g on g.id = m.group_id and g.platform <> 'list'
    where m.group_id = ${id} and ${isMember(on)} and not coalesce(s.in_chat, false)`,
  remove: (id: number, on: string) => sql`
    select s.person_id, last.post_id, last.left_at as at, coalesce(last.reason, 'unknown') as reason
    from chat_group_seat s
    join chat_group g on g.id = s.group_id and g.platform <> 'list'
    left join lateral (select m.post_id, m.left_at, ${leftBecause} as reason from chat_group_member m
      where m.group_id = s.group_id and m.person_id = s.person_id order by m.left_at desc nulls last, m.id desc limit 1) last on true
    where s.group_id = ${id} and s.in_chat and not exists (select from chat_group_member m
      where m.group_id = s.group_id and m.person_id = s.person_id and ${isMember(on)})`,
} as const

interface Row extends Omit<GroupPerson, 'since'> {
  readonly since: Date | null
  readonly given: string | null
  readonly family: string | null
  readonly middle: string | null
  readonly total: number
}

/** A page of a list of people, by tên, họ, đệm; `total` counts what `q` leaves. */
export async function groupPeople(
  db: Db,
  groupId: number,
  query: GroupPeopleQuery,
  { on, locale }: { on: string; locale: Locale },
): Promise<GroupPeople> {
  const after = readCursor(query.after, 4)
  const sorted = (text: unknown) => sql`${String(text ?? '')}::text collate "vi-x-icu"`
  const beyond = after
    ? sql`where (given, family, middle, "personId") > (${sorted(after[0])}, ${sorted(after[1])}, ${sorted(after[2])}, ${numberOf(after[3])}::bigint)`
    : sql``
  const { rows } = await sql<Row>`
    with listed as (${LISTS[query.list](groupId, on)}),
    found as (
      select p.id as "personId", p.full_name as name, l.post_id, l.at as since, l.reason,
        coalesce(p.given_name, '') collate "vi-x-icu" as given, coalesce(p.family_name, '') collate "vi-x-icu" as family,
        coalesce(p.middle_name, '') collate "vi-x-icu" as middle
      from listed l join person p on p.id = l.person_id where ${personFits(query.q)}
    ), page as (
      select * from found ${beyond} order by given, family, middle, "personId" limit ${query.limit + 1}
    )
    select f."personId", f.name, f.since, f.reason, f.given, f.family, f.middle, o.position, o."unitId", o."unitName", c.address as phone,
      (select count(*)::int from found) as total
    from page f
    left join lateral (
      select n.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as position, u.id as "unitId", u.name as "unitName"
      from post o join position n on n.code = o.position_code join unit u on u.id = o.unit_id where o.person_id = f."personId"
      -- The post through which they are in the group; else one held today; else the last one held.
      order by (o.id = f.post_id and (o.valid_to is null or o.valid_to > ${on}::date)) desc nulls last,
        (o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date)) desc, o.valid_to desc nulls first, n.rank, o.id
      limit 1) o on true
    left join lateral (select c.address from contact_point c where c.person_id = f."personId" and c.channel in ('sms', 'phone')
        and c.state <> 'invalid' and c.removed_at is null
      order by c.channel = 'phone', c.is_shared_office, c.id limit 1) c on true
    order by f.given, f.family, f.middle, f."personId"`.execute(db)
  const { items, next } = page(rows, query.limit, (last) =>
    cursorOf(last.given, last.family, last.middle, last.personId),
  )
  return {
    items: items.map(({ given: _, family: __, middle: ___, total: ____, ...person }) => ({
      ...person,
      phone: person.phone && nationalPhone(person.phone),
      since: person.since?.toISOString() ?? null,
    })),
    next,
    total: rows[0]?.total ?? 0,
  }
}
