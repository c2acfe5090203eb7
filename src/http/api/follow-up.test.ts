import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { BoardSnapshot, UnitDetail } from '../../contract/board.ts'
import type { NudgeReply } from '../../contract/follow.ts'
import { acknowledge, ask } from '../../domain/acknowledgement/index.ts'

let web: TestWeb
let issued: IssuedForTest
let cookie: string

beforeEach(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:10:00+07:00' })
  const { db } = web.database
  issued = await issueForTest(db, {
    issuedAt: new Date('2021-09-05T07:55:00+07:00'),
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    units: [
      { name: 'CĐCS A', officers: ['Tạ Thúy', 'Đỗ Thị Điểm'] },
      { name: 'CĐCS B', officers: ['Lưu Văn Ưng'] },
      { name: 'CĐCS C', officers: [] },
      { name: 'CĐCS D', officers: ['Phạm Văn Ba'] },
    ],
  })
  await sql`update person set is_demo = true`.execute(db)
  cookie = await signInAs(web.app, web.world, issued.staffId)
})
afterEach(() => web.close())

const post = (path: string, payload: object | undefined = undefined, as = cookie) =>
  web.app.inject({ method: 'POST', url: path, headers: { cookie: as }, ...(payload ? { payload } : {}) })
const nudge = (payload: object) => post(`/api/directives/${issued.directiveId}/nudge`, payload)
const board = async (): Promise<BoardSnapshot> =>
  (await web.app.inject({ url: `/api/directives/${issued.directiveId}/board`, headers: { cookie } })).json()
const deliveries = () =>
  web.database.db
    .selectFrom('delivery')
    .select(['recipient_id', 'state', 'purpose', 'purpose_ref', 'due_at', 'channel'])
    .orderBy('id')
    .execute()
const audit = async (): Promise<string[]> =>
  (
    await web.database.db
      .selectFrom('audit_entry')
      .select('action')
      .where('entity', '<>', 'staff')
      .orderBy('id')
      .execute()
  ).map((row) => row.action)
const target = (index: number): number => issued.units[index]!.targetId
const officer = (index: number): number => issued.units[index]!.officers[0]!.recipientId

