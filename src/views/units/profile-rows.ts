import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { UnitEvent, UnitProfile } from '../../contract/units.ts'
import type { PointRow } from './reach.ts'
import { type Day, inForce, pointJson } from './rows.ts'

const nameIn = (day: Day, table: string): RawBuilder<string> =>
  sql.ref(`${table}.${day.locale === 'en' ? 'name_en' : 'name_vi'}`)

type Facts = Pick<
  UnitProfile,
  | 'id'
  | 'code'
  | 'name'
  | 'shortName'
  | 'typeCode'
  | 'typeName'
  | 'isRecipient'
  | 'sectorCode'
  | 'sectorName'
  | 'subsector'
  | 'address'
  | 'note'
  | 'seat'
  | 'inCharge'
  | 'validFrom'
  | 'validTo'
  | 'letterhead'
  | 'formerNames'
  | 'above'
  | 'below'
  | 'groups'
>

/** What a unit is: its row, its dated names, areas and places; of one that has ended as they were on its last day. */
export async function unitFacts(db: Db, id: number, day: Day): Promise<Facts | null> {
  const { on } = day
  const { rows } = await sql<Facts>`
    with recursive it as materialized (select u.*, least(${on}::date, u.valid_to - 1) as at from unit u where u.id = ${id}),
    above as (
      select e.parent_id as id, 1 as height from it join unit_parent e on e.unit_id = it.id
        and e.valid_from <= it.at and (e.valid_to is null or e.valid_to > it.at)
      union all
      select e.parent_id, a.height + 1 from above a join unit_parent e on e.unit_id = a.id
        and e.valid_from <= (select at from it) and (e.valid_to is null or e.valid_to > (select at from it))
    )
    select it.id, it.code, it.name, it.short_name as "shortName", it.type_code as "typeCode", ${nameIn(day, 't')} as "typeName",
      t.is_recipient as "isRecipient", it.sector_code as "sectorCode", ${nameIn(day, 's')} as "sectorName", it.subsector,
      it.address, it.note, it.valid_from as "validFrom", it.valid_to as "validTo",
      case when a.id is not null then json_build_object('id', a.id, 'name', a.name) end as seat,
      (select coalesce(json_agg(json_build_object('id', x.area_id, 'name', n.name) order by n.name collate "vi-x-icu"), '[]')
        from unit_area x join area n on n.id = x.area_id where x.unit_id = it.id and x.role = 'in_charge'
          and x.valid_from <= it.at and (x.valid_to is null or x.valid_to > it.at)) as "inCharge",
      json_build_object('upper', coalesce(h.letterhead_upper, upper(coalesce(p.short_name, p.name))),
        'own', coalesce(h.letterhead_own, upper(coalesce(h.short_name, it.short_name, it.name))), 'symbol', h.symbol,
        'placeName', h.place_name) as letterhead,
      (select coalesce(json_agg(json_build_object('name', n.name, 'from', n.valid_from, 'until', n.valid_to)
          order by n.valid_from desc), '[]')
        from unit_name n where n.unit_id = it.id and n.valid_to <= ${on}::date and n.name <> it.name) as "formerNames",
      (select coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) order by a.height desc), '[]')
        from above a join unit u on u.id = a.id) as above,
      (select coalesce(json_agg(json_build_object('typeCode', x.code, 'typeName', ${nameIn(day, 'x')}, 'units', n.units)
          order by x.is_recipient, x.code), '[]')
        from (select c.type_code, count(*) as units from unit_parent e join unit c on c.id = e.unit_id
          where e.parent_id = it.id and ${inForce('e', on)} group by c.type_code) n
        join unit_type x on x.code = n.type_code) as below,
      (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) order by g.sort, g.id), '[]')
        from chat_group_unit m join chat_group g on g.id = m.group_id where m.unit_id = it.id) as groups
    from it join unit_type t on t.code = it.type_code
    left join sector s on s.code = it.sector_code
    left join lateral (select x.area_id from unit_area x where x.unit_id = it.id and x.role = 'seat'
      and x.valid_from <= it.at and (x.valid_to is null or x.valid_to > it.at) limit 1) seat on true
    left join area a on a.id = seat.area_id
    left join unit_name h on h.unit_id = it.id and h.valid_from <= it.at and (h.valid_to is null or h.valid_to > it.at)
    left join unit p on p.id = (select above.id from above where height = 1)`.execute(db)
  return rows[0] ?? null
}

