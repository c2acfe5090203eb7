import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { UnitLine } from '../../contract/units.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { type PointRow, reachOfUnit } from './reach.ts'

export const inForce = (table: string, on: string): RawBuilder<boolean> =>
  sql`(${sql.ref(`${table}.valid_from`)} <= ${on}::date and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${on}::date))`

/** The addresses of a person as PointRow; for use inside json_agg. */
export const pointJson = sql`json_build_object('id', cp.id, 'channel', cp.channel, 'state', cp.state,
  'lastSuccessAt', cp.last_success_at, 'lastFailureAt', cp.last_failure_at, 'reason', cp.last_failure_reason,
  'invalidSince', cp.invalid_since)`

export interface Day {
  /** Local day, yyyy-mm-dd. */
  readonly on: string
  /** Is it today? Addresses and the row of a unit are those of today. */
  readonly isToday: boolean
  readonly locale: Locale
}

type Row = Omit<UnitLine, 'reach'> & { officers: number; points: PointRow[] | null }

/**
 * The columns of a list for units that have been chosen: `chosen` is a select of `id`, `name` and `n`, their order. Costs a
 * few index lookups a unit, so it is asked for one page.
 */
export async function unitLines(db: Db, chosen: RawBuilder<unknown>, day: Day): Promise<UnitLine[]> {
  const { on, isToday, locale } = day
  const name = sql.ref(locale === 'en' ? 'name_en' : 'name_vi')
  const { rows } = await sql<Row>`
    with chosen as materialized (${chosen})
    select c.id, u.code, c.name, u.type_code as "typeCode", t.${name} as "typeName", t.is_recipient as "isRecipient",
      s.${name} as "sectorName", coalesce(seat.name, a.name) as "areaName", e.parent_id as "parentId", p.name as "parentName",
      u.valid_to as "validTo", f.contact, coalesce(o.officers, 0) as officers, o.points, h.workers, h.members,
      exists (select from unit_parent d where d.parent_id = c.id and ${inForce('d', on)}) as "hasChildren"
    from chosen c join unit u on u.id = c.id join unit_type t on t.code = u.type_code
    left join sector s on s.code = u.sector_code
    left join area a on a.id = u.area_id and ${isToday}::boolean
    left join lateral (select n.name from unit_area x join area n on n.id = x.area_id
      where x.unit_id = c.id and x.role = 'seat' and ${inForce('x', on)} limit 1) seat on not ${isToday}::boolean
    left join lateral (select d.parent_id from unit_parent d where d.unit_id = c.id and d.valid_from <= ${on}::date
      order by d.valid_from desc limit 1) e on true
    left join unit p on p.id = e.parent_id
    left join lateral (
      select json_build_object('personId', m.id, 'name', m.full_name, 'position', n.${name}) as contact
      from post o join person m on m.id = o.person_id join position n on n.code = o.position_code
      where o.unit_id = c.id and ${inForce('o', on)} order by o.contact_order nulls last, n.rank, o.id limit 1) f on true
    left join lateral (
      select count(distinct o.id)::int as officers,
        json_agg(${pointJson}) filter (where cp.id is not null and o.contact_order is not null) as points
      from post o left join contact_point cp on cp.person_id = o.person_id and cp.removed_at is null
      where o.unit_id = c.id and ${inForce('o', on)}) o on true
    left join lateral (select x.workers, x.members from unit_headcount x where x.unit_id = c.id and x.as_of <= ${on}::date
      order by x.as_of desc limit 1) h on true
    order by c.n`.execute(db)
  return rows.map(({ officers, points, ...line }) => ({
    ...line,
    reach: isToday && line.validTo === null ? reachOfUnit(officers, points ?? []) : null,
  }))
}
