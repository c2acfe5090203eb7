import { type Kysely, sql } from 'kysely'
import type { DB } from '../../../db/types.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from '../../../demo/names.ts'

const MIDDLE_NAMES = [
  'Văn',
  'Thị',
  'Đình',
  'Khánh',
  'Quang',
  'Minh',
  'Thu',
  'Đức',
  'Hoài',
  'Ngọc',
  'Thanh',
  'Xuân',
  'Hữu',
]
const KINDS = [
  'Công ty TNHH',
  'Công ty CP',
  'Trường Mầm non',
  'Trường Tiểu học',
  'Trường THCS',
  'Trạm Y tế',
  'Khách sạn',
]
const SYLLABLES = [
  'Sao',
  'Bắc',
  'Hoa',
  'Hồng',
  'An',
  'Khang',
  'Phú',
  'Thịnh',
  'Mỹ',
  'Đình',
  'Tân',
  'Kỷ',
  'Nguyên',
  'Đông',
  'Đô',
  'Trường',
  'Tín',
  'Cánh',
  'Diều',
  'Xanh',
  'Bình',
  'Minh',
  'Ưng',
  'Hòa',
  'Lạc',
  'Long',
  'Vân',
  'Yên',
  'Thủy',
  'Quý',
]

export interface NationSize {
  readonly provinces: number
  /** In all, dealt to the provinces in turn. */
  readonly districts: number
  /** Grassroots unions in all, dealt to the districts in turn. */
  readonly grassroots: number
  /** Holders of posts in grassroots unions, dealt in turn: chairs first, then deputies, then committee members. */
  readonly people: number
}

/** The size of design.md §5: a nation of 120,000 units. */
export const NATION: NationSize = { provinces: 34, districts: 966, grassroots: 118_999, people: 500_000 }

export interface Nation {
  readonly rootId: number
  readonly rootPath: string
  /** The first province: its id, its path. */
  readonly provinceId: number
  readonly provincePath: string
  readonly units: number
}

