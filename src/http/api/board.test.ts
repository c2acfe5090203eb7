import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import { BoardSnapshot } from '../../contract/board.ts'
import { BOARD_LISTS } from '../../contract/board-lists.ts'
import { acknowledge } from '../../domain/acknowledgement/index.ts'

let web: TestWeb
let issued: IssuedForTest
let cookie: string
let strangerCookie: string

beforeAll(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:00:00+07:00' })
  const { db } = web.database
  issued = await issueForTest(db, {
    issuedAt: new Date('2021-09-05T07:55:00+07:00'),
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    units: [
      { name: 'CĐCS Trường Mầm non Ong Vàng', officers: ['Tạ Thúy', 'Đỗ Thị Điểm'] },
      { name: 'CĐCS Công ty TNHH In ấn Ô Quan Mới', officers: ['Lưu Văn Ưng'] },
      { name: '=cmd|calc "CĐCS"', officers: ['Phạm Văn Ba'] },
      { name: 'CĐCS HTX Dịch vụ Phú Đô', officers: [] },
    ],
  })
  await sql`update person set is_demo = true`.execute(db)
  cookie = await signInAs(web.app, web.world, issued.staffId)
  const stranger = await addStaff(db, { unit: 'LĐLĐ quận khác', path: 'other.q', role: 'administrator' })
  strangerCookie = await signInAs(web.app, web.world, stranger.staffId)
})
afterAll(() => web.close())

const get = (path: string, as = cookie, headers: Record<string, string> = {}) =>
  web.app.inject({ url: path, headers: { cookie: as, ...headers } })
const board = async (): Promise<BoardSnapshot> =>
  (await get(`/api/directives/${issued.directiveId}/board`)).json()

describe('the board', () => {
  test('shows every due unit once, whom to call first, and numbers that are the lengths of their lists', async () => {
    const { funnel, cells } = await board()
    expect(cells.map((cell) => cell.state)).toEqual(['accepted', 'accepted', 'accepted', 'no_channel'])
    expect(cells[0]).toMatchObject({ people: 2, contact: { name: 'Tạ Thúy', position: 'Chủ tịch' } })
    expect(cells[3]!.contact).toBeNull()
    expect(funnel).toMatchObject({
      due: 4,
      accepted: 3,
      acknowledged: 0,
      tabs: { not_opened: 3, problem: 1 },
    })
    const numbers: Partial<Record<(typeof BOARD_LISTS)[number], number>> = {
      due: funnel.due,
      accepted: funnel.accepted,
      delivered: funnel.delivered,
      opened: funnel.opened,
      acknowledged: funnel.acknowledged,
      'call:not_opened': funnel.tabs.not_opened,
      'call:opened': funnel.tabs.opened,
      'call:problem': funnel.tabs.problem,
    }
    for (const list of BOARD_LISTS) {
      const reply = (await get(`/api/directives/${issued.directiveId}/list?list=${list}`)).json()
      expect(reply.items).toHaveLength(reply.total)
      const state = list.startsWith('state:') ? (funnel.states[list.slice(6) as never] ?? 0) : undefined
      const number = numbers[list] ?? state
      if (number !== undefined) expect([list, reply.total]).toEqual([list, number])
    }
  })

  test('is written past its schema for speed, and is what the schema says to the last field', async () => {
    const sent = await board()
    expect(BoardSnapshot.parse(sent)).toEqual(sent)
  })

  test('a list goes on where the last page ended', async () => {
    const url = `/api/directives/${issued.directiveId}/list?list=due`
    const all = (await get(url)).json<{ items: { targetId: number }[]; total: number }>()
    const seen: number[] = []
    let after = ''
    do {
      const part = (await get(`${url}&limit=1${after && `&after=${after}`}`)).json<
        typeof all & { next: string }
      >()
      expect(part.total).toBe(all.total)
      seen.push(...part.items.map((unit) => unit.targetId))
      after = part.next ?? ''
    } while (after)
    expect(seen).toEqual(all.items.map((unit) => unit.targetId))
  })

  test('answers 304 until something changes, then a greater version', async () => {
    const path = `/api/directives/${issued.directiveId}/board`
    const first = await get(path)
    const etag = String(first.headers.etag)
    web.clock.advance({ seconds: 5 })
    expect((await get(path, cookie, { 'if-none-match': etag })).statusCode).toBe(304)
    const { recipientId } = issued.units[0]!.officers[0]!
    await acknowledge(web.database.db, [{ recipientId, answer: 'received', via: 'page' }], web.clock.now())
    const second = await get(path, cookie, { 'if-none-match': etag })
    expect(second.statusCode).toBe(200)
    expect(second.json().version).toBeGreaterThan(first.json().version)
    expect(second.json().cells[0]).toMatchObject({ state: 'acknowledged', via: 'page', late: false })
    expect(second.json().funnel).toMatchObject({ acknowledged: 1, tabs: { not_opened: 2, problem: 1 } })
  })

  test('leaves as a sheet that Excel reads: mark, Vietnamese headings, no formula', async () => {
    const reply = await get(`/api/directives/${issued.directiveId}/export?list=due&format=csv`)
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(reply.headers['content-disposition']).toContain('attachment')
    const lines = reply.body.split('\r\n')
    expect(lines[0]!.startsWith('\ufeffSTT,Đơn vị,Phường,Khối,Tình trạng')).toBe(true)
    expect(lines).toHaveLength(6)
    expect(reply.body).toContain(`"'=cmd|calc ""CĐCS"""`)
    expect(reply.body).not.toMatch(/(^|,|")=cmd/m)
  })

  test('of another federation is not found: nor its list, its sheet, its events', async () => {
    const base = `/api/directives/${issued.directiveId}`
    for (const path of ['/board', '/list?list=due', '/export?list=due', '/board/events'])
      expect([path, (await get(base + path, strangerCookie)).statusCode]).toEqual([path, 404])
  })
})
