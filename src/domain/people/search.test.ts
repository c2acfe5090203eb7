import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { fold } from '../../kernel/text.ts'
import { unitNameWords } from '../organisation/index.ts'
import { findPeople, findUnits } from './index.ts'
import { searchForm } from './search-words.ts'

const ON = '2021-09-05'
let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
  const { db } = database
  await sql`insert into area (code, name) values ('MT', 'Mễ Trì'), ('TV', 'Trung Văn')`.execute(db)
  await sql`insert into unit (code, name, type_code, path) values
    ('Q1', 'Liên đoàn Lao động quận Nam Từ Liêm', 'lien_doan_quan', 'q1'), ('Q2', 'LĐLĐ quận khác', 'lien_doan_quan', 'q2')`.execute(
    db,
  )
  await sql`insert into unit (code, name, type_code, path, area_id, valid_to) values
    ('A-1', 'Công đoàn Trường Mầm non Hoa Hồng', 'cdcs', 'q1.a', 1, null),
    ('A-2', 'Công đoàn Trường Mầm non Hoa Hồng', 'cdcs', 'q1.b', 2, null),
    ('A-3', 'Công đoàn Công ty TNHH Hoà Bình Xanh', 'cdcs', 'q1.c', 1, null),
    ('A-4', 'Công đoàn Công ty CP Mỹ Thuật Đông Đô', 'cdcs', 'q1.d', 2, null),
    ('A-5', 'Công đoàn Xưởng Hoa Giấy', 'cdcs', 'q1.e', 2, '2021-08-31'),
    ('A-6', 'CĐCS Trường THCS Phú Đô Mới', 'cdcs', 'q1.f', 2, null),
    ('B-1', 'Công đoàn Công ty Hoa Hồng Vàng', 'cdcs', 'q2.a', null, null)`.execute(db)
  await sql`insert into person (full_name, sort_name) select n, null from unnest(${[
    'Bùi Thị Hoà',
    'Bùi Thị Hòa',
    'Đỗ Thị Điểm',
    'Nguyễn Đình Đạt',
    'Phan Mỹ',
    'Lý Thị Đào',
    'Nguyễn Thị Minh Ý',
    'Hoà Văn Bình',
    'Kim Min-seo',
    'Lê Thị Đông',
    'Tô Minh',
    'Cao Thị Mỹ',
    'Cao Thị Minh',
  ]}::text[]) n`.execute(db)
  await sql`insert into post (person_id, unit_id, position_code) select p.id, (select id from unit where code = 'A-1'), 'UV_BCH' from person p`.execute(
    db,
  )
  await sql`insert into person (full_name) values ('Bùi Thị Hoa')`.execute(db)
  await sql`insert into post (person_id, unit_id, position_code) select p.id, (select id from unit where code = 'B-1'), 'CT'
    from person p where full_name = 'Bùi Thị Hoa'`.execute(db)
  // More units than are read whole, so that the second set of searches goes the other way.
  await sql`insert into unit (code, name, type_code, path) select 'Z' || g, 'Kho số ' || g, 'cdcs', ('q3.z' || g)::ltree
    from generate_series(1, 900) g`.execute(db)
})
afterAll(() => database.drop())

/** A district is read whole; the whole tree is asked step by step. Both must find the same. */
const SCOPES = [['q1'], ['q1', 'q3']]

