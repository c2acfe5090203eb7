import { readXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ImportClient } from '../../../test/harness/import-client.ts'
import { officerSheet, wardSheet, xlsx } from '../../../test/harness/lists.ts'
import { createSample, type Sample } from '../../../test/harness/sample.ts'
import { addStaff, grantRole, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { ImportSession } from '../../contract/import.ts'
import { undoOrdered } from '../../domain/import/index.ts'
import { silentLog } from '../../kernel/log.ts'

let web: TestWeb
let sample: Sample
let clerk: ImportClient

beforeAll(async () => {
  sample = await createSample()
  web = await openTestWeb({ now: '2021-09-05T07:40:00+07:00', database: sample })
  const staff = await sample.row<{ id: number }>(
    sql`select staff_id as id from role_grant where role = 'clerk' limit 1`,
  )
  clerk = new ImportClient(web.app, await signInAs(web.app, web.world, staff.id))
})
afterAll(() => web.close())

const one = <T>(query: ReturnType<typeof sql>) => sample.row<T>(query as never)
/** Everything that an import could touch, to compare before and after. */
async function picture() {
  const { rows } = await sql<{ all: string }>`select md5(string_agg(t, '|' order by t)) as all from (
    select to_jsonb(u)::text as t from unit u union all select to_jsonb(n)::text from unit_name n
    union all select to_jsonb(e)::text from unit_parent e union all select to_jsonb(x)::text from unit_area x
    union all select to_jsonb(h)::text from unit_headcount h union all select to_jsonb(p)::text from person p
    union all select to_jsonb(o)::text from post o union all select to_jsonb(c)::text from contact_point c
    union all select to_jsonb(a)::text from area a union all select to_jsonb(m)::text from chat_group_member m
    union all select to_jsonb(g)::text from role_grant g) k`.execute(sample.db)
  return rows[0]!.all
}
const seats = async (post: number) =>
  (
    await one<{
      n: number
    }>(sql`select count(*)::int as n from chat_group_member m join post o on o.person_id = m.person_id
      where o.id = ${post} and m.valid_to is null`)
  ).n
const staffOf = async (person: number, unit: number) =>
  (
    await one<{ id: number }>(sql`insert into staff (person_id, unit_id, job_title, email)
      values (${person}, ${unit}, '', ${`s${person}@ldld.example`}) returning id`)
  ).id
const counts = (session: ImportSession) => {
  const all = session.summary!.counts
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0))
}