describe('a reminder by hand', () => {
  test('leaves after five seconds, once, and not again for fifteen minutes', async () => {
    const first: NudgeReply = (await nudge({ targetIds: [target(1)] })).json()
    expect(first).toMatchObject({ units: 1, skipped: [], leavesAt: '2021-09-05T01:10:05.000Z' })
    expect(await deliveries()).toMatchObject([
      { recipient_id: officer(1), state: 'queued', purpose: 'nudge', purpose_ref: first.ids[0] },
    ])
    expect((await deliveries())[0]!.due_at.toISOString()).toBe('2021-09-05T01:10:05.000Z')
    web.clock.advance({ minutes: 14, seconds: 59 })
    const early: NudgeReply = (await nudge({ targetIds: [target(1)] })).json()
    expect(early).toMatchObject({
      ids: [],
      units: 0,
      skipped: [{ targetId: target(1), reason: 'cool_down', allowedAt: '2021-09-05T01:25:00.000Z' }],
    })
    web.clock.advance({ seconds: 1 })
    expect((await nudge({ targetIds: [target(1)] })).json()).toMatchObject({ units: 1 })
    expect(await deliveries()).toHaveLength(2)
    const cell = (await board()).cells.find((one) => one.targetId === target(1))
    expect(cell).toMatchObject({ lastNudgedAt: web.clock.now().toISOString() })
  })

  test('pressed by five at once is one', async () => {
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => nudge({ targetIds: [target(1), target(0)] })))
    expect(replies.map((reply) => reply.json().units).toSorted()).toEqual([0, 0, 0, 0, 2])
    expect(await deliveries()).toHaveLength(3)
  })

  test('can be taken back until it leaves, and then is as if never pressed', async () => {
    const { ids }: NudgeReply = (await nudge({ targetIds: [target(1)] })).json()
    web.clock.advance({ seconds: 4 })
    expect((await post('/api/nudges/undo', { ids })).json()).toEqual({ undone: 1 })
    expect((await post('/api/nudges/undo', { ids })).json()).toEqual({ undone: 0 })
    expect(await deliveries()).toMatchObject([{ state: 'cancelled' }])
    const again: NudgeReply = (await nudge({ targetIds: [target(1)] })).json()
    expect(again.units).toBe(1)
    web.clock.advance({ seconds: 5 })
    expect((await post('/api/nudges/undo', { ids: again.ids })).json()).toEqual({ undone: 0 })
    expect((await deliveries()).filter((one) => one.state === 'queued')).toHaveLength(1)
    expect(await audit()).toEqual(['nudge.sent', 'nudge.undone', 'nudge.sent'])
  })

  test('of everybody goes to those who have not acknowledged, and says who is left out and why', async () => {
    await acknowledge(
      web.database.db,
      [{ recipientId: officer(3), answer: 'received', via: 'page' }],
      web.clock.now(),
    )
    const all: NudgeReply = (await nudge({ tab: 'all' })).json()
    expect(all).toMatchObject({ units: 2, skipped: [{ targetId: target(2), reason: 'no_channel' }] })
    const named: NudgeReply = (await nudge({ targetIds: [target(3)] })).json()
    expect(named).toMatchObject({ units: 0, skipped: [{ reason: 'acknowledged' }] })
  })

  test('shown beforehand writes nothing', async () => {
    const preview = (await nudge({ tab: 'not_opened', preview: true })).json()
    expect(preview).toMatchObject({ units: 3, people: 4, byChannel: { sms: 4 }, skipped: [] })
    expect(preview.text).toContain('https://loa.test/x/')
    expect(await deliveries()).toEqual([])
    expect(await audit()).toEqual([])
  })

  test('of a stopped directive is refused with a sentence', async () => {
    await sql`update directive set state = 'stopped', stopped_at = ${web.clock.now()}`.execute(
      web.database.db,
    )
    expect((await nudge({ tab: 'all' })).json()).toMatchObject({ status: 409, code: 'directive_not_running' })
    expect((await nudge({})).json()).toMatchObject({ status: 422 })
    expect((await nudge({ tab: 'all', targetIds: [1] })).json()).toMatchObject({ status: 422 })
  })
})

describe('the result of a call', () => {
  const call = (index: number, payload: object) => post(`/api/targets/${target(index)}/calls`, payload)

  test('«Xác nhận hộ» settles the unit and says who recorded it', async () => {
    const refused = await call(1, { outcome: 'acknowledged' })
    expect(refused.json()).toMatchObject({ status: 422, faults: [{ field: 'spokeWith' }] })
    const done = await call(1, { outcome: 'acknowledged', spokeWith: 'Lưu Văn Ưng', recipientId: officer(1) })
    expect(done.statusCode).toBe(204)
    const { funnel, cells } = await board()
    expect(funnel).toMatchObject({ acknowledged: 1, byPhone: 1 })
    expect(cells.find((one) => one.targetId === target(1))).toMatchObject({
      via: 'phone',
      state: 'acknowledged',
    })
    const detail: UnitDetail = (
      await web.app.inject({
        url: `/api/directives/${issued.directiveId}/units/${target(1)}`,
        headers: { cookie },
      })
    ).json()
    expect(detail.timeline.map((entry) => entry.text)).toContain(
      'Xác nhận qua điện thoại (Lưu Văn Ưng), do Nguyễn Thị Chuyên Viên ghi.',
    )
  })

  test('a wrong number is used no more: what was queued does not leave, and a reminder says why it cannot', async () => {
    await nudge({ targetIds: [target(1)] })
    await call(1, { outcome: 'wrong_number', recipientId: officer(1) })
    expect(await deliveries()).toMatchObject([{ state: 'cancelled' }])
    web.clock.advance({ minutes: 15 })
    expect((await nudge({ targetIds: [target(1)] })).json()).toMatchObject({
      units: 0,
      skipped: [{ reason: 'no_channel' }],
    })
  })

  test('a dissolved unit leaves the denominator with its reason', async () => {
    await call(2, { outcome: 'dissolved', note: 'Giải thể từ 31/8' })
    const { funnel, cells } = await board()
    expect(funnel).toMatchObject({ due: 3, excluded: 1 })
    expect(cells.find((one) => one.targetId === target(2))).toMatchObject({
      state: 'excluded',
      excludedReason: 'Giải thể từ 31/8',
    })
    expect(await audit()).toEqual(['call.recorded', 'target.excluded'])
  })

  test('written twice within a moment is one call; a person of another unit is refused', async () => {
    await call(1, { outcome: 'no_answer' })
    await call(1, { outcome: 'no_answer' })
    expect(await web.database.db.selectFrom('call_result').select('id').execute()).toHaveLength(1)
    web.clock.advance({ minutes: 5 })
    await call(1, { outcome: 'no_answer' })
    expect(await web.database.db.selectFrom('call_result').select('id').execute()).toHaveLength(2)
    expect((await call(1, { outcome: 'promised', recipientId: officer(0) })).statusCode).toBe(404)
  })
})

