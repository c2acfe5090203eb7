import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import type { Actor } from '../audit/index.ts'
import { addContact, addPerson, appoint, endPost, setContactOrder } from './index.ts'
import { placed } from './rules.ts'

const NOON = new Date('2021-09-06T12:00:00+07:00')
const actor: Actor = { kind: 'system' }

let database: TestDatabase
let unitId: number
let series = 0

beforeAll(async () => {
  database = await createDatabase()
  await sql`insert into unit (code, name, type_code, path) values ('Q', 'LĐLĐ quận', 'lien_doan_quan', 'q')`.execute(
    database.db,
  )
})
afterAll(() => database.drop())
beforeEach(async () => {
  const n = ++series
  const { rows } = await sql<{ id: number }>`insert into unit (code, name, type_code, path)
    values (${`U${n}`}, ${`Công đoàn số ${n}`}, 'cdcs', ${`q.u${n}`}::ltree) returning id`.execute(
    database.db,
  )
  unitId = rows[0]!.id
})

const act = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(database.db, { path: 'q' }, work)

async function officer(name: string, positionCode = 'UV_BCH', contactOrder: number | 'last' | null = 'last') {
  return act(async (trx) => {
    const personId = await addPerson(trx, actor, { fullName: name }, NOON)
    const postId = await appoint(
      trx,
      actor,
      { personId, unitId, positionCode, contactOrder, from: '2021-01-01' },
      NOON,
    )
    return { personId, postId }
  })
}

async function contacts(): Promise<string[]> {
  const { rows } = await sql<{
    name: string
  }>`select p.full_name as name from post o join person p on p.id = o.person_id
    where o.unit_id = ${unitId} and o.contact_order is not null and (o.valid_to is null or o.valid_to > '2021-09-06')
    order by o.contact_order`.execute(database.db)
  return rows.map((row) => row.name)
}

describe('posts', () => {
  it('whoever gets a place in the order of contact moves the others back', async () => {
    await officer('Vũ Thị Dung')
    await officer('Phạm Văn Ba')
    await officer('Lê Hoài Ánh', 'CT', 1)
    expect(await contacts()).toEqual(['Lê Hoài Ánh', 'Vũ Thị Dung', 'Phạm Văn Ba'])
  })

  it('who leaves closes the gap, and may come back on the same day', async () => {
    const chair = await officer('Lê Hoài Ánh', 'CT')
    await officer('Vũ Thị Dung')
    await act((trx) => endPost(trx, actor, { postId: chair.postId }, NOON))
    expect(await contacts()).toEqual(['Vũ Thị Dung'])
    await act((trx) =>
      appoint(trx, actor, { personId: chair.personId, unitId, positionCode: 'CT', contactOrder: 1 }, NOON),
    )
    expect(await contacts()).toEqual(['Lê Hoài Ánh', 'Vũ Thị Dung'])
  })

  it('two officers change places; who is left out stays an officer and is not called', async () => {
    const a = await officer('Lê Hoài Ánh')
    const b = await officer('Vũ Thị Dung')
    await officer('Phạm Văn Ba')
    await act((trx) => setContactOrder(trx, actor, { unitId, postIds: [b.postId, a.postId] }, NOON))
    expect(await contacts()).toEqual(['Vũ Thị Dung', 'Lê Hoài Ánh'])
  })

  it('the same post twice at a time is refused in words, and by the database whoever writes', async () => {
    const { personId } = await officer('Lê Hoài Ánh', 'CT')
    await expect(
      act((trx) => appoint(trx, actor, { personId, unitId, positionCode: 'CT', contactOrder: null }, NOON)),
    ).rejects.toMatchObject({ code: 'post_held_already' })
    await expect(
      sql`insert into post (person_id, unit_id, position_code, valid_from, valid_to)
        values (${personId}, ${unitId}, 'CT', '2020-06-01', '2021-02-01')`.execute(database.db),
    ).rejects.toMatchObject({ constraint: 'post_once' })
    await expect(
      sql`insert into post (person_id, unit_id, position_code, contact_order) values (${personId}, ${unitId}, 'PCT', 1)`.execute(
        database.db,
      ),
    ).rejects.toMatchObject({ constraint: 'post_contact_order' })
    await expect(
      sql`insert into post (person_id, unit_id, position_code, valid_from, valid_to)
        values (${personId}, ${unitId}, 'PCT', '2021-06-01', '2021-02-01')`.execute(database.db),
    ).rejects.toMatchObject({ constraint: 'post_dates' })
  })

  it('a post of a unit that has ended is refused, and so is an end before the beginning or after today', async () => {
    const { personId, postId } = await officer('Lê Hoài Ánh', 'CT')
    await expect(act((trx) => endPost(trx, actor, { postId, on: '2020-12-31' }, NOON))).rejects.toMatchObject(
      { code: 'post_ends_before_it_began' },
    )
    await expect(act((trx) => endPost(trx, actor, { postId, on: '2021-09-07' }, NOON))).rejects.toMatchObject(
      { code: 'post_ends_in_future' },
    )
    await sql`update unit set valid_to = '2021-08-31' where id = ${unitId}`.execute(database.db)
    await expect(
      act((trx) => appoint(trx, actor, { personId, unitId, positionCode: 'PCT', contactOrder: null }, NOON)),
    ).rejects.toMatchObject({ code: 'post_outside_unit' })
  })

  it('an appointment to a unit of somebody else finds no unit', async () => {
    const { personId } = await officer('Lê Hoài Ánh', 'CT')
    await expect(
      inScope(database.db, { path: 'elsewhere' }, (trx) =>
        appoint(trx, actor, { personId, unitId, positionCode: 'PCT', contactOrder: null }, NOON),
      ),
    ).rejects.toMatchObject({ code: 'unit_not_found' })
  })
})

