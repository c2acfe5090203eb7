import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { EventPreview } from '../../contract/organisation.ts'
import { referenceOf } from '../directive/index.ts'

type Effects = Omit<EventPreview, 'today' | 'duplicates'>

/** What an event has written, read from the rows it wrote. */
export async function readEffects(trx: Db, eventId: number): Promise<Effects> {
  const { rows: units } = await sql<Effects['units'][number] & { along: boolean }>`
    with touched as (
      select (coalesce(c.after, c.before) ->> 'id')::bigint as id,
        bool_or(c.before is null) as founded,
        bool_or(c.before ->> 'valid_to' is null and c.after ->> 'valid_to' is not null) as ended,
        bool_or(c.before is not null and c.before ->> 'name' <> c.after ->> 'name') as renamed
      from organisation_change c where c.event_id = ${eventId} and c.table_name = 'unit' group by 1
    ), placed as (
      select (c.after ->> 'unit_id')::bigint as id, (array_agg((c.after ->> 'parent_id')::bigint order by c.id desc))[1] as parent_id
      from organisation_change c where c.event_id = ${eventId} and c.table_name = 'unit_parent' and c.before is null group by 1
    )
    select u.id, u.name, case when t.founded then 'founded' when t.ended then 'ended' when t.renamed then 'renamed' else 'moved' end as change,
      case when t.renamed then u.name when t.ended then null else p.name end as to,
      placed.id is null and not (t.founded or t.ended or t.renamed) as along
    from touched t full join placed on placed.id = t.id
    join unit u on u.id = coalesce(t.id, placed.id) left join unit p on p.id = placed.parent_id
    order by 3, u.name collate "vi-x-icu", u.id`.execute(trx)
  const { rows: obligations } = await sql<{
    directiveId: number
    number: number
    symbol: string
    unitName: string
    toUnitName: string | null
  }>`
    select e.directive_id as "directiveId", d.number, d.symbol, t.unit_name as "unitName", o.unit_name as "toUnitName"
    from organisation_effect e join directive d on d.id = e.directive_id join target t on t.id = e.target_id
    left join target o on o.id = e.to_target_id
    where e.event_id = ${eventId} and e.kind in ('target_moved', 'target_ended')
    order by d.issued_at desc, t.unit_name, t.id`.execute(trx)
  const { rows: counts } = await sql<
    Pick<Effects, 'unitsAsked' | 'peopleMoved' | 'peopleAsked' | 'peopleLeft'>
  >`
    select count(*) filter (where kind = 'target_made')::int as "unitsAsked",
      count(*) filter (where kind = 'recipient_moved')::int as "peopleMoved",
      count(*) filter (where kind = 'recipient_made')::int as "peopleAsked",
      count(*) filter (where kind = 'recipient_left')::int as "peopleLeft"
    from organisation_effect where event_id = ${eventId}`.execute(trx)
  const { rows: officers } = await sql<Effects['officers'][number]>`
    with gone as (
      select distinct (c.before ->> 'person_id')::bigint as person_id, (c.before ->> 'unit_id')::bigint as unit_id
      from organisation_change c where c.event_id = ${eventId} and c.table_name = 'post'
        and c.before ->> 'ended_at' is null and c.after ->> 'ended_at' is not null
    ), come as (
      select (c.after ->> 'person_id')::bigint as person_id, min((c.after ->> 'unit_id')::bigint) as unit_id
      from organisation_change c where c.event_id = ${eventId} and c.table_name = 'post' and c.before is null group by 1
    )
    select p.id as "personId", p.full_name as name, u.name as "unitName", n.name as "toUnitName"
    from gone g join person p on p.id = g.person_id join unit u on u.id = g.unit_id
    left join come c on c.person_id = g.person_id left join unit n on n.id = c.unit_id
    order by u.name collate "vi-x-icu", p.full_name collate "vi-x-icu", p.id, u.id`.execute(trx)
  const { rows: rest } = await sql<Pick<Effects, 'groups' | 'staff' | 'ownDirectives'>>`
    with ended as (
      select (c.after ->> 'id')::bigint as id from organisation_change c where c.event_id = ${eventId}
        and c.table_name = 'unit' and c.before ->> 'valid_to' is null and c.after ->> 'valid_to' is not null
    )
    select array(select distinct g.name from organisation_change c join chat_group g
        on g.id = coalesce(c.after ->> 'group_id', c.after ->> 'id', c.before ->> 'group_id')::bigint
        where c.event_id = ${eventId} and c.table_name in ('chat_group', 'chat_group_unit', 'chat_group_member') order by 1) as groups,
      (select count(distinct s.id)::int from staff s where s.unit_id in (select id from ended) and s.disabled_at is null) as staff,
      (select count(*)::int from directive d where d.owner_unit_id in (select id from ended)
        and d.state in ('held', 'sending', 'sent')) as "ownDirectives"`.execute(trx)
  return {
    units: units.filter((unit) => !unit.along).map(({ along: _, ...unit }) => unit),
    along: units.filter((unit) => unit.along).length,
    obligations: obligations.map(({ number, symbol, ...one }) => ({
      ...one,
      reference: referenceOf(number, symbol),
    })),
    ...counts[0]!,
    officers,
    ...rest[0]!,
  }
}