describe('a list read in', () => {
  test('nothing is written before the confirmation; then all of it, and the undo brings the state before back', async () => {
    const before = await picture()
    const session = await clerk.upload(
      'Danh sách Mễ Trì.xlsx',
      await xlsx(
        wardSheet('Mễ Trì', [
          [
            1,
            'CĐ Cty TNHH Gốm Mẫu Thử',
            'Số 1 Mễ Trì',
            'Trong nước',
            '1.250',
            1100,
            900,
            5,
            3,
            'Bà Nguyễn Thị Thử',
            912345671,
          ],
          [
            2,
            'CĐ Cty CP Mây Tre Thử',
            'Số 2',
            'Ngoài nước',
            45,
            44,
            40,
            5,
            3,
            'PHẠM VĂN THỬ',
            '01681234567/0912345672',
          ],
          [3, 'CĐ Trường Thử Ba', 'Số 3', 'Nhà nước', 45, 44, 40, 5, 3, 'Lê Thị Thử', '12345'],
        ]),
      ),
    )
    expect(session).toMatchObject({ state: 'open', format: 'xlsx', refusal: null })
    expect(counts(session)).toEqual({ new: 2, error: 1 })
    expect(
      session
        .summary!.repairs.filter((one) => one.count > 0)
        .map((one) => one.kind)
        .sort(),
    ).toEqual([
      'honorific',
      'name_capitals',
      'number_grouping',
      'phone_old_prefix',
      'phone_zero',
      'two_phones',
    ])
    const [bad] = await clerk.rows(session.id, '&verdict=error')
    expect(bad!.faults[0]!.message).toBe(
      'Dòng 8, cột K «SĐT chủ tịch»: «12345» không phải số điện thoại. Gõ lại đủ 10 chữ số, hoặc xóa ô.',
    )
    expect(await picture()).toBe(before)

    const mended = await clerk.ask('PATCH', `/api/imports/${session.id}/rows/0/8`, {
      cells: { 10: '0912 345 673' },
    })
    expect(counts(mended.json())).toEqual({ new: 3 })
    expect(await picture()).toBe(before)
    const done = await clerk.write(await clerk.settled(session.id))
    expect(done).toMatchObject({ state: 'done', written: { units: 3, people: 3 }, refusal: null })
    const unit =
      await one<object>(sql`select u.name, u.address, u.sector_code, a.name as area, h.workers, h.members, h.members_women
      from unit u join area a on a.id = u.area_id join unit_headcount h on h.unit_id = u.id where u.name like '%Gốm Mẫu Thử'`)
    expect(unit).toEqual({
      name: 'Công đoàn Cty TNHH Gốm Mẫu Thử',
      address: 'Số 1 Mễ Trì',
      sector_code: 'DN_NNN',
      area: 'Mễ Trì',
      workers: 1250,
      members: 1100,
      members_women: 900,
    })
    const officer = await one<object>(sql`select p.full_name, o.position_code, o.contact_order,
        array(select address from contact_point c where c.person_id = p.id order by 1) as addresses
      from person p join post o on o.person_id = p.id where p.full_name = 'Phạm Văn Thử'`)
    expect(officer).toEqual({
      full_name: 'Phạm Văn Thử',
      position_code: 'CT',
      contact_order: 1,
      addresses: ['+84381234567', '+84912345672'],
    })

    // The same list again changes nothing.
    const again = await clerk.upload(
      'Danh sách Mễ Trì.xlsx',
      await xlsx(
        wardSheet('Mễ Trì', [
          [
            1,
            'CĐ Cty TNHH Gốm Mẫu Thử',
            'Số 1 Mễ Trì',
            'Trong nước',
            '1.250',
            1100,
            900,
            5,
            3,
            'Bà Nguyễn Thị Thử',
            912345671,
          ],
        ]),
      ),
    )
    expect(counts(again)).toEqual({ same: 1 })
    expect(
      (await clerk.ask('POST', `/api/imports/${again.id}/write`, { revision: again.revision })).json(),
    ).toMatchObject({
      code: 'import.nothing_to_write',
    })

    web.clock.advance({ hours: 23 })
    const undone = await clerk.undo(session.id)
    expect(undone).toMatchObject({ state: 'undone', undo: { rows: 3, kept: 0 }, undoUntil: null })
    expect(await picture()).toBe(before)
    web.clock.advance({ hours: -23 })
  })

  test('two units of one name in two wards stay two; without a ward a person decides', async () => {
    const known = await sql<{ code: string; name: string; area: string; id: number }>`
      select u.id, u.code, u.name, a.name as area from unit u join area a on a.id = u.area_id
      where u.name = 'Công đoàn Trường Mầm non Hoa Hồng' order by u.id`.execute(sample.db)
    expect(known.rows).toHaveLength(2)
    const [first, second] = known.rows
    const session = await clerk.paste(
      [
        'Tên đơn vị\tPhường\tĐịa chỉ',
        `CĐ Trường MN Hoa Hồng\t${first!.area}\tSố 11 mới`,
        `Công đoàn cơ sở Trường Mầm non Hoa Hồng\tPhường ${second!.area}\tSố 22 mới`,
        'Trường Mầm non Hoa Hồng\tPhường Không Có\tSố 33',
        'Trường Mầm non Hoa Hồng\t\tSố 44',
      ].join('\n'),
    )
    const rows = await clerk.rows(session.id)
    expect(rows.map((row) => row.verdict)).toEqual(['update', 'update', 'new', 'decide'])
    expect(rows[0]!.changes).toEqual([expect.objectContaining({ field: 'address', after: 'Số 11 mới' })])
    expect(rows[3]!.questions[0]!.units.map((unit) => unit.id)).toEqual([first!.id, second!.id])
    expect(session.summary!.newAreas).toEqual(['Không Có'])
    await clerk.ask('PATCH', `/api/imports/${session.id}/rows/0/5`, { unit: second!.id })
    expect((await clerk.rows(session.id))[3]).toMatchObject({ verdict: 'duplicate' })
    expect((await clerk.ask('DELETE', `/api/imports/${session.id}`)).statusCode).toBe(204)
    expect((await clerk.ask('GET', `/api/imports/${session.id}`)).statusCode).toBe(404)
  })

  test('another chair than today’s is asked about; the new one takes over, and comes back with the undo', async () => {
    const any = await one<{ code: string; unit: number; name: string; post: number }>(sql`
      select u.code, u.id as unit, p.full_name as name, o.id as post from post o join unit u on u.id = o.unit_id join person p on p.id = o.person_id
      where o.position_code = 'CT' and o.ended_at is null and u.type_code = 'cdcs' and u.valid_to is null order by o.id limit 1`)
    const before = await picture()
    const session = await clerk.paste(
      `Mã đơn vị\tHọ và tên\tChức vụ\tSĐT\n${any.code}\tNgười Mới Đến\tChủ tịch\t0912345699`,
    )
    expect(counts(session)).toEqual({ decide: 1 })
    expect((await clerk.rows(session.id))[0]!.questions).toEqual([
      { kind: 'chair', units: [], current: any.name },
    ])
    await clerk.ask('POST', `/api/imports/${session.id}/decisions`, { question: 'chair', answer: 'replace' })
    const done = await clerk.write(await clerk.settled(session.id))
    expect(done.state).toBe('done')
    expect(
      await one(sql`select p.full_name as name from post o join person p on p.id = o.person_id
      where o.unit_id = ${any.unit} and o.position_code = 'CT' and o.ended_at is null`),
    ).toEqual({ name: 'Người Mới Đến' })
    expect(await seats(any.post)).toBe(0)
    // The seat in the group that ended with the post comes back with it.
    expect(await clerk.undo(session.id)).toMatchObject({ undo: { rows: 1, kept: 0 } })
    expect(await seats(any.post)).toBeGreaterThan(0)
    expect(await picture()).toBe(before)
  })

  test('a chair whose links were closed by the list stays gone, and the row says why', async () => {
    const any = await one<{ code: string; unit: number; person: number; post: number }>(sql`
      select u.code, u.id as unit, o.person_id as person, o.id as post from post o join unit u on u.id = o.unit_id
      where o.position_code = 'CT' and o.ended_at is null and u.type_code = 'cdcs' and u.valid_to is null
        and (select count(*) from post x where x.unit_id = u.id and x.position_code = 'CT') = 1 order by o.id offset 9 limit 1`)
    await grantRole(sample.db, await staffOf(any.person, any.unit), 'unit_officer', any.unit)
    const session = await clerk.paste(
      `Mã đơn vị\tHọ và tên\tChức vụ\tSĐT\n${any.code}\tNgười Thay Thế\tChủ tịch\t0912345698`,
    )
    await clerk.ask('POST', `/api/imports/${session.id}/decisions`, { question: 'chair', answer: 'replace' })
    await clerk.write(await clerk.settled(session.id))
    expect(await clerk.undo(session.id)).toMatchObject({ undo: { rows: 0, kept: 1 } })
    expect((await clerk.rows(session.id, '&undo=kept'))[0]!.undoRefusal).toMatch(/thu quyền/)
  })

  test('rows on which something was built are not taken back, each with its reason', async () => {
    const session = await clerk.paste(
      'Tên đơn vị\tPhường\tTên chủ tịch\tSĐT chủ tịch\nXưởng Thử Một\tMễ Trì\tĐỗ Thử Một\t0912345611\nXưởng Thử Hai\tMễ Trì\tĐỗ Thử Hai\t0912345612',
    )
    expect((await clerk.write(session)).written).toMatchObject({ units: 2, people: 2 })
    await sql`insert into chat_group_member (group_id, person_id, valid_from)
      select (select min(id) from chat_group), id, '2021-09-05' from person where full_name = 'Đỗ Thử Một'`.execute(
      sample.db,
    )
    const undone = await clerk.undo(session.id)
    expect(undone).toMatchObject({ state: 'undone', undo: { rows: 1, kept: 1 } })
    const kept = await clerk.rows(session.id, '&undo=kept')
    expect(kept.map((row) => [row.unitName, row.undoRefusal])).toEqual([
      ['Công đoàn Xưởng Thử Một', expect.stringContaining('vào nhóm')],
    ])
    expect(await one(sql`select count(*)::int as units from unit where name like '%Xưởng Thử%'`)).toEqual({
      units: 1,
    })
    expect((await clerk.ask('POST', `/api/imports/${session.id}/undo`)).json()).toMatchObject({
      code: 'import.undone_already',
    })
  })

  test('after 24 hours nothing is taken back', async () => {
    const session = await clerk.paste('Tên đơn vị\tPhường\nXưởng Thử Ba\tMễ Trì')
    expect(await clerk.write(session)).toMatchObject({ state: 'done' })
    web.clock.advance({ hours: 24, minutes: 1 })
    expect((await clerk.ask('POST', `/api/imports/${session.id}/undo`)).json()).toMatchObject({
      code: 'import.undo_over',
    })
    web.clock.advance({ hours: -24, minutes: -1 })
  })

  test('officers merged under their unit are matched to it, an office number is marked as shared', async () => {
    const unit = await one<{
      id: number
      name: string
    }>(sql`select id, name from unit u where type_code = 'cdcs' and valid_to is null
      and (select count(*) from unit w where w.name = u.name) = 1 order by id limit 1`)
    const session = await clerk.upload(
      'can bo.xlsx',
      await xlsx(
        officerSheet([
          {
            unit: unit.name,
            officers: [
              ['Thử Văn Một', 'UV BCH', '024 3768 1234', 'mot@donvi.example'],
              ['Thử Văn Hai', 'UV BCH', '024 3768 1234', 'hai@donvi.example'],
            ],
          },
        ]),
      ),
    )
    expect(counts(session)).toEqual({ update: 2 })
    await clerk.write(session)
    expect(
      await one(sql`select count(*)::int as n, bool_or(channel <> 'phone') as written from contact_point c
      where address = '+842437681234' and is_shared_office`),
    ).toEqual({ n: 2, written: false })
    expect(await clerk.undo(session.id)).toMatchObject({ undo: { rows: 2, kept: 0 } })
  })

  test('whoever dies over taking a list back has taken back nothing; the next process does all of it, once', async () => {
    const world = { db: sample.db, clock: web.clock, log: silentLog }
    const before = await picture()
    const session = await clerk.paste(
      'Tên đơn vị\tPhường\tTên chủ tịch\tSĐT chủ tịch\nXưởng Thử Bốn\tMễ Trì\tĐỗ Thử Bốn\t0912345614\nXưởng Thử Năm\tMễ Trì\tĐỗ Thử Năm\t0912345615',
    )
    await clerk.write(session)
    const written = await picture()
    // Somebody holds the last thing that goes, the unit: everything before it is gone by then.
    const holder = await sample.pool.connect()
    await holder.query("begin; select from unit where name like '%Xưởng Thử Năm' for update")
    const answer = (await clerk.ask('POST', `/api/imports/${session.id}/undo`)).json<ImportSession>()
    expect(answer).toMatchObject({ state: 'undoing', undoUntil: null, undo: null })
    const waiting = async () =>
      (
        await sql<{ pid: number }>`select pid from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from unit %'`.execute(
          sample.db,
        )
      ).rows[0]?.pid
    await vi.waitUntil(waiting, { interval: 5 })
    const during = (await clerk.ask('GET', `/api/imports/${session.id}`)).json<ImportSession>()
    expect(during.progress).toBeGreaterThan(0)
    // A second process finds the first alive and leaves it to it.
    await undoOrdered(world)
    expect((await clerk.ask('POST', `/api/imports/${session.id}/undo`)).json()).toMatchObject({
      code: 'import.being_undone',
    })
    await sql`select pg_terminate_backend(${await waiting()}::int)`.execute(sample.db)
    await holder.query('rollback')
    holder.release()
    await vi.waitUntil(async () => (await waiting()) === undefined, { interval: 5 })
    expect(await picture()).toBe(written)
    expect((await clerk.ask('GET', `/api/imports/${session.id}`)).json()).toMatchObject({ state: 'undoing' })

    await Promise.all([undoOrdered(world), undoOrdered(world)])
    expect(await clerk.settled(session.id)).toMatchObject({ state: 'undone', undo: { rows: 2, kept: 0 } })
    expect(await picture()).toBe(before)
    expect(
      await one(sql`select array_agg(action order by id) as acts from audit_entry
        where entity = 'list_import' and entity_id = ${session.id} and action like 'list.und%'`),
    ).toEqual({ acts: ['list.undo_ordered', 'list.undone'] })
  })
})