describe('contacts', () => {
  it('one office telephone may be several people’s; a landline is called and never written to', async () => {
    const a = await officer('Lê Hoài Ánh')
    const b = await officer('Vũ Thị Dung')
    for (const { personId } of [a, b]) {
      const kept = await act((trx) =>
        addContact(trx, actor, { personId, address: '(024) 3768 1234', isShared: true }, NOON),
      )
      expect(kept).toMatchObject({ channel: 'phone', address: '+842437681234' })
    }
    const mobile = await act((trx) =>
      addContact(trx, actor, { personId: a.personId, address: '0168 234 5678' }, NOON),
    )
    expect(mobile).toMatchObject({ channel: 'sms', address: '+84382345678' })
  })
})

describe('names in lists', () => {
  it('go by tên, then họ, then đệm, in Vietnamese order; an override speaks for names of another order', async () => {
    const { rows } = await sql<{ name: string }>`
      with n (full_name, sort_name) as (values ('Vũ Thị Dung', null), ('Nguyễn Đình Đạt', null), ('Đỗ Thị Điểm', null),
        ('Nguyễn Thị Ân', null), ('Lê Hoài Ánh', null), ('Trần Đức Anh', null), ('Hoàng Thị Ê Ban', 'Ê Ban, Hoàng Thị'),
        ('Phạm Văn Ba', null), ('Bùi Văn Anh', null), ('Bùi Thị Anh', null), ('Ly', null), ('Nguyễn Ô', null))
      select full_name as name from (select *, coalesce(sort_name, full_name) as s from n) k
      order by loa_given_name(s) collate "vi-x-icu", loa_family_name(s) collate "vi-x-icu", loa_middle_name(s) collate "vi-x-icu"`.execute(
      database.db,
    )
    expect(rows.map((row) => row.name)).toEqual([
      'Bùi Thị Anh',
      'Bùi Văn Anh',
      'Trần Đức Anh',
      'Lê Hoài Ánh',
      'Nguyễn Thị Ân',
      'Phạm Văn Ba',
      'Vũ Thị Dung',
      'Nguyễn Đình Đạt',
      'Đỗ Thị Điểm',
      'Hoàng Thị Ê Ban',
      'Ly',
      'Nguyễn Ô',
    ])
  })

  it('nothing of a name is lost or moved: họ, đệm and tên make the whole again', async () => {
    const word = fc.constantFrom('Nguyễn', 'Thị', 'Minh', 'Ê', 'Ban', 'Ô', 'Đạt', 'Kim', 'Min-seo')
    const names = fc
      .sample(fc.array(word, { minLength: 1, maxLength: 6 }), 200)
      .map((words) => words.join(' '))
    const { rows } = await sql<{ name: string; whole: string }>`
      select n as name, btrim(regexp_replace(concat_ws(' ', loa_family_name(n), loa_middle_name(n), loa_given_name(n)), ' +', ' ', 'g')) as whole
      from unnest(${names}::text[]) n`.execute(database.db)
    for (const row of rows) expect(row.whole).toBe(row.name)
  })
})

describe('a place in the order of contact', () => {
  it('is the wanted one, nobody is lost and nobody is there twice', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { maxLength: 12 }),
        fc.integer(),
        fc.integer({ min: 1, max: 20 }),
        (order, one, wanted) => {
          const result = placed(order, one, wanted)
          expect(new Set(result)).toEqual(new Set([...order, one]))
          expect(result.length).toBe(new Set(result).size)
          expect(result.indexOf(one)).toBe(Math.min(wanted - 1, result.length - 1))
        },
      ),
    )
  })
})
