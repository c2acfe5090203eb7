import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'

/** Direct SQL, with every right that the programme has: what must never be is refused all the same. */
describe('the database refuses', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase()
  })
  afterAll(() => database.drop())

  // 1 city · 2, 3 districts · 4, 5 unions of district 2 · 6 a union that ended on 01/06/2021
  beforeEach(async () => {
    await database.pool.query(`
      truncate unit, area, person restart identity cascade;
      insert into area (code, name) values ('MT', 'Mễ Trì'), ('PD', 'Phú Đô');
      insert into unit (code, name, type_code, path, valid_from, area_id) values
        ('HN', 'LĐLĐ thành phố', 'lien_doan_tp', 'u1', '2014-01-01', null),
        ('Q1', 'LĐLĐ quận', 'lien_doan_quan', 'u1.u2', '2014-01-01', null),
        ('Q2', 'LĐLĐ quận khác', 'lien_doan_quan', 'u1.u3', '2014-01-01', null),
        ('A', 'Công đoàn A', 'cdcs', 'u1.u2.u4', '2014-01-01', 1), ('B', 'Công đoàn B', 'cdcs', 'u1.u2.u5', '2014-01-01', 1),
        ('C', 'Công đoàn C', 'cdcs', 'u1.u2.u6', '2014-01-01', 1);
      insert into unit_parent (unit_id, parent_id, valid_from) select id, case when id < 4 then 1 else 2 end, '2014-01-01'
        from unit where id > 1;
      update unit set valid_to = '2021-06-01' where id = 6;
      insert into person (full_name) values ('Phạm Văn Ba');
      insert into organisation_event (kind, effective_on, state, request, created_at)
        values ('merge', '2021-09-05', 'planned', '{}', '2021-09-05')`)
  })

  const refused: readonly (readonly [string, string, string])[] = [
    [
      'two parents at one time',
      `insert into unit_parent (unit_id, parent_id, valid_from) values (4, 3, '2021-01-01')`,
      '23P01',
    ],
    [
      'two parents for one day only',
      `insert into unit_parent (unit_id, parent_id, valid_from, valid_to) values (4, 3, '2015-01-01', '2015-01-02')`,
      '23P01',
    ],
    [
      'a unit below itself',
      `insert into unit_parent (unit_id, parent_id, valid_from) values (1, 1, '2021-01-01')`,
      '23514',
    ],
    [
      'a cycle',
      `insert into unit_type_parent values ('lien_doan_tp', 'lien_doan_quan');
       insert into unit_parent (unit_id, parent_id, valid_from) values (1, 2, '2021-01-01')`,
      'LOA10',
    ],
    [
      'a cycle of a single past day',
      `insert into unit_type_parent values ('lien_doan_tp', 'lien_doan_quan');
       insert into unit_parent (unit_id, parent_id, valid_from, valid_to) values (1, 3, '2016-01-01', '2016-01-02')`,
      'LOA10',
    ],
    [
      'a federation below a grassroots union',
      `update unit_parent set parent_id = 4 where unit_id = 3`,
      'LOA11',
    ],
    [
      'a type that may not stand where the unit stands',
      `update unit set type_code = 'cdcs' where id = 2`,
      'LOA11',
    ],
    [
      'a parent before the unit was founded',
      `update unit_parent set valid_from = '2013-01-01' where unit_id = 4`,
      'LOA12',
    ],
    [
      'a parent that has ended',
      `insert into unit_type_parent values ('cdcs', 'cdcs'); update unit_parent set parent_id = 6 where unit_id = 4`,
      'LOA12',
    ],
    ['dates out of order', `update unit_parent set valid_to = '2013-01-01' where unit_id = 4`, '23514'],
    ['an end before the beginning', `update unit set valid_to = '2013-01-01' where id = 4`, '23514'],
    [
      'the end of a unit with units below it',
      `update unit set valid_to = '2021-09-05' where id = 2`,
      'LOA12',
    ],
    [
      'two names at one time',
      `insert into unit_name (unit_id, name, valid_from) values (4, 'X', '2020-01-01')`,
      '23P01',
    ],
    [
      'two seats at one time',
      `insert into unit_area (unit_id, area_id, role, valid_from) values (4, 2, 'seat', '2020-01-01')`,
      '23P01',
    ],
    [
      'a post in a unit that has ended',
      `insert into post (person_id, unit_id, position_code) values (1, 6, 'CT')`,
      'LOA13',
    ],
    [
      'a headcount of a unit that has ended',
      `insert into unit_headcount (unit_id, as_of, workers, members) values (6, '2021-07-01', 5, 5)`,
      'LOA13',
    ],
    [
      'a headcount before the unit was there',
      `insert into unit_headcount (unit_id, as_of, workers, members) values (4, '2013-01-01', 5, 5)`,
      'LOA12',
    ],
    [
      'men and women who do not add up',
      `insert into unit_headcount (unit_id, as_of, workers, members, workers_men, workers_women) values (4, '2021-01-01', 5, 5, 1, 1)`,
      '23514',
    ],
    ['a change in the archive', `update unit set name = 'Khác' where id = 6`, 'LOA13'],
    ['the archive opened again', `update unit set valid_to = null where id = 6`, 'LOA13'],
    [
      'a merger of a unit into itself',
      `insert into organisation_event_unit values (1, 4, 'predecessor'), (1, 4, 'successor')`,
      '23505',
    ],
    [
      'a merger into a unit that has ended',
      `insert into organisation_event_unit values (1, 4, 'predecessor'), (1, 6, 'successor')`,
      'LOA13',
    ],
    [
      'a merger of a unit that has ended',
      `insert into organisation_event_unit values (1, 6, 'predecessor')`,
      'LOA13',
    ],
    [
      'an area that goes over into one that is not there yet',
      `insert into area (code, name, valid_from) values ('TL', 'Từ Liêm', '2025-07-01');
       insert into area_succession values (1, 3, '2024-07-01', 'most')`,
      'LOA12',
    ],
    [
      'a whole area that goes and stays',
      `insert into area (code, name, valid_from) values ('TL', 'Từ Liêm', '2025-07-01');
       insert into area_succession values (1, 3, '2025-07-01', 'whole')`,
      'LOA12',
    ],
  ]

  it.each(refused)('%s', async (_, statement, code) => {
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      await expect(client.query(statement)).rejects.toMatchObject({ code })
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  it('every one of them also from a console request, which cannot claim to be undoing', async () => {
    const client = await database.pool.connect()
    try {
      for (const statement of [
        `update unit set valid_to = null where id = 6`,
        `insert into unit_parent (unit_id, parent_id, valid_from) values (4, 3, '2021-01-01')`,
      ]) {
        await client.query('begin')
        await client.query(
          `select set_config('role', 'loa_console', true), set_config('loa.scope', 'u1', true), set_config('loa.undoing', 'on', true)`,
        )
        await expect(client.query(statement)).rejects.toMatchObject({
          code: expect.stringMatching(/LOA13|23P01|42501/),
        })
        await client.query('rollback')
      }
      await client.query('begin')
      await client.query(`select set_config('role', 'loa_console', true)`)
      await expect(client.query(`select undo_organisation_event(1)`)).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  it('and keeps the row of today with the newest dated rows', async () => {
    await database.pool.query(`
      update unit_name set valid_to = '2021-09-01' where unit_id = 4;
      insert into unit_name (unit_id, name, symbol, valid_from) values (4, 'Công đoàn A mới', 'CĐA', '2021-09-01');
      update unit_parent set valid_to = '2021-09-01' where unit_id = 2;
      update unit_area set valid_to = '2021-09-01' where unit_id = 5;
      insert into unit_area (unit_id, area_id, role, valid_from) values (5, 2, 'seat', '2021-09-01');
      insert into unit (code, name, type_code, path, valid_from) values ('TLĐ', 'Tổng', 'tong_lien_doan', 'u7', '2000-01-01');
      insert into unit_parent (unit_id, parent_id, valid_from) values (1, 7, '2014-01-01')`)
    const { rows } = await sql<{ id: number; name: string; path: string; area_id: number | null }>`
      select id, name, path::text as path, area_id from unit where id in (1, 4, 5, 6) order by id`.execute(
      database.db,
    )
    expect(rows).toEqual([
      { id: 1, name: 'LĐLĐ thành phố', path: 'u7.u1', area_id: null },
      { id: 4, name: 'Công đoàn A mới', path: 'u7.u1.u2.u4', area_id: 1 },
      { id: 5, name: 'Công đoàn B', path: 'u7.u1.u2.u5', area_id: 2 },
      // The archive follows those above it.
      { id: 6, name: 'Công đoàn C', path: 'u7.u1.u2.u6', area_id: 1 },
    ])
    await database.pool.query(`update unit set name = 'Công đoàn Â' where id = 4`)
    const names = await database.pool.query(
      `select name from unit_name where unit_id = 4 order by valid_from`,
    )
    expect(names.rows).toEqual([{ name: 'Công đoàn A' }, { name: 'Công đoàn Â' }])
  })
})
