import { afterAll, beforeAll, expect, test } from 'vitest'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { ChannelLoans } from '../../contract/channel-loan.ts'

let web: TestWeb
let city: string
let district: string
let accountId: number
let borrowerUnitId: number

beforeAll(async () => {
  web = await openTestWeb()
  const { db } = web.database
  const lender = await addStaff(db, { unit: 'LĐLĐ thành phố', path: 'tp', role: 'administrator' })
  const borrower = await addStaff(db, { unit: 'LĐLĐ quận', path: 'tp.q', role: 'administrator' })
  borrowerUnitId = borrower.unitId
  city = await signInAs(web.app, web.world, lender.staffId)
  district = await signInAs(web.app, web.world, borrower.staffId)
  const account = await db
    .insertInto('channel_account')
    .values({
      kind: 'sms-http',
      channel: 'sms',
      owner_unit_id: lender.unitId,
      name: 'SMS thành phố',
      base_url: 'http://127.0.0.1:9',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  accountId = account.id
})
afterAll(() => web.close())

const post = (url: string, cookie: string, payload?: object) =>
  web.app.inject({ method: 'POST', url, headers: { cookie }, ...(payload ? { payload } : {}) })
const loans = async (cookie: string): Promise<ChannelLoans['items']> =>
  (await web.app.inject({ url: '/api/channel-loans', headers: { cookie } })).json<ChannelLoans>().items

test('a channel is lent downward and taken back by its lender alone', async () => {
  const order = { accountId, borrowerUnitId, from: '2021-09-05' }
  expect((await post('/api/channel-loans', district, order)).statusCode).toBeGreaterThanOrEqual(400)
  const lent = await post('/api/channel-loans', city, order)
  expect(lent.statusCode, lent.body).toBe(200)
  const { id } = lent.json<{ id: number }>()
  for (const cookie of [city, district])
    expect(await loans(cookie)).toMatchObject([{ id, state: 'open', canEnd: cookie === city }])

  expect((await post(`/api/channel-loans/${id}/end`, district)).statusCode).toBeGreaterThanOrEqual(400)
  expect((await loans(city))[0]).toMatchObject({ id, state: 'open' })
  expect((await post(`/api/channel-loans/${id}/end`, city)).statusCode).toBe(200)
  expect((await loans(city)).filter((loan) => loan.state === 'open')).toEqual([])
  expect((await post(`/api/channel-loans/999999/end`, city)).statusCode).toBe(404)
})