test('an excluded unit is not due, is not reminded, and comes back when restored', async () => {
  await nudge({ targetIds: [target(1)] })
  await post(`/api/targets/${target(1)}/exclude`, { reason: 'Không thuộc đối tượng' })
  await post(`/api/targets/${target(1)}/exclude`, { reason: 'Lý do khác' })
  expect((await board()).funnel).toMatchObject({ due: 3, excluded: 1, tabs: { not_opened: 2, problem: 1 } })
  expect(await deliveries()).toMatchObject([{ state: 'cancelled' }])
  web.clock.advance({ minutes: 20 })
  expect((await nudge({ targetIds: [target(1)] })).json()).toMatchObject({
    skipped: [{ reason: 'excluded' }],
  })
  await post(`/api/targets/${target(1)}/restore`)
  expect((await board()).funnel).toMatchObject({ due: 4, excluded: 0 })
  expect(await audit()).toEqual(['nudge.sent', 'target.excluded', 'target.restored'])
  expect((await post(`/api/targets/${target(1)}/exclude`, { reason: '  ' })).statusCode).toBe(422)
})

test('an answer goes to the asker once and, when published, to everybody’s page', async () => {
  const { db } = web.database
  await ask(db, { recipientId: officer(0), text: 'Có cần giấy đi đường?', formKey: 'k1' }, web.clock.now())
  const questions = async () =>
    (
      await web.app.inject({
        url: `/api/directives/${issued.directiveId}/questions`,
        headers: { cookie },
      })
    ).json().items
  const [open] = await questions()
  expect(open).toMatchObject({ unit: 'CĐCS A', person: 'Tạ Thúy', answer: null })
  const answer = { answer: 'Không cần, có thẻ là đủ.', publish: true }
  expect((await post(`/api/questions/${open.id}/answer`, answer)).statusCode).toBe(204)
  expect((await post(`/api/questions/${open.id}/answer`, answer)).statusCode).toBe(204)
  expect((await post(`/api/questions/${open.id}/answer`, { answer: 'Có cần.' })).json()).toMatchObject({
    code: 'question_answered',
  })
  expect((await questions())[0]).toMatchObject({
    answer: 'Không cần, có thẻ là đủ.',
    answeredBy: 'Nguyễn Thị Chuyên Viên',
    publishedQuestion: 'Có cần giấy đi đường?',
  })
  expect(await deliveries()).toMatchObject([{ purpose: 'answer', purpose_ref: open.id, state: 'queued' }])
  expect((await board()).openQuestions).toBe(0)
})