/** Four tiers of units with their people, phones and headcounts, written by the database itself. */
export async function seedNation(db: Kysely<DB>, size: NationSize = NATION): Promise<Nation> {
  const { provinces, districts, grassroots, people } = size
  const firstProvince = HEADS.provinceId
  const firstDistrict = firstProvince + provinces
  const firstUnit = firstDistrict + districts
  await db.transaction().execute(async (trx) => {
    await sql`select set_config('session_replication_role', 'replica', true), set_config('maintenance_work_mem', '256MB', true)`.execute(
      trx,
    )
    const rebuild = await withoutIndexes(trx, ['unit', 'person', 'post', 'contact_point'])
    // Half a million people share some thousand names: what they are found by is worked out once a name.
    await sql`alter table person alter column search drop expression`.execute(trx)
    await sql`insert into area (code, name) select 'A' || a, 'Phường số ' || a from generate_series(1, 100) a`.execute(
      trx,
    )
    await sql`
      insert into unit (id, code, name, type_code, sector_code, area_id, symbol, place_name, path) overriding system value
      select 1, 'VN', 'Tổng Liên đoàn (mẫu)', 'lien_doan_tp', null::text, null::bigint, 'TLĐ', 'Hà Nội', 'vn'::ltree
      union all
      select ${firstProvince}::bigint + g, 'T' || g, 'LĐLĐ tỉnh số ' || g, 'lien_doan_tp', null, null, 'LĐLĐ', 'Tỉnh số ' || g, ('vn.p' || g)::ltree
      from generate_series(0, ${provinces}::int - 1) g
      union all
      select ${firstDistrict}::bigint + g, 'Q' || g, 'LĐLĐ khu vực số ' || g, 'lien_doan_quan', null, null, 'LĐLĐ', 'Khu vực ' || g,
        ('vn.p' || g % ${provinces} || '.q' || g)::ltree
      from generate_series(0, ${districts}::int - 1) g
      union all
      select ${firstUnit}::bigint + g, 'C' || g, 'Công đoàn ' || (${KINDS}::text[])[1 + g % ${KINDS.length}] || ' '
          || (${SYLLABLES}::text[])[1 + g / 7 % ${SYLLABLES.length}] || ' ' || (${SYLLABLES}::text[])[1 + g / 210 % ${SYLLABLES.length}]
          || ' ' || g / 6300, 'cdcs',
        (array['DN_NNN','DN_NN','DN_FDI','GD_CL','GD_NCL','YT'])[1 + g % 6], (select min(id) from area) + g % 100, null, null,
        ('vn.p' || g % ${districts} % ${provinces} || '.q' || g % ${districts} || '.c' || g)::ltree
      from generate_series(0, ${grassroots}::int - 1) g`.execute(trx)
    await sql`
      insert into unit_parent (unit_id, parent_id)
      select u.id, p.id from unit u join unit p on p.path = subpath(u.path, 0, -1) where nlevel(u.path) > 1`.execute(
      trx,
    )
    // The triggers that would write these do not fire here.
    await sql`insert into unit_name (unit_id, name, symbol, place_name, valid_from)
      select id, name, symbol, place_name, valid_from from unit`.execute(trx)
    await sql`insert into unit_area (unit_id, area_id, role, valid_from)
      select id, area_id, 'seat', valid_from from unit where area_id is not null`.execute(trx)
    await sql`insert into unit_headcount (unit_id, as_of, workers, members)
      select id, '2021-01-01', 20 + id % 400, 15 + id % 300 from unit where type_code = 'cdcs'`.execute(trx)
    await sql`create temporary table bearer on commit drop as
      select g + 1 as id, (${FAMILY_NAMES}::text[])[1 + g % ${FAMILY_NAMES.length}] || ' '
        || (${MIDDLE_NAMES}::text[])[1 + g / 7 % ${MIDDLE_NAMES.length}] || ' '
        || (${GIVEN_NAMES}::text[])[1 + g / 91 % ${GIVEN_NAMES.length}] as full_name
      from generate_series(0, ${people}::int - 1) g`.execute(trx)
    await sql`
      insert into person (id, full_name, search) overriding system value
      select b.id, b.full_name, n.search from bearer b
      join (select full_name, loa_person_search(full_name) as search from (select distinct full_name from bearer) d) n using (full_name)
      order by b.id`.execute(trx)
    await sql`insert into post (person_id, unit_id, position_code, contact_order)
      select g + 1, ${firstUnit}::bigint + g % ${grassroots}, (array['CT','PCT','UV_BCH'])[least(3, 1 + g / ${grassroots}::int)],
        1 + g / ${grassroots}::int
      from generate_series(0, ${people}::int - 1) g`.execute(trx)
    await sql`insert into contact_point (person_id, channel, address)
      select g + 1, 'sms', '+849' || lpad(g::text, 8, '0') from generate_series(0, ${people}::int - 1) g`.execute(
      trx,
    )
    await rebuild()
  })
  await sql`vacuum (analyze) area, unit, unit_parent, unit_name, unit_area, unit_headcount, person, post, contact_point`.execute(
    db,
  )
  return { ...HEADS, units: 1 + provinces + districts + grassroots }
}

/** The first rows that are written. */
export const HEADS = { rootId: 1, rootPath: 'vn', provinceId: 2, provincePath: 'vn.p0' } as const

/** Drops what only finds rows and guards nothing; the answer builds it again, which is cheaper than keeping it row by row. */
async function withoutIndexes(trx: Kysely<DB>, tables: readonly string[]): Promise<() => Promise<void>> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid::regclass::text = any(${tables}::text[]) and not i.indisunique
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`.execute(trx)
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(trx)
  return async () => {
    for (const { definition } of rows) await sql.raw(definition).execute(trx)
  }
}