describe.each(SCOPES.map((paths) => ({ paths })))('searching below $paths', ({ paths }) => {
  const units = async (q: string) =>
    (await inScope(database.db, { paths }, (trx) => findUnits(trx, { q, on: ON, limit: 20 }))).map(
      (unit) => unit.code,
    )
  const people = async (q: string) =>
    (
      await inScope(database.db, { paths }, (trx) => findPeople(trx, { q, on: ON, limit: 20, locale: 'vi' }))
    ).map((person) => person.name)

  it.each([
    ['hoa hong', ['A-1', 'A-2']],
    ['MN Hoa Hồng', ['A-1', 'A-2']],
    ['trường mầm non hoa hồng', ['A-1', 'A-2']],
    ['hoa hong trung van', ['A-2']],
    ['hòa bình', ['A-3']],
    ['hoà bình', ['A-3']],
    ['cty hoa binh', ['A-3']],
    ['CĐCS Cty TNHH Hoà Bình', ['A-3']],
    ['trách nhiệm hữu hạn hoà bình', ['A-3']],
    ['Thuật Ðông Ðô', ['A-4']],
    ['Mĩ thuật', ['A-4']],
    ['ctcmt', ['A-4']],
    ['trung hoc co so phu do', ['A-6']],
    ['thcs phu', ['A-6']],
    ['ldld ntl', ['Q1']],
    ['a-3', ['A-3']],
    ['hoa giay', []],
    ['1000%', []],
    ["'; drop table unit", []],
    ['', []],
  ])('units: «%s» finds %j', async (q, codes) => {
    expect(await units(q)).toEqual(codes)
  })

  it('the composer’s search: units that get directives of their own, below the federation alone', async () => {
    const below = (q: string, code: string) =>
      inScope(database.db, { paths }, async (trx) => {
        const { rows } = await sql<{ id: number }>`select id from unit where code = ${code}`.execute(
          database.db,
        )
        const found = await findUnits(trx, { q, on: ON, limit: 20, recipientsOf: rows[0]!.id })
        return found.map((unit) => unit.code)
      })
    expect(await below('hoa hong', 'Q1')).toEqual(['A-1', 'A-2'])
    expect(await below('ldld', 'Q1')).toEqual([])
    // Another federation's, even when its id is asked for.
    expect(await below('hoa hong', 'Q2')).toEqual([])
  })

  it.each([
    ['Hòa', ['Bùi Thị Hòa', 'Bùi Thị Hoà', 'Hoà Văn Bình']],
    ['hoà', ['Bùi Thị Hoà', 'Bùi Thị Hòa', 'Hoà Văn Bình']],
    ['bui thi hoa', ['Bùi Thị Hòa', 'Bùi Thị Hoà']],
    ['dat', ['Nguyễn Đình Đạt']],
    ['Ðiểm', ['Đỗ Thị Điểm']],
    ['phan mi', ['Phan Mỹ']],
    ['mĩ', ['Cao Thị Mỹ', 'Phan Mỹ', 'Kim Min-seo', 'Cao Thị Minh', 'Tô Minh', 'Nguyễn Thị Minh Ý']],
    ['cao thị mĩ', ['Cao Thị Mỹ', 'Cao Thị Minh']],
    ['thi mi', ['Cao Thị Mỹ', 'Cao Thị Minh', 'Nguyễn Thị Minh Ý']],
    ['LTĐ', ['Lý Thị Đào', 'Lê Thị Đông']],
    ['min seo', ['Kim Min-seo']],
    ['nguyen minh', ['Nguyễn Thị Minh Ý']],
    ['dinh nguyen', ['Nguyễn Đình Đạt']],
  ])('people: «%s» finds %j', async (q, names) => {
    const found = await people(q)
    // Hoà and Hòa sort as one: whoever is typed goes first, and neither is lost.
    if (q === 'bui thi hoa') expect(found.toSorted()).toEqual(names.toSorted())
    else expect(found).toEqual(names)
  })
})

describe('the search form', () => {
  it('written out in the database as in the program', async () => {
    const samples = [
      'CĐCS Cty TNHH MTV Sao Bắc',
      'Trường THCS Ưng Bình',
      'LĐLĐ Q. Nam Từ Liêm',
      'BVĐK Lá Phổi',
      'CTCP TMDV & XD',
    ]
    const { rows } = await sql<{ name: string; words: string[] }>`
      select n as name, loa_written_out(loa_words(loa_unit_key(n))) as words from unnest(${samples}::text[]) n`.execute(
      database.db,
    )
    for (const { name, words } of rows) expect(words).toEqual(unitNameWords(name))
  })

  it('folds as the database does, whatever the marks, and never breaks its query', async () => {
    const letter = fc.constantFrom(...'hoàHOẢđĐÐôơưỳỹ áẠ-_.\'"&|!:*()\\%@~=12')
    const texts = fc.sample(fc.array(letter, { maxLength: 24 }), 150).map((letters) => letters.join(''))
    for (const form of [...new Set(texts)]) {
      for (const text of [form.normalize('NFC'), form.normalize('NFD')]) {
        const made = searchForm(text, 'people')
        if (made) expect(made.typed).toBe(fold(form))
      }
    }
    const forms = texts
      .flatMap((text) => [searchForm(text, 'units'), searchForm(text, 'people')])
      .filter((form) => form !== null)
    await sql`select w::tsquery from unnest(${forms.flatMap((form) => [form.words, form.second])}::text[]) w`.execute(
      database.db,
    )
    const { rows } = await sql<{
      text: string
      folded: string
    }>`select t as text, loa_fold(t) as folded from unnest(${texts}::text[]) t`.execute(database.db)
    for (const row of rows) expect(row.folded).toBe(fold(row.text))
  })

  it('finds every unit and every person by the whole name, written any way', async () => {
    const { rows } = await sql<{
      code: string
      name: string
    }>`select code, name from unit where valid_to is null and path <@ 'q1'`.execute(database.db)
    for (const { code, name } of rows)
      for (const typed of [name, fold(name), name.normalize('NFD'), name.toUpperCase()]) {
        const found = await inScope(database.db, { path: 'q1' }, (trx) =>
          findUnits(trx, { q: typed, on: ON, limit: 20 }),
        )
        expect(found.map((unit) => unit.code)).toContain(code)
      }
  })
})
