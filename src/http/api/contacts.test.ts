import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSample, everyone, type Sample } from '../../../test/harness/sample.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { ContactAdded } from '../../contract/contact.ts'

let web: TestWeb
let sample: Sample
let cookie: string
let silent: { id: number; name: string }[]

beforeAll(async () => {
  sample = await createSample()
  web = await openTestWeb({ now: '2021-09-05T07:40:00+07:00', database: sample })
  const staff = await sample.row<{ id: number }>(
    sql`select staff_id as id from role_grant where role = 'clerk' limit 1`,
  )
  cookie = await signInAs(web.app, web.world, staff.id)
  silent = await sample.names(everyone, 'people-without-channel')
})
afterAll(() => web.close())

const add = (personId: number, address: string, as = cookie) =>
  web.app.inject({
    method: 'POST',
    url: `/api/persons/${personId}/contacts`,
    headers: { cookie: as },
    payload: { address },
  })
const withoutChannel = async () => (await sample.count(everyone)).people.withoutChannel

describe('a contact written down beside a name without a channel', () => {
  test('a number, however it is written, makes the person reachable by SMS; twice is once', async () => {
    expect(await withoutChannel()).toBe(4)
    const first = await add(silent[0]!.id, ' 0168.234.5678 ')
    expect(first.json<ContactAdded>()).toEqual({ channel: 'sms', address: '+84382345678', reachable: true })
    expect((await add(silent[0]!.id, '+84 382 345 678')).statusCode).toBe(200)
    expect(await withoutChannel()).toBe(3)
    const { count } = await sample.row<{ count: number }>(
      sql`select count(*) from contact_point where person_id = ${silent[0]!.id} and address = '+84382345678'`,
    )
    expect(count).toBe(1)
  })

  test('an e-mail address too', async () => {
    const reply = await add(silent[1]!.id, 'ChuTich@Cong-Ty.vn')
    expect(reply.json()).toEqual({ channel: 'email', address: 'chutich@cong-ty.vn', reachable: true })
    expect(await withoutChannel()).toBe(2)
  })

  test('is an entry of the audit log, without the number', async () => {
    const entry = await sample.row<{ data: object; actor_kind: string }>(
      sql`select data, actor_kind from audit_entry where action = 'contact.added' and entity_id = ${silent[1]!.id}`,
    )
    expect(entry).toMatchObject({ actor_kind: 'staff', data: { channel: 'email' } })
    expect(JSON.stringify(entry)).not.toContain('cong-ty')
  })

  test.each([
    ['', 'Chưa ghi số điện thoại'],
    ['0912 345', 'Ghi đủ 10 số'],
    ['không có', 'Ghi đủ 10 số'],
    ['chutich@', 'Địa chỉ e-mail chưa đúng'],
  ])('«%s» is refused with how to mend it', async (typed, sentence) => {
    const reply = await add(silent[2]!.id, typed)
    expect(reply.statusCode).toBe(422)
    expect(reply.json().faults[0]).toMatchObject({ field: 'address' })
    expect(reply.json().faults[0].message).toContain(sentence)
  })

  test('one marked wrong is used again when read anew; one that asked for silence is not', async () => {
    const { id } = silent[2]!
    await add(id, '0912 345 678')
    const become = (state: string) =>
      sql`update contact_point set state = ${state} where person_id = ${id} and address = '+84912345678'`.execute(
        sample.db,
      )
    await become('invalid')
    expect((await add(id, '0912 345 678')).json()).toMatchObject({ reachable: true })
    await become('stopped')
    expect((await add(id, '0912 345 678')).json()).toMatchObject({ code: 'contact_stopped' })
  })

  test('of a person outside the scope is refused as unknown', async () => {
    const stranger = await addStaff(sample.db, { unit: 'LĐLĐ khác', path: 'other.q', role: 'leader' })
    await sql`update person set is_demo = true where id = ${stranger.personId}`.execute(sample.db)
    const other = await signInAs(web.app, web.world, stranger.staffId)
    const reply = await add(silent[3]!.id, '0912 345 678', other)
    expect([reply.statusCode, reply.json().code]).toEqual([404, 'person_not_found'])
    expect(await withoutChannel()).toBe(2)
  })
})

describe('somebody to write to in a unit that has nobody', () => {
  const empty = async (name: string): Promise<number> => {
    const { id } = await sample.row<{ id: number }>(sql`
      insert into unit (code, name, type_code, path, is_demo, sector_code)
      select ${name}, ${name}, type_code, path || replace(lower(${name}), '-', '_'), true, sector_code from unit
      where type_code = 'cdcs' and path <@ (select path from unit where id = ${sample.federationId}) order by id limit 1 returning id`)
    await sql`insert into unit_parent (unit_id, parent_id, valid_from) values (${id}, ${sample.federationId}, '2020-01-01')`.execute(
      sample.db,
    )
    return id
  }
  const addTo = (unitId: number, payload: object) =>
    web.app.inject({ method: 'POST', url: `/api/units/${unitId}/contacts`, headers: { cookie }, payload })

  test('gets a person, a post from today and a number: the next message reaches the unit', async () => {
    const unitId = await empty('NOBODY-1')
    const before = await sample.count(everyone)
    expect(before.unitsWithoutContact).toBeGreaterThan(0)
    const reply = await addTo(unitId, {
      fullName: '  Nguyễn  Thị Mới ',
      position: 'CT',
      address: '0912 345 679',
    })
    expect([reply.statusCode, reply.json()]).toEqual([
      200,
      { channel: 'sms', address: '+84912345679', reachable: true },
    ])
    const after = await sample.count(everyone)
    expect(after.unitsWithoutContact).toBe(before.unitsWithoutContact - 1)
    expect(after.people.reachable).toBe(before.people.reachable + 1)
    const names = await sample.names(everyone, 'people-sms')
    expect(names.map((one) => one.name)).toContain('Nguyễn Thị Mới')
  })

  test('nothing is kept when the number is none, the name too short or the unit elsewhere', async () => {
    const unitId = await empty('NOBODY-2')
    const people = async () => (await sample.row<{ n: number }>(sql`select count(*)::int as n from person`)).n
    const before = await people()
    const order = { fullName: 'Trần Văn Ổn', position: 'CT', address: '0912 345 670' }
    expect((await addTo(unitId, { ...order, address: '0912 345' })).json()).toMatchObject({
      status: 422,
      faults: [{ field: 'address' }],
    })
    expect((await addTo(unitId, { ...order, fullName: 'Ổ' })).json().faults).toMatchObject([
      { field: 'fullName' },
    ])
    expect((await addTo(99_999, order)).statusCode).toBe(404)
    expect(await people()).toBe(before)
  })
})
