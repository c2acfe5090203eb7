import { afterAll, beforeAll, expect, it } from 'vitest'
import { SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { UnitPage, UnitProfile } from '../../contract/units.ts'

let web: TestWeb
let leader: Record<string, string>
let city: Record<string, string>
let federation: number
beforeAll(async () => {
  web = await openTestWeb()
  await seedDemo(web.database.db, sampleOptions())
  const staff = async (code: string) => {
    const { rows } = await web.database.pool.query(
      `select s.id, u.id as unit from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
       where u.code = $1 and g.role = 'leader' order by s.id`,
      [code],
    )
    return {
      unit: rows[0].unit as number,
      headers: { cookie: await signInAs(web.app, web.world, rows[0].id) },
    }
  }
  const district = await staff(SAMPLE_FEDERATION)
  leader = district.headers
  federation = district.unit
  city = (await staff('HN')).headers
})
afterAll(() => web.close())

const get = async <T>(url: string, headers = leader): Promise<T> => {
  const reply = await web.app.inject({ url, headers })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as T
}
const names = (page: UnitPage) => page.items.map((unit) => unit.name)

it('every unit of the scope once, in Vietnamese order, page by page', async () => {
  const seen: { id: number; name: string }[] = []
  let after = ''
  do {
    const page: UnitPage = await get(`/api/units?limit=50${after && `&after=${after}`}`)
    if (after === '') expect(page.total).toBe(169)
    seen.push(...page.items)
    after = page.next ?? ''
  } while (after !== '')
  expect(new Set(seen.map((unit) => unit.id)).size).toBe(169)
  const order = new Intl.Collator('vi')
  expect(seen.map((unit) => unit.name).toSorted(order.compare)).toEqual(seen.map((unit) => unit.name))
  expect((await get<UnitPage>('/api/units', city)).total).toBe(174)
})

it('is searched without accents and by words in short, and narrowed', async () => {
  const found = await get<UnitPage>('/api/units?q=mn%20hoa%20hong')
  expect(found.items.length).toBeGreaterThanOrEqual(2)
  expect(names(found).every((name) => name.includes('Hoa Hồng'))).toBe(true)
  expect((await get<UnitPage>('/api/units?q=%E2%80%A6')).total).toBe(0)
  const schools = await get<UnitPage>('/api/units?sectorCode=GD_CL&limit=200')
  expect(new Set(schools.items.map((unit) => unit.sectorName)).size).toBe(1)
  const silent = await get<UnitPage>('/api/units?lacks=contact&limit=200')
  expect(silent.total).toBeGreaterThan(0)
  // One rule for the filter and for the chip.
  const everyone = await get<UnitPage>('/api/units?limit=200')
  const unreachable = (page: UnitPage) =>
    page.items.filter((unit) => unit.reach === 'none' || unit.reach === 'nobody').map((unit) => unit.id)
  expect(unreachable(everyone)).toEqual(silent.items.map((unit) => unit.id))
  const refused = await web.app.inject({ url: '/api/units?lacks=money', headers: leader })
  expect(refused.statusCode).toBe(422)
})

it('the tree opens branch by branch, of any day', async () => {
  const tops = await get<UnitPage>('/api/units/tree', city)
  expect(tops.items).toMatchObject([{ code: 'HN', hasChildren: true }])
  const districts = await get<UnitPage>(`/api/units/tree?parentId=${tops.items[0]!.id}`, city)
  expect(districts.items.map((unit) => unit.code).sort()).toEqual(['NTL', 'SNH'])
  expect((await get<UnitPage>('/api/units/tree')).items).toMatchObject([{ code: 'NTL' }])
  expect((await get<UnitPage>('/api/units/tree?asOf=2010-01-01')).items).toEqual([])
  const before = await get<UnitPage>(`/api/units/tree?parentId=${federation}&asOf=2020-01-01`)
  expect(before.items.length).toBe(50)
  expect(before.items.every((unit) => unit.reach === null)).toBe(true)
})

it('a unit page says how the unit is reached, who holds its posts and what became of it; nobody else sees it', async () => {
  const [line] = (await get<UnitPage>('/api/units?q=mn%20hoa%20hong')).items
  const unit = await get<UnitProfile>(`/api/units/${line!.id}`)
  expect(unit).toMatchObject({ name: line!.name, reach: line!.reach, above: [{ id: federation }] })
  expect(unit.officers.length).toBeGreaterThan(0)
  expect(unit.headcounts.length).toBeGreaterThan(0)
  const district = await get<UnitProfile>(`/api/units/${federation}`)
  expect(district.below.reduce((sum, tier) => sum + tier.units, 0)).toBe(168)
  const { items } = await get<UnitPage>('/api/units?q=song%20nhue', city)
  const strange = await web.app.inject({ url: `/api/units/${items[0]!.id}`, headers: leader })
  expect(strange.statusCode).toBe(404)
})

const send = async (method: 'PATCH' | 'PUT' | 'POST', url: string, payload: object = {}) => {
  const reply = await web.app.inject({ method, url, headers: leader, payload })
  return { status: reply.statusCode, body: reply.body ? (reply.json() as Record<string, unknown>) : null }
}

it('details are put right, and only those of a unit that is seen and open', async () => {
  const [line] = (await get<UnitPage>('/api/units?q=mn%20hoa%20hong')).items
  const url = `/api/units/${line!.id}`
  expect((await send('PATCH', url, { address: 'Số 1, đường Mễ Trì', sectorCode: 'GD_CL' })).status).toBe(204)
  expect(await get<UnitProfile>(url)).toMatchObject({ address: 'Số 1, đường Mễ Trì', sectorCode: 'GD_CL' })
  expect((await send('PATCH', url, { address: '' })).status).toBe(204)
  expect((await get<UnitProfile>(url)).address).toBeNull()
  expect(await send('PATCH', url, { sectorCode: 'KHONG_CO' })).toMatchObject({ status: 422 })
  const { rows } = await web.database.pool.query(`select id from area where code = 'NTL-PD'`)
  const charge = { areaIds: [rows[0].id], effectiveOn: '2021-09-01' }
  expect((await send('PUT', `${url}/areas-in-charge`, charge)).status).toBe(204)
  expect((await get<UnitProfile>(url)).inCharge).toMatchObject([{ id: rows[0].id }])
  expect(
    (await send('PUT', `${url}/areas-in-charge`, { areaIds: [], effectiveOn: '2021-09-05' })).status,
  ).toBe(204)
  expect((await get<UnitProfile>(url)).inCharge).toEqual([])
})

it('a figure of a day is written, put right, and refused with the field when it cannot be', async () => {
  const [line] = (await get<UnitPage>('/api/units?q=mn%20hoa%20hong')).items
  const url = `/api/units/${line!.id}/headcounts`
  const figure = { asOf: '2021-09-05', workers: 40, members: 38 }
  expect((await send('POST', url, figure)).status).toBe(204)
  const whole = { ...figure, workersMen: 10, workersWomen: 30, membersMen: 9, membersWomen: 29 }
  expect((await send('POST', url, whole)).status).toBe(204)
  const unit = await get<UnitProfile>(`/api/units/${line!.id}`)
  expect(unit.headcounts.at(-1)).toEqual(whole)
  const fields = async (change: object) =>
    ((await send('POST', url, { ...whole, ...change })).body!['faults'] as { field: string }[]).map(
      (one) => one.field,
    )
  expect(await fields({ asOf: '2021-09-06' })).toEqual(['asOf'])
  expect(await fields({ workersMen: 11 })).toEqual(['workersWomen'])
  expect(await fields({ membersMen: null })).toEqual(['membersMen'])
  expect(await fields({ members: 41, membersMen: null, membersWomen: null })).toEqual(['members'])
  expect((await send('POST', url, { ...figure, asOf: '2001-01-01' })).status).toBe(409)
})

it('the list leaves the house as a sheet in which nothing is run, and the log knows', async () => {
  await web.database.pool.query(`update unit set name = '=cmd|'' /C calc''!A0' where code = 'NTL-163'`)
  const text = (await web.app.inject({ url: '/api/units/export?format=csv', headers: leader })).body
  expect(text.split('\r\n').length).toBe(169 + 2)
  expect(text).toContain(`'=cmd`)
  const book = await web.app.inject({ url: '/api/units/export?format=xlsx&q=hoa%20hong', headers: leader })
  expect(book.statusCode).toBe(200)
  expect(book.rawPayload.subarray(0, 2).toString()).toBe('PK')
  const { rows } = await web.database.pool.query(
    `select count(*)::int as n from audit_entry where action = 'units.exported'`,
  )
  expect(rows[0].n).toBe(2)
})

it('links are closed for whoever holds a post; with nothing under way there is none to send again', async () => {
  const [line] = (await get<UnitPage>('/api/units?q=mn%20hoa%20hong')).items
  const { officers } = await get<UnitProfile>(`/api/units/${line!.id}`)
  const url = `/api/posts/${officers[0]!.postId}/links`
  expect(await send('POST', `${url}/revoke`)).toEqual({ status: 200, body: { links: 0 } })
  expect(await send('POST', `${url}/resend`)).toMatchObject({ status: 409, body: { code: 'no_link_waits' } })
})

it('a unit that merged is an archive that names its successor; its old name and its day still find it', async () => {
  const [gone, heir] = (await get<UnitPage>('/api/units?q=mn%20hoa%20hong')).items
  const rename = await send('POST', '/api/organisation/events', {
    kind: 'rename',
    decision: { number: '140/QĐ-LĐLĐ', date: '2021-09-03' },
    effectiveOn: '2021-09-03',
    unitId: heir!.id,
    name: 'Công đoàn Trường Mầm non Vàng Anh',
  })
  expect(rename.status).toBe(200)
  const order = {
    kind: 'merge',
    decision: { number: '145/QĐ-LĐLĐ', date: '2021-09-04' },
    effectiveOn: '2021-09-05',
    units: [gone!.id],
    into: { unitId: heir!.id },
    officers: 'end',
    duplicates: [] as object[],
  }
  const { body } = await send('POST', '/api/organisation/events/preview', order)
  expect(body, JSON.stringify(body)).toHaveProperty('duplicates')
  const pairs = body!['duplicates'] as { keepId: number; otherId: number }[]
  order.duplicates = pairs.map(({ keepId, otherId }) => ({ keepId, otherId, same: false }))
  const merged = await send('POST', '/api/organisation/events', order)
  expect(merged.status, JSON.stringify(merged.body)).toBe(200)
  const archive = await get<UnitProfile>(`/api/units/${gone!.id}`)
  expect(archive).toMatchObject({
    validTo: '2021-09-05',
    reach: 'nobody',
    successors: [{ id: heir!.id, name: 'Công đoàn Trường Mầm non Vàng Anh' }],
    above: [{ id: federation }],
  })
  expect(archive.formerOfficers.length).toBeGreaterThan(0)
  expect(await send('PATCH', `/api/units/${gone!.id}`, { address: 'X' })).toMatchObject({ status: 409 })
  expect((await get<UnitProfile>(`/api/units/${heir!.id}`)).formerNames).toMatchObject([
    { until: '2021-09-03' },
  ])
  const ids = async (query: string) =>
    (await get<UnitPage>(`/api/units?${query}`)).items.map((unit) => unit.id)
  expect(await ids('q=mn%20hoa%20hong')).toEqual([heir!.id])
  expect(await ids('state=ended')).toContain(gone!.id)
  expect((await ids('q=mn%20hoa%20hong&asOf=2021-09-01')).sort()).toEqual([gone!.id, heir!.id].sort())
  const then = await get<UnitPage>('/api/units?q=mn%20hoa%20hong&asOf=2021-09-01')
  expect(names(then).every((name) => name.includes('Hoa Hồng'))).toBe(true)
})
