import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { searchUnits } from './index.ts'

describe('searching units', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase()
    await sql`insert into area (code, name) values ('MT', 'Mễ Trì'), ('TV', 'Trung Văn')`.execute(database.db)
    await sql`insert into unit (code, name, type_code, path) values
      ('Q1', 'LĐLĐ quận', 'lien_doan_quan', 'q1'), ('Q2', 'LĐLĐ quận khác', 'lien_doan_quan', 'q2')`.execute(
      database.db,
    )
    await sql`insert into unit (code, name, type_code, path, area_id, valid_to) values
      ('A-1', 'Công đoàn Trường Mầm non Hoa Hồng', 'cdcs', 'q1.a', 1, null),
      ('A-2', 'Công đoàn Trường Mầm non Hoa Hồng', 'cdcs', 'q1.b', 2, null),
      ('A-3', 'Công đoàn Công ty TNHH Hoà Bình Xanh', 'cdcs', 'q1.c', 1, null),
      ('A-4', 'Công đoàn Công ty CP Mỹ Thuật Đông Đô', 'cdcs', 'q1.d', 2, null),
      ('A-5', 'Công đoàn Xưởng Hoa Giấy', 'cdcs', 'q1.e', 2, '2021-08-31'),
      ('B-1', 'Công đoàn Công ty Hoa Hồng Vàng', 'cdcs', 'q2.a', null, null)`.execute(database.db)
  })
  afterAll(() => database.drop())

  const search = async (q: string, path = 'q1') => {
    const units = await inScope(database.db, { path }, (trx) =>
      searchUnits(trx, { federationId: 1, on: '2021-09-05', q, limit: 20 }),
    )
    return units.map((unit) => unit.code)
  }

  it.each([
    ['hoa hong', ['A-1', 'A-2']],
    ['MN Hoa Hồng', ['A-1', 'A-2']],
    ['hoa hong trung van', ['A-2']],
    ['hòa bình', ['A-3']],
    ['hoà bình', ['A-3']],
    ['cty hoa binh', ['A-3']],
    ['CĐCS Cty TNHH Hoà Bình', ['A-3']],
    ['dong do', ['A-4']],
    ['Ðông Ðô', ['A-4']],
    ['Mĩ thuật', ['A-4']],
    ['ctcmt', ['A-4']],
    ['a-3', ['A-3']],
    ['100%', []],
  ])('«%s» finds %j', async (q, codes) => {
    expect(await search(q)).toEqual(codes)
  })

  it('shows the first by name before anything is typed, and never a unit that has ended', async () => {
    expect(await search('')).toEqual(['A-4', 'A-3', 'A-1', 'A-2'])
    expect(await search('hoa giay')).toEqual([])
  })

  it('shows nothing of another federation, even when its id is asked for', async () => {
    expect(await search('hoa hong', 'q2')).toEqual([])
  })
})
