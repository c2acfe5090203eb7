import { afterAll, beforeAll, expect, it } from 'vitest'
import { SAMPLE_CITY, SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { AreaPage } from '../../contract/area.ts'
import type { HolidayReading, Holidays } from '../../contract/holiday.ts'

let web: TestWeb
let city: Record<string, string>
let district: Record<string, string>
beforeAll(async () => {
  web = await openTestWeb()
  await seedDemo(web.database.db, sampleOptions())
  const leader = async (code: string) => {
    const { rows } = await web.database.pool.query(
      `select s.id from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
       where u.code = $1 and g.role = 'leader' order by s.id`,
      [code],
    )
    return { cookie: await signInAs(web.app, web.world, rows[0].id) }
  }
  city = await leader(SAMPLE_CITY)
  district = await leader(SAMPLE_FEDERATION)
})
afterAll(() => web.close())

const get = async <T>(url: string, headers = city): Promise<T> => {
  const reply = await web.app.inject({ url, headers })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as T
}
const send = async (method: 'PATCH' | 'PUT' | 'POST', url: string, payload: object, headers = city) => {
  const reply = await web.app.inject({ method, url, headers, payload })
  return { status: reply.statusCode, body: (reply.body ? reply.json() : {}) as Record<string, never> }
}
const idOf = async (code: string): Promise<number> =>
  (await web.database.pool.query('select id from area where code = $1', [code])).rows[0].id

it('old wards become new ones, many to many; taken back while nothing stands on it', async () => {
  const [first, second, whole] = await Promise.all(['NTL-MD1', 'NTL-MD2', 'NTL-PD'].map(idOf))
  const order = {
    effectiveOn: '2021-09-01',
    found: [{ name: 'Từ Liêm', code: 'TL' }, { name: 'Mỹ Đình' }],
    end: [first, second, whole],
    pairs: [
      { fromId: first, to: { name: 'Từ Liêm' }, share: 'most' },
      { fromId: first, to: { name: 'Mỹ Đình' }, share: 'part' },
      { fromId: second, to: { name: 'Từ Liêm' }, share: 'part' },
      { fromId: whole, to: { name: 'Từ Liêm' }, share: 'whole' },
    ],
  }
  const made = await send('POST', '/api/areas/changes', order)
  expect(made).toMatchObject({ status: 200, body: { founded: [expect.any(Number), expect.any(Number)] } })
  const found = await get<AreaPage>('/api/areas?q=tu%20liem')
  expect(found.items).toMatchObject([{ code: 'TL', validFrom: '2021-09-01' }])
  expect(found.items[0]!.cameFrom.map((one) => one.share).sort()).toEqual(['most', 'part', 'whole'])
  expect((await get<AreaPage>('/api/areas?state=ended')).items.length).toBe(3)
  // What stood there is to be looked at, unit by unit.
  const seats = await get<{ items: unknown[] }>('/api/organisation/seats')
  expect(seats.items.length).toBeGreaterThan(11)

  const [change] = (await get<AreaPage>('/api/areas')).changes
  expect(change).toMatchObject({ founded: ['Mỹ Đình', 'Từ Liêm'], canUndo: true })
  await web.database.pool.query(
    `insert into unit_area (unit_id, area_id, role, valid_from) select id, $1, 'in_charge', '2021-09-01' from unit where code = 'NTL'`,
    [found.items[0]!.id],
  )
  const undo = () => send('POST', '/api/areas/changes/undo', { changeId: change!.id })
  expect(await undo()).toMatchObject({ status: 409, body: { code: 'area_change_built_on' } })
  await web.database.pool.query(`delete from unit_area where area_id = $1`, [found.items[0]!.id])
  expect((await undo()).status).toBe(204)
  expect((await undo()).status).toBe(409)
  expect((await get<AreaPage>('/api/areas?state=ended')).items).toEqual([])
  expect((await get<{ items: unknown[] }>('/api/organisation/seats')).items).toEqual([])
})

it('what cannot be is refused with its reason, and nothing is half written', async () => {
  const ward = await idOf('NTL-PD')
  const before = (await get<AreaPage>('/api/areas?limit=200')).items.length
  const cases: readonly (readonly [object, number, string])[] = [
    [{ effectiveOn: '2021-09-01' }, 409, 'area_order_empty'],
    [{ effectiveOn: '2021-09-01', end: [999_999] }, 404, 'area_not_found'],
    [{ effectiveOn: '1900-01-01', end: [ward] }, 409, 'unit_dates_out_of_order'],
    [{ effectiveOn: '2021-09-01', found: [{ name: 'A', code: 'NTL-PD' }] }, 409, 'area_code_taken'],
    [{ effectiveOn: '2021-09-01', found: [{ name: 'A' }, { name: 'A' }] }, 422, 'invalid'],
    [
      { effectiveOn: '2021-09-01', pairs: [{ fromId: ward, to: { name: 'B' }, share: 'part' }] },
      422,
      'invalid',
    ],
    // It goes over whole and stays: not both.
    [
      {
        effectiveOn: '2021-09-01',
        found: [{ name: 'B' }],
        pairs: [{ fromId: ward, to: { name: 'B' }, share: 'whole' }],
      },
      409,
      'unit_dates_out_of_order',
    ],
  ]
  for (const [order, status, code] of cases)
    expect(await send('POST', '/api/areas/changes', order), code).toMatchObject({ status, body: { code } })
  expect((await get<AreaPage>('/api/areas?limit=200')).items.length).toBe(before)
  expect((await send('PATCH', `/api/areas/${ward}`, { name: 'Phú Đô mới' })).status).toBe(204)
  expect((await get<AreaPage>('/api/areas?q=phu%20do')).items).toMatchObject([
    { name: 'Phú Đô mới', units: 11 },
  ])
})

it('a year’s holidays are read, put in place of the list before, and taken back', async () => {
  const text = '01/01/2028 Tết Dương lịch | New Year\n24/01/2028 - 28/01/2028 Tết Nguyên đán\n31/02/2028 Sai'
  const read = await send('POST', '/api/holidays/parse', { year: 2028, text })
  const { days, faults } = read.body as unknown as HolidayReading
  expect(days.length).toBe(6)
  expect(faults).toMatchObject([{ line: 3, why: 'Ngày này không có trong lịch.' }])
  const first = await send('PUT', '/api/holidays', { year: 2028, days })
  expect(first.body).toEqual({ changeId: expect.any(Number) })
  expect((await send('PUT', '/api/holidays', { year: 2028, days })).body).toEqual({ changeId: null })
  const second = await send('PUT', '/api/holidays', { year: 2028, days: days.slice(1) })
  const undo = (change: { body: Record<string, never> }) =>
    send('POST', '/api/holidays/undo', { changeId: change.body['changeId'] })
  // The newest first: the one before is not what stands now.
  expect(await undo(first)).toMatchObject({ status: 409, body: { code: 'holiday_changed_since' } })
  expect((await undo(second)).status).toBe(204)
  expect((await get<Holidays>('/api/holidays?year=2028')).days).toEqual(days)
  expect((await undo(first)).status).toBe(204)
  expect(await get<Holidays>('/api/holidays?year=2028')).toMatchObject({
    days: [],
    changes: [{ added: 0, removed: 1 }, { added: 6 }],
  })
  expect(
    (await send('PUT', '/api/holidays', { year: 2028, days: [{ ...days[0]!, day: '2029-01-01' }] })).status,
  ).toBe(422)
})

it('a district reads both and changes neither: they are those of every tier', async () => {
  expect(await get<AreaPage>('/api/areas', district)).toMatchObject({ mayChange: false, changes: [] })
  expect(await get<Holidays>('/api/holidays?year=2026', district)).toMatchObject({
    mayChange: false,
    changes: [],
  })
  const ward = await idOf('NTL-PD')
  for (const [method, url, payload] of [
    ['POST', '/api/areas/changes', { effectiveOn: '2021-09-01', end: [ward] }],
    ['POST', '/api/areas/changes/undo', { changeId: 1 }],
    ['PATCH', `/api/areas/${ward}`, { name: 'X' }],
    ['PUT', '/api/holidays', { year: 2028, days: [] }],
    ['POST', '/api/holidays/undo', { changeId: 1 }],
  ] as const)
    expect(await send(method, url, payload, district), url).toMatchObject({
      status: 403,
      body: { code: 'whole_tree' },
    })
})
