import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { AudienceChoices } from '../../contract/audience.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { audienceParts } from './selection-store.ts'

/** Groups, sectors, areas and positions that a federation can choose on a day; those without any unit are left out. */
export async function audienceChoices(
  db: Db,
  { federationId, on, locale }: { federationId: number; on: string; locale: Locale },
): Promise<AudienceChoices> {
  const everyone = {
    lines: [{ all: true }],
    positions: [],
    excludeUnits: [],
    excludePersons: [],
    groupPosts: null,
  }
  const name = sql.ref(locale === 'en' ? 'name_en' : 'name_vi')
  const { rows } = await sql<{ choices: AudienceChoices }>`with ${audienceParts(federationId, everyone, on)},
    group_choice as (
      select g.sort, g.id, g.code, g.name, g.platform,
        (select count(*) from due d where d.unit_id in (
          select gu.unit_id from chat_group_unit gu where gu.group_id = g.id
          union select p.unit_id from chat_group_member m join post p on p.person_id = m.person_id
          where m.group_id = g.id and m.valid_from <= ${on}::date and (m.valid_to is null or m.valid_to > ${on}::date)
            and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date)
        )) as units,
        (select count(*) from chat_group_member m where m.group_id = g.id
          and m.valid_from <= ${on}::date and (m.valid_to is null or m.valid_to > ${on}::date)) as people
      from chat_group g where g.id in (select group_id from own_group)
    ), sector_choice as (
      select s.sort, s.code, s.${name} as name, count(*) as units
      from due d join sector s on s.code = d.sector_code group by s.code
    ), area_choice as (
      select a.id, a.name, count(*) as units from due d join area a on a.id = d.area_id group by a.id
    ), subsector_choice as (
      select d.subsector as code, count(*) as units from due d where d.subsector is not null group by d.subsector
    ), type_choice as (
      select t.code, t.${name} as name, count(*) as units from due d join unit_type t on t.code = d.type_code group by t.code
    ), below_choice as (
      -- By parent first: a hundred thousand units stand below a few hundred.
      select u.id, u.name, sum(b.units)::int as units
      from (select subpath(d.path, 0, -1) as parent, count(*) as units from due d group by 1) b
      join unit u on u.path @> b.parent and u.path <@ (select home.path from unit home where home.id = ${federationId})
      where u.valid_from <= ${on}::date and (u.valid_to is null or u.valid_to > ${on}::date)
      group by u.id
    ), position_choice as (
      select o.rank, o.code, o.${name} as name, count(distinct p.person_id) as people
      from post p join position o on o.code = p.position_code
      where p.unit_id in (select unit_id from due)
        and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date)
      group by o.code
    )
    select json_build_object(
      'groups', coalesce((select json_agg(json_build_object('id', id, 'code', code, 'name', name, 'platform', platform,
        'units', units, 'people', people) order by sort, id) from group_choice), '[]'),
      'sectors', coalesce((select json_agg(json_build_object('code', code, 'name', name, 'units', units)
        order by sort, code) from sector_choice), '[]'),
      'areas', coalesce((select json_agg(json_build_object('id', id, 'name', name, 'units', units)
        order by name collate "vi-x-icu", id) from area_choice), '[]'),
      'subsectors', coalesce((select json_agg(json_build_object('code', code, 'units', units)
        order by code collate "vi-x-icu") from subsector_choice), '[]'),
      'types', coalesce((select json_agg(json_build_object('code', code, 'name', name, 'units', units) order by code) from type_choice), '[]'),
      'below', coalesce((select json_agg(json_build_object('id', id, 'name', name, 'units', units)
        order by units desc, name collate "vi-x-icu", id) from below_choice), '[]'),
      'positions', coalesce((select json_agg(json_build_object('code', code, 'name', name, 'people', people)
        order by rank, code) from position_choice), '[]'),
      'totals', json_build_object('units', (select count(*) from due), 'people', (select count(*) from chosen_person))
    ) as choices`.execute(db)
  return rows[0]!.choices
}