export interface OfficerRow {
  readonly postId: number
  readonly personId: number
  readonly name: string
  readonly salutation: string | null
  readonly position: string
  readonly contactOrder: number | null
  readonly from: string
  readonly until: string | null
  readonly points: readonly (PointRow & { address: string; shared: boolean; verified: boolean })[] | null
  readonly openLinks: number
  readonly waiting: number
}

/** Who holds a post, in the order in which they are called; with their addresses and what still waits for them. */
export async function unitOfficers(db: Db, id: number, day: Day, now: Date): Promise<OfficerRow[]> {
  const { rows } = await sql<OfficerRow>`
    with waiting as (
      select r.person_id, count(*)::int as directives
      from (select t.id, t.directive_id from target t where t.unit_id = ${id} and t.excluded_at is null
          and t.acknowledged_at is null order by t.id desc limit 200) t
      join directive d on d.id = t.directive_id and d.state in ('sending', 'sent') and d.replaced_at is null
        and d.valid_until > ${now}::timestamptz
      join recipient r on r.target_id = t.id and r.left_at is null and r.disowned_at is null group by r.person_id
    )
    select o.id as "postId", p.id as "personId", p.full_name as name, p.salutation, ${nameIn(day, 'n')} as position,
      o.contact_order as "contactOrder", o.valid_from as "from", o.valid_to as until,
      (select json_agg((${pointJson}::jsonb || jsonb_build_object('address', cp.address, 'shared', cp.is_shared_office,
          'verified', cp.verified_at is not null)) order by array_position(array['sms', 'phone', 'zalo', 'telegram', 'email'], cp.channel), cp.id)
        from contact_point cp where cp.person_id = p.id and cp.removed_at is null) as points,
      coalesce(l.links, 0) as "openLinks", coalesce(w.directives, 0) as waiting
    from post o join person p on p.id = o.person_id join position n on n.code = o.position_code
    left join loa_open_links(${id}, ${now}::timestamptz) l on l.person_id = p.id
    left join waiting w on w.person_id = p.id
    where o.unit_id = ${id} and ${inForce('o', day.on)}
    order by o.contact_order nulls last, n.rank, p.given_name collate "vi-x-icu", o.id`.execute(db)
  return rows
}

/** Who held a post here before, the last to leave first. */
export async function formerOfficers(db: Db, id: number, day: Day): Promise<UnitProfile['formerOfficers']> {
  const { rows } = await sql<UnitProfile['formerOfficers'][number]>`
    select o.id as "postId", p.id as "personId", p.full_name as name, ${nameIn(day, 'n')} as position,
      o.valid_from as "from", o.valid_to as until
    from post o join person p on p.id = o.person_id join position n on n.code = o.position_code
    where o.unit_id = ${id} and o.valid_to <= ${day.on}::date and o.end_reason is distinct from 'mistake'
    order by o.valid_to desc, o.id desc limit 20`.execute(db)
  return rows
}

export async function unitHeadcounts(db: Db, id: number): Promise<UnitProfile['headcounts']> {
  const { rows } = await sql<UnitProfile['headcounts'][number]>`
    select as_of as "asOf", workers, members, workers_men as "workersMen", workers_women as "workersWomen",
      members_men as "membersMen", members_women as "membersWomen"
    from unit_headcount where unit_id = ${id} order by as_of desc limit 60`.execute(db)
  return rows.reverse()
}

/** Decisions about the unit, the newest day first, with both sides of each (of large ones the first). */
export async function unitEvents(db: Db, id: number): Promise<UnitEvent[]> {
  const side = (role: string) => sql`(
    select coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) order by u.name collate "vi-x-icu", u.id), '[]')
    from (select y.unit_id from organisation_event_unit y where y.event_id = e.id and y.role = ${role} order by y.unit_id limit 10) s
    join unit u on u.id = s.unit_id)`
  const { rows } = await sql<UnitEvent>`
    select e.id, e.kind, e.state, e.effective_on as "effectiveOn", x.role,
      case when e.decision_number is not null then json_build_object('number', e.decision_number, 'date', e.decision_date) end as decision,
      ${side('predecessor')} as predecessors, ${side('successor')} as successors
    from organisation_event_unit x join organisation_event e on e.id = x.event_id
    where x.unit_id = ${id} and e.state <> 'cancelled'
    order by e.effective_on desc, e.id desc limit 40`.execute(db)
  return rows
}
