import type { TestDatabase } from './database.ts'

/** A city (unit 1), two districts (2, 3), ten unions (4–13) of three sectors in two wards, each with a chair (its contact) and a vice-chair; member of staff 1 sits in the city. */
export async function seedUnions(database: TestDatabase): Promise<void> {
  await database.pool.query(`
    insert into area (code, name) values ('MT', 'Mễ Trì'), ('PD', 'Phú Đô');
    insert into unit (code, name, type_code, path, valid_from, area_id, sector_code, subsector)
      select 'U' || g, 'Đơn vị số ' || g, case g when 1 then 'lien_doan_tp' when 2 then 'lien_doan_quan' when 3 then 'lien_doan_quan' else 'cdcs' end,
        (case when g = 1 then 'u1' when g < 4 then 'u1.u' || g else 'u1.u' || (2 + g % 2) || '.u' || g end)::ltree, '2014-01-01',
        case when g > 3 then 1 + (g / 2) % 2 end, case when g > 3 then (array['DN_NNN', 'GD_CL', 'YT'])[1 + g % 3] end,
        case when g > 3 then (array['may', 'MN'])[1 + g % 2] end
      from generate_series(1, 13) g;
    insert into unit_parent (unit_id, parent_id, valid_from)
      select id, case when id < 4 then 1 else 2 + id % 2 end, '2014-01-01' from unit where id > 1;
    insert into unit_headcount (unit_id, as_of, workers, members) select id, '2020-01-01', 10 * id, 5 * id from unit where id > 3;
    insert into person (full_name) select 'Nguyễn Văn Số ' || g from generate_series(1, 24) g;
    insert into post (person_id, unit_id, position_code, contact_order, valid_from)
      select g - 3, g, 'CT', 1, '2018-01-01'::date from generate_series(4, 13) g
      union all select g + 7, g, 'PCT', null, '2018-01-01' from generate_series(4, 13) g;
    insert into contact_point (person_id, channel, address) select id, 'sms', '+84912000' || lpad(id::text, 3, '0') from person where id <> 1;
    insert into staff (person_id, unit_id, job_title, email) values (24, 1, 'Ban Tổ chức', 'to.chuc@ldld.example')`)
}
