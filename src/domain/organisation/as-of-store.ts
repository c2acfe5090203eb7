import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { NamedTotal, Total, Totals, UnitAsOf } from '../../contract/organisation.ts'
import type { Locale } from '../../kernel/i18n.ts'

/** Whose tree, on which local day (yyyy-mm-dd). */
export interface AsOf {
  readonly unitId: number
  readonly on: string
}

const inForce = (table: string, on: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${table}.valid_from`)} <= ${on}::date and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${on}::date)`

/**
 * A unit and everything below it as it was on a day: places, names, seats and headcounts of that day. A select of
 * UnitAsOf rows; nothing is read here.
 */
export const unitsAsOfQuery = ({ unitId, on }: AsOf): RawBuilder<UnitAsOf> => sql`
  with recursive below as (
    select u.id, (select e.parent_id from unit_parent e where e.unit_id = u.id and ${inForce('e', on)}) as parent_id, 0 as depth
    from unit u where u.id = ${unitId} and ${inForce('u', on)}
    union all
    select e.unit_id, e.parent_id, b.depth + 1
    from below b join unit_parent e on e.parent_id = b.id and ${inForce('e', on)}
  )
  select u.id, u.code, n.name, u.type_code as "typeCode", t.is_recipient as "isRecipient", u.sector_code as "sectorCode",
    a.id as "areaId", a.name as "areaName", b.parent_id as "parentId", b.depth, h.workers, h.members,
    h.workers_men as "workersMen", h.workers_women as "workersWomen", h.members_men as "membersMen",
    h.members_women as "membersWomen"
  from below b
  join unit u on u.id = b.id and ${inForce('u', on)}
  join unit_type t on t.code = u.type_code
  join unit_name n on n.unit_id = u.id and ${inForce('n', on)}
  left join unit_area s on s.unit_id = u.id and s.role = 'seat' and ${inForce('s', on)}
  left join area a on a.id = s.area_id
  left join lateral (select c.* from unit_headcount c where c.unit_id = u.id and c.as_of <= ${on}::date
    order by c.as_of desc limit 1) h on true`

/** A unit and everything below it as it was on a day, parents before children, each level in Vietnamese order. */
export async function unitsAsOf(db: Db, of: AsOf): Promise<UnitAsOf[]> {
  const { rows } = await sql<UnitAsOf>`
    select id, code, name, "typeCode", "isRecipient", "sectorCode", "areaId", "areaName", "parentId", depth, workers, members
    from (${unitsAsOfQuery(of)}) x
    order by depth, name collate "vi-x-icu", id`.execute(db)
  return rows
}

const NO_GENDER: Totals['byGender'] = {
  workersUnits: 0,
  membersUnits: 0,
  workersMen: 0,
  workersWomen: 0,
  membersMen: 0,
  membersWomen: 0,
}

/**
 * Grassroots units and their people below a unit on a day: whole, by sector, by area, by parent. One statement; each list
 * adds up to the whole. A unit without a headcount counts as a unit and reports nothing (invariant 12).
 */
export async function totalsAsOf(
  db: Db,
  of: AsOf,
  locale: Locale = 'vi',
): Promise<Omit<Totals, 'asOf' | 'unitName'>> {
  const sectorName = sql.ref(locale === 'en' ? 's.name_en' : 's.name_vi')
  const { rows } = await sql<
    NamedTotal & { part: 'whole' | 'sector' | 'area' | 'parent'; gender: Totals['byGender'] | null }
  >`
    with units as materialized (${unitsAsOfQuery(of)}),
    counted as (
      select case when grouping("sectorCode") = 0 then 'sector' when grouping("areaId") = 0 then 'area'
          when grouping("parentId") = 0 then 'parent' else 'whole' end as part,
        "sectorCode", "areaId", "parentId", count(*)::int as units, count(workers)::int as reported,
        coalesce(sum(workers), 0)::int as workers, coalesce(sum(members), 0)::int as members,
        json_build_object('workersUnits', count("workersMen"), 'membersUnits', count("membersMen"),
          'workersMen', coalesce(sum("workersMen"), 0), 'workersWomen', coalesce(sum("workersWomen"), 0),
          'membersMen', coalesce(sum("membersMen"), 0), 'membersWomen', coalesce(sum("membersWomen"), 0)) as gender
      from units where "isRecipient" group by grouping sets ((), ("sectorCode"), ("areaId"), ("parentId"))
    )
    select c.part, coalesce(c."sectorCode", c."areaId"::text, c."parentId"::text) as key,
      coalesce(${sectorName}, a.name, p.name) as name, c.units, c.reported, c.workers, c.members,
      case when c.part = 'whole' then c.gender end as gender
    from counted c left join sector s on s.code = c."sectorCode" left join area a on a.id = c."areaId"
    left join lateral (select n.name from unit_name n where n.unit_id = c."parentId" and ${inForce('n', of.on)}) p on true
    order by s.sort, coalesce(a.name, p.name) collate "vi-x-icu" nulls last, key`.execute(db)
  const list = (part: string): NamedTotal[] =>
    rows.filter((row) => row.part === part).map(({ part: _, gender: __, ...total }) => total)
  const nothing: Total = { units: 0, reported: 0, workers: 0, members: 0 }
  const [whole] = list('whole')
  const byGender = rows.find((row) => row.gender !== null)?.gender
  return {
    whole: whole
      ? { units: whole.units, reported: whole.reported, workers: whole.workers, members: whole.members }
      : nothing,
    byGender: byGender ?? NO_GENDER,
    bySector: list('sector'),
    byArea: list('area'),
    byParent: list('parent'),
  }
}

/** What the unit was called on a day; null when it was not there. */
export async function unitNameAsOf(db: Db, { unitId, on }: AsOf): Promise<string | null> {
  const { rows } = await sql<{
    name: string
  }>`select n.name from unit_name n where n.unit_id = ${unitId} and ${inForce('n', on)}`.execute(db)
  return rows[0]?.name ?? null
}

/** What stands at the head of the unit's documents of a day (Decree 30/2020, annex I): a paper keeps the heading of its day. */
export async function letterheadAsOf(
  db: Db,
  { unitId, on }: AsOf,
): Promise<{ upper: string | null; own: string; symbol: string | null; placeName: string | null } | null> {
  const { rows } = await sql<{
    upper: string | null
    own: string
    symbol: string | null
    placeName: string | null
  }>`
    select coalesce(n.letterhead_upper, upper(coalesce(p.short_name, p.name))) as upper,
      coalesce(n.letterhead_own, upper(coalesce(n.short_name, n.name))) as own, n.symbol, n.place_name as "placeName"
    from unit_name n
    left join unit_parent e on e.unit_id = n.unit_id and ${inForce('e', on)}
    left join unit_name p on p.unit_id = e.parent_id and ${inForce('p', on)}
    where n.unit_id = ${unitId} and ${inForce('n', on)}`.execute(db)
  return rows[0] ?? null
}

/**
 * Units whose office stands in an area that is gone on a day, with the areas that followed it: what somebody must look at,
 * address by address.
 */
export async function seatsToReview(
  db: Db,
  of: AsOf,
): Promise<
  {
    id: number
    name: string
    address: string | null
    areaName: string
    into: { id: number; name: string }[]
  }[]
> {
  const { rows } = await sql<{
    id: number
    name: string
    address: string | null
    areaName: string
    into: { id: number; name: string }[]
  }>`
    select x.id, x.name, u.address, x."areaName", coalesce((select json_agg(json_build_object('id', n.id, 'name', n.name)
        order by n.name collate "vi-x-icu") from area_succession s join area n on n.id = s.to_area_id
        where s.from_area_id = x."areaId"), '[]') as into
    from (${unitsAsOfQuery(of)}) x join unit u on u.id = x.id join area a on a.id = x."areaId"
    where a.valid_to <= ${of.on}::date order by x."areaName" collate "vi-x-icu", x.name collate "vi-x-icu", x.id`.execute(
    db,
  )
  return rows
}
