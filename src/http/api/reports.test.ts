import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { Home, UnitDetail } from '../../contract/board.ts'
import { acknowledge } from '../../domain/acknowledgement/index.ts'
import { escalateDue } from '../../domain/escalation/index.ts'

/** «Báo lãnh đạo»: the last step of an escalation reaches a screen, and the leader says «Đã xem». */
let web: TestWeb
let issued: IssuedForTest
let leader: string
let specialist: string
beforeAll(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:00:00+07:00' })
  const { db } = web.database
  issued = await issueForTest(db, {
    title: 'Rà soát nhà trọ bị ngập',
    issuedAt: web.clock.now(),
    escalation: [{ afterMinutes: 45, act: 'leader' }],
    units: ['Ong Vàng', 'Ô Quan Mới', 'Phú Đô'].map((name) => ({
      name: `CĐCS ${name}`,
      officers: [`Cán bộ ${name}`],
    })),
  })
  const { path } = (
    await sql<{ path: string }>`select path::text from unit where id = ${issued.federationId}`.execute(db)
  ).rows[0]!
  const { staffId } = await addStaff(db, { unit: 'LĐLĐ', path, name: 'Phan Trọng Nghĩa', role: 'leader' })
  await sql`update person set is_demo = true`.execute(db)
  leader = await signInAs(web.app, web.world, staffId)
  specialist = await signInAs(web.app, web.world, issued.staffId)
  const answer = (unit: number) =>
    acknowledge(
      db,
      [{ recipientId: issued.units[unit]!.officers[0]!.recipientId, answer: 'received', via: 'page' }],
      web.clock.now(),
    )
  await answer(0)
  web.clock.advance({ minutes: 46 })
  await escalateDue(db, web.clock.now())
  web.clock.advance({ minutes: 2 })
  await answer(1)
})
afterAll(() => web.close())

const reports = async (cookie: string) =>
  (await web.app.inject({ url: '/api/home', headers: { cookie } })).json<Home>().reports
const see = (id: number, cookie: string) =>
  web.app.inject({ method: 'POST', url: `/api/reports/${id}/seen`, headers: { cookie } })
const timeline = async (unit: number) =>
  (
    await web.app.inject({
      url: `/api/directives/${issued.directiveId}/units/${issued.units[unit]!.targetId}`,
      headers: { cookie: leader },
    })
  )
    .json<UnitDetail>()
    .timeline.map((entry) => entry.text)

test('the leader finds it at home with the numbers of then and of now; nobody else does', async () => {
  expect(await reports(leader)).toMatchObject([
    { directiveId: issued.directiveId, reference: expect.stringContaining('/CĐ-LĐLĐ'), units: 2, silent: 1 },
  ])
  expect(await reports(specialist)).toEqual([])
})

test('the timeline of the units it was about says who was told, and of no other unit', async () => {
  const told = 'Quá mốc cuối chưa xác nhận: đã báo Phan Trọng Nghĩa.'
  expect(await timeline(2)).toContain(told)
  expect(await timeline(1)).toContain(told)
  expect(await timeline(0)).not.toContain(told)
})

test('«Đã xem» takes it off the leader’s home, stands in the timeline, and counts once; another’s cannot be called seen', async () => {
  const [report] = await reports(leader)
  const refused = await see(report!.id, specialist)
  expect([refused.statusCode, refused.json().code]).toEqual([404, 'report_not_found'])
  expect((await see(report!.id, leader)).statusCode).toBe(204)
  expect((await see(report!.id, leader)).statusCode).toBe(204)
  expect(await reports(leader)).toEqual([])
  expect(await timeline(2)).toContain('Phan Trọng Nghĩa đã xem báo cáo về đơn vị chưa xác nhận.')
  const lines = await web.database.db
    .selectFrom('audit_entry')
    .select('entity_id')
    .where('action', '=', 'report.seen')
    .execute()
  expect(lines).toEqual([{ entity_id: issued.directiveId }])
})
