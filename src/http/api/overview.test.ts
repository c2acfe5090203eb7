import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { BoardSnapshot, Home, UnitDetail } from '../../contract/board.ts'
import type { DirectiveListItem } from '../../contract/directive.ts'
import { acknowledge, ask } from '../../domain/acknowledgement/index.ts'

let web: TestWeb
let issued: IssuedForTest
let cookie: string
let strangerCookie: string
const ISSUED_AT = new Date('2021-09-05T07:55:00+07:00')

beforeAll(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:00:00+07:00' })
  const { db } = web.database
  issued = await issueForTest(db, {
    title: 'Triển khai các biện pháp phòng, chống dịch — hỏa tốc',
    issuedAt: ISSUED_AT,
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    units: [
      { name: 'CĐCS Ong Vàng', officers: ['Tạ Thúy'] },
      { name: 'CĐCS Ô Quan Mới', officers: ['Lưu Văn Ưng'] },
      { name: 'CĐCS Phú Đô', officers: [] },
    ],
  })
  await sql`update person set is_demo = true`.execute(db)
  cookie = await signInAs(web.app, web.world, issued.staffId)
  const stranger = await addStaff(db, { unit: 'LĐLĐ quận khác', path: 'other.q', role: 'administrator' })
  strangerCookie = await signInAs(web.app, web.world, stranger.staffId)
  const [one, two] = issued.units.map((unit) => unit.officers[0]?.recipientId)
  await acknowledge(db, [{ recipientId: one!, answer: 'received', via: 'page' }], web.clock.now())
  await ask(
    db,
    { recipientId: two!, text: 'Giáo viên có cần giấy đi đường?', formKey: 'form-1' },
    web.clock.now(),
  )
})
afterAll(() => web.close())

const get = async <T>(path: string, as = cookie): Promise<T> => {
  const reply = await web.app.inject({ url: path, headers: { cookie: as } })
  expect([path, reply.statusCode, reply.statusCode === 200 ? '' : reply.body]).toEqual([path, 200, ''])
  return reply.json()
}
const search = async (q: string): Promise<DirectiveListItem[]> =>
  (await get<{ items: DirectiveListItem[] }>(`/api/directives?q=${encodeURIComponent(q)}`)).items

describe('home', () => {
  test('shows live directives with the numbers of their boards, open questions and lanes', async () => {
    const home = await get<Home>('/api/home')
    const board = await get<BoardSnapshot>(`/api/directives/${issued.directiveId}/board`)
    const { funnel } = board
    expect(home.live).toHaveLength(1)
    expect(home.live[0]).toMatchObject({
      id: issued.directiveId,
      due: funnel.due,
      acknowledged: funnel.acknowledged,
      opened: funnel.opened,
      problems: funnel.tabs.problem,
      openQuestions: board.openQuestions,
      toCall: 0,
    })
    expect(home.live[0]).toMatchObject({ due: 3, acknowledged: 1, problems: 1, openQuestions: 1 })
    expect(home.questions).toMatchObject([
      { unit: 'CĐCS Ô Quan Mới', text: 'Giáo viên có cần giấy đi đường?' },
    ])
    expect(home.lanes).toMatchObject([{ name: 'SMS', health: 'ok' }])
  })

  test('of another federation is empty', async () => {
    const home = await get<Home>('/api/home', strangerCookie)
    expect([home.live, home.drafts, home.questions, home.lanes]).toEqual([[], [], [], []])
  })
})

describe('the list of directives', () => {
  test.each(['hoa toc', 'HOẢ TỐC', 'phong chong dich', 'cong dien', 'Công điện hỏa tốc', 'khẩn không có'])(
    '«%s» finds by title and kind, with or without accents',
    async (typed) => {
      expect(await search(typed)).toHaveLength(typed.includes('không có') ? 0 : 1)
    },
  )

  test('number and symbol are found however they are typed', async () => {
    const reference = (await search(''))[0]!.reference!
    const bare = reference.replace(/^0+/, '')
    for (const typed of [
      bare,
      bare.toLowerCase(),
      'CD-LDLD',
      `${bare.split('/')[0]} / CĐ - LĐLĐ`,
      bare.replaceAll(/[/-]/g, ''),
    ])
      expect([typed, (await search(typed)).length]).toEqual([typed, 1])
    expect(await search('99/CĐ-LĐLĐ')).toEqual([])
  })

  test('a percent sign is a percent sign', async () => expect(await search('%')).toEqual([]))

  test('carries the numbers of the board', async () => {
    expect((await search(''))[0]).toMatchObject({
      units: 3,
      acknowledged: 1,
      needsAttention: 1,
      openQuestions: 1,
    })
  })

  test('of another federation is empty', async () =>
    expect(await get('/api/directives', strangerCookie)).toEqual({ items: [], next: null, total: 0 }))
})

describe('one unit', () => {
  test('tells in sentences what happened, in order, with the people and their numbers', async () => {
    const { targetId } = issued.units[0]!
    const detail = await get<UnitDetail>(`/api/directives/${issued.directiveId}/units/${targetId}`)
    expect(detail.cell.state).toBe('acknowledged')
    expect(detail.people[0]).toMatchObject({ name: 'Tạ Thúy', stage: 4, why: null })
    expect(detail.people[0]!.contacts[0]).toMatchObject({
      channel: 'sms',
      tel: issued.units[0]!.officers[0]!.phone,
    })
    expect(detail.timeline.map((entry) => entry.text)).toContain('Tạ Thúy đã xác nhận trên trang chỉ đạo.')
    const times = detail.timeline.map((entry) => entry.at)
    expect(times).toEqual(times.toSorted())
    for (const { text } of detail.timeline) expect(text).not.toMatch(/^timeline\.|\{\w+\}/)
  })

  test('of another federation, or of another directive, is not found', async () => {
    const path = `/api/directives/${issued.directiveId}/units/${issued.units[0]!.targetId}`
    const reply = await web.app.inject({ url: path, headers: { cookie: strangerCookie } })
    expect(reply.statusCode).toBe(404)
    const other = await web.app.inject({
      url: `/api/directives/${issued.directiveId + 1}/units/${issued.units[0]!.targetId}`,
      headers: { cookie },
    })
    expect(other.statusCode).toBe(404)
  })
})

test('a list goes on where the last page ended, and counts the whole all the way', async () => {
  for (const state of ['template', 'all']) {
    const url = `/api/directives?state=${state}`
    const all = await get<{ items: DirectiveListItem[]; total: number }>(`${url}&limit=200`)
    const seen: number[] = []
    let after = ''
    do {
      const part = await get<{ items: DirectiveListItem[]; next: string | null; total: number }>(
        `${url}&limit=2${after && `&after=${after}`}`,
      )
      expect(part.total).toBe(all.total)
      seen.push(...part.items.map((item) => item.id))
      after = part.next ?? ''
    } while (after)
    expect(seen).toEqual(all.items.map((item) => item.id))
    expect(seen).toHaveLength(all.total)
  }
})