describe('scope is enforced by the database (invariant 11)', () => {
  test('staff of another federation change and see nothing, on every route of following up', async () => {
    const { db } = web.database
    await ask(db, { recipientId: officer(0), text: 'Hỏi', formKey: 'k2' }, web.clock.now())
    const question = await db.selectFrom('question').select('id').executeTakeFirstOrThrow()
    const { ids }: NudgeReply = (await nudge({ targetIds: [target(1)] })).json()
    const before = [await deliveries(), await audit()]
    const stranger = await addStaff(db, { unit: 'LĐLĐ khác', path: 'other.q', role: 'administrator' })
    const as = await signInAs(web.app, web.world, stranger.staffId)
    const d = `/api/directives/${issued.directiveId}`
    const tries: [string, object | undefined, number][] = [
      [`${d}/nudge`, { tab: 'all' }, 404],
      [`${d}/nudge`, { targetIds: [target(0)] }, 404],
      [`${d}/nudge`, { targetIds: [target(0)], preview: true }, 404],
      [`/api/targets/${target(0)}/calls`, { outcome: 'acknowledged', spokeWith: 'x' }, 404],
      [`/api/targets/${target(0)}/exclude`, { reason: 'thử xem' }, 404],
      [`/api/targets/${target(0)}/restore`, undefined, 404],
      [`/api/questions/${question.id}/answer`, { answer: 'x' }, 404],
    ]
    for (const [path, payload, status] of tries)
      expect([path, (await post(path, payload, as)).statusCode]).toEqual([path, status])
    expect((await post('/api/nudges/undo', { ids }, as)).json()).toEqual({ undone: 0 })
    const seen = await web.app.inject({ url: `${d}/questions`, headers: { cookie: as } })
    expect(seen.statusCode).toBe(404)
    expect([await deliveries(), await audit()]).toEqual(before)
  })

  test('a statement that forgets its filter shows nothing, and a row for another federation is refused', async () => {
    const { db } = web.database
    await nudge({ targetIds: [target(1)] })
    await post(`/api/targets/${target(1)}/calls`, { outcome: 'promised' })
    await ask(db, { recipientId: officer(0), text: 'Hỏi', formKey: 'k3' }, web.clock.now())
    await addStaff(db, { unit: 'LĐLĐ khác', path: 'other.q' })
    for (const table of [
      'directive',
      'target',
      'recipient',
      'delivery',
      'nudge',
      'call_result',
      'question',
    ] as const) {
      const count = (path: string) =>
        inScope(db, { path }, async (trx) => (await trx.selectFrom(table).select('id').execute()).length)
      const own = (
        await db
          .selectFrom('unit')
          .select('path')
          .where('id', '=', issued.federationId)
          .executeTakeFirstOrThrow()
      ).path
      expect([table, await count('other.q')]).toEqual([table, 0])
      expect([table, (await count(own)) > 0]).toEqual([table, true])
    }
    const intrude = inScope(db, { path: 'other.q' }, (trx) =>
      trx
        .insertInto('nudge')
        .values({ target_id: target(0), at: new Date(), by: issued.staffId, leaves_at: new Date() })
        .execute(),
    )
    await expect(intrude).rejects.toMatchObject({ code: '42501' })
    const passwords = inScope(db, { path: 'other.q' }, (trx) =>
      trx.selectFrom('auth_account').select('password').execute(),
    )
    await expect(passwords).rejects.toMatchObject({ code: '42501' })
  })

  test('a viewer reads and does nothing', async () => {
    const { db } = web.database
    const own = await db
      .selectFrom('unit')
      .select('path')
      .where('id', '=', issued.federationId)
      .executeTakeFirstOrThrow()
    const viewer = await addStaff(db, { unit: '', path: own.path, role: 'viewer' })
    const as = await signInAs(web.app, web.world, viewer.staffId)
    const look = await web.app.inject({
      url: `/api/directives/${issued.directiveId}/board`,
      headers: { cookie: as },
    })
    expect(look.statusCode).toBe(200)
    expect((await post(`/api/directives/${issued.directiveId}/nudge`, { tab: 'all' }, as)).statusCode).toBe(
      403,
    )
  })
})
