import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Known, KnownPerson, KnownUnit } from '../matching/known.ts'

/**
 * Today's units below a federation with their officers, and the wards. `db` is the programme's own connection; `paths` are
 * what the asker may see, and nothing else is given.
 */
export async function loadKnown(
  db: Db,
  of: { unitId: number; paths: readonly string[]; on: string },
): Promise<Known> {
  const inScope = sql`u.path <@ any(${of.paths}::ltree[]) and u.path <@ (select path from unit where id = ${of.unitId})
    and u.valid_from <= ${of.on}::date and (u.valid_to is null or u.valid_to > ${of.on}::date)`
  const units = await sql<KnownUnit>`
    select u.id, u.code, u.name, u.area_id as "areaId", a.name as area, u.address, u.sector_code as "sectorCode", u.subsector,
      h.workers, h.members, h.members_women as women
    from unit u join unit_type t on t.code = u.type_code and t.is_recipient
    left join area a on a.id = u.area_id
    left join lateral (select * from unit_headcount c where c.unit_id = u.id and c.as_of <= ${of.on}::date
      order by c.as_of desc limit 1) h on true
    where ${inScope} order by u.id`.execute(db)
  const people = await sql<KnownPerson>`
    select p.id, p.full_name as name, p.salutation, h.posts,
      coalesce((select json_agg(c.address) from contact_point c
        where c.person_id = p.id and c.channel in ('sms', 'phone', 'email') and c.removed_at is null), '[]') as addresses
    from person p join (
      select o.person_id, json_agg(json_build_object('id', o.id, 'unitId', o.unit_id, 'position', o.position_code)) as posts
      from post o join unit u on u.id = o.unit_id
      where ${inScope} and o.ended_at is null and (o.valid_to is null or o.valid_to > ${of.on}::date)
      group by o.person_id
    ) h on h.person_id = p.id order by p.id`.execute(db)
  const areas = await sql<{ id: number; name: string }>`
    select id, name from area where level_code = 'xa' and valid_from <= ${of.on}::date
      and (valid_to is null or valid_to > ${of.on}::date) order by id`.execute(db)
  const unions = await sql<{ area_id: number; unit_id: number }>`
    select distinct on (x.area_id) x.area_id, u.id as unit_id
    from unit_area x join unit u on u.id = x.unit_id join unit_type t on t.code = u.type_code and not t.is_recipient
    where ${inScope} and u.id <> ${of.unitId} and x.valid_from <= ${of.on}::date and (x.valid_to is null or x.valid_to > ${of.on}::date)
    order by x.area_id, x.role = 'seat' desc, u.id`.execute(db)
  const ranks = await sql<{ code: string; rank: number }>`select code, rank from position`.execute(db)
  return {
    units: units.rows,
    people: people.rows,
    areas: areas.rows,
    unionOfArea: new Map(unions.rows.map((row) => [row.area_id, row.unit_id])),
    ranks: new Map(ranks.rows.map((row) => [row.code, row.rank])),
  }
}