describe('the wizard', () => {
  test('a hostile or foreign file is refused with a sentence that says how to go on', async () => {
    const session = await clerk.upload('bang.xlsx', Buffer.from('%PDF-1.4'))
    expect(session).toMatchObject({
      state: 'refused',
      refusal: 'Nội dung tệp không đúng với đuôi .xlsx. Mở bằng Excel, lưu lại thành .xlsx rồi tải lên.',
    })
  })

  test('columns that were set are remembered for the next list with the same headings', async () => {
    const text = 'Tên đơn vị\tPhường\tMã số thuế\nXưởng Nhớ Cột\tMễ Trì\tX-1'
    const first = await clerk.paste(text)
    expect(first.layouts[0]).toMatchObject({
      remembered: false,
      columns: [{ field: 'unit_name' }, { field: 'area' }, { field: null }],
    })
    const changed = await clerk.change(first, {
      columns: { signature: first.layouts[0]!.signature, fields: ['unit_name', 'area', 'unit_code'] },
    })
    expect((await clerk.rows(changed.id))[0]!.cells.map((cell) => cell.field)).toContain('unit_code')
    const second = await clerk.paste(text)
    expect(second.layouts[0]).toMatchObject({ remembered: true })
    expect(second.layouts[0]!.columns[2]!.field).toBe('unit_code')
  })

  test('a repair that is switched off leaves its cells as errors, and can be switched on again', async () => {
    const first = await clerk.paste('Họ tên\tĐơn vị\tSĐT\nThử Văn Ba\tXưởng Sửa\t912345633')
    expect(counts(first)).toEqual({ new: 1 })
    const off = await clerk.change(first, { repairs: [{ kind: 'phone_zero', on: false }] })
    expect(counts(off)).toEqual({ error: 1 })
    expect(off.summary!.repairs).toContainEqual({ kind: 'phone_zero', on: false, count: 0, examples: [] })
    expect(counts(await clerk.change(off, { repairs: [{ kind: 'phone_zero', on: true }] }))).toEqual({
      new: 1,
    })
    const list = (await clerk.ask('GET', `/api/imports/${first.id}/repairs/phone_zero`)).json()
    expect(list).toMatchObject({
      total: 1,
      items: [{ row: 2, column: 'C', before: '912345633', after: '0912 345 633' }],
    })
  })

  test('rejected rows come back with their reasons as CSV and as a workbook, and no cell runs as a formula', async () => {
    const session = await clerk.paste(
      'Họ tên\tĐơn vị\tSĐT\nThử Văn Bốn\t=HYPERLINK("http://x.example")\t12345',
    )
    const text = (await clerk.ask('GET', `/api/imports/${session.id}/rejected.csv`)).body
    expect(text.startsWith('\ufeff')).toBe(true)
    expect(text).toContain(`"'=HYPERLINK(""http://x.example"")"`)
    expect(text).toContain('không phải số điện thoại')
    const book = await readXlsx(
      (await clerk.ask('GET', `/api/imports/${session.id}/rejected.xlsx`)).rawPayload,
    )
    expect(book.sheets[0]!.rows[1]![1]).toBe(`'=HYPERLINK("http://x.example")`)
    expect(book.sheets[0]!.rows[0]!.slice(-3)).toEqual(['Trang', 'Dòng', 'Lý do'])
    const template = await readXlsx((await clerk.ask('GET', '/api/imports/template.xlsx')).rawPayload)
    expect(template.sheets[0]!.rows[0]).toContain('Tên đơn vị')
  })

  test('two desks do not overwrite each other, and a confirmation counts once', async () => {
    const session = await clerk.paste('Tên đơn vị\tPhường\nXưởng Thử Năm\tMễ Trì')
    const stale = await clerk.ask('PATCH', `/api/imports/${session.id}`, {
      revision: session.revision - 1,
      hiddenRows: true,
    })
    expect(stale.json()).toMatchObject({ status: 409, code: 'import.changed_elsewhere' })
    const replies = await Promise.all(
      [1, 2, 3].map(() =>
        clerk.ask('POST', `/api/imports/${session.id}/write`, { revision: session.revision }),
      ),
    )
    expect(replies.map((reply) => reply.statusCode).sort()).toEqual([200, 409, 409])
    expect(await clerk.settled(session.id)).toMatchObject({ state: 'done', written: { units: 1 } })
    expect(await one(sql`select count(*)::int as n from unit where name like '%Xưởng Thử Năm'`)).toEqual({
      n: 1,
    })
  })

  test('work that died is put back to where a person can go on', async () => {
    const session = await clerk.paste('Tên đơn vị\tPhường\nXưởng Thử Sáu\tMễ Trì')
    await sql`update list_import set state = 'writing' where id = ${session.id}`.execute(sample.db)
    expect((await clerk.ask('GET', `/api/imports/${session.id}`)).json()).toMatchObject({ state: 'writing' })
    web.clock.advance({ minutes: 4 })
    expect((await clerk.ask('GET', `/api/imports/${session.id}`)).json()).toMatchObject({
      state: 'open',
      refusal: expect.stringContaining('gián đoạn'),
    })
  })

  test('another federation neither sees an import nor is its unit touched by one', async () => {
    const session = await clerk.paste('Tên đơn vị\tPhường\nXưởng Thử Bảy\tMễ Trì')
    const { staffId } = await addStaff(sample.db, {
      unit: 'LĐLĐ quận khác',
      path: 'khac',
      role: 'administrator',
    })
    const stranger = new ImportClient(web.app, await signInAs(web.app, web.world, staffId))
    expect((await stranger.ask('GET', `/api/imports/${session.id}`)).statusCode).toBe(404)
    expect(
      (await stranger.ask('POST', `/api/imports/${session.id}/write`, { revision: session.revision }))
        .statusCode,
    ).toBe(404)
    expect((await stranger.ask('POST', `/api/imports/${session.id}/undo`)).statusCode).toBe(404)
    const code = (
      await one<{ code: string }>(
        sql`select code from unit where type_code = 'cdcs' and valid_to is null limit 1`,
      )
    ).code
    const theirs = await stranger.paste(`Mã đơn vị\tTên đơn vị\tĐịa chỉ\n${code}\tXưởng Thử Tám\tSố 9`)
    // A code of elsewhere is taken: the whole import is refused, nothing half-written.
    expect(await stranger.write(theirs)).toMatchObject({
      state: 'open',
      refusal: expect.stringMatching(/mã/i),
    })
  })
})
