import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { BoardSnapshot } from '../../src/contract/board.ts'
import { BOARD_LISTS } from '../../src/contract/board-lists.ts'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { type RunningDemo, SHARED_TELEPHONES, startDemo } from '../harness/demo.ts'

let demo: RunningDemo

beforeAll(async () => {
  demo = await startDemo({ LOA_DEMO_SPEED: '100' })
})
afterAll(() => demo?.stop())

test('one công điện to everybody: whoever has a channel gets it once, and answer; every number of the board is the length of its list', async () => {
  const { staff } = demo
  const templates = await staff.get<{ items: { id: number; title: string }[] }>(
    '/api/directives?state=template',
  )
  expect(templates.items).toHaveLength(8)
  const m1 = templates.items.find((item) => item.title.includes('phòng, chống dịch Covid-19 theo phân vùng'))!
  const draft = await staff.post<Directive>('/api/directives', { templateId: m1.id })
  const check = await staff.get<IssueCheck>(`/api/directives/${draft.id}/check`)
  expect([check.units, check.people, check.typedNumber]).toEqual([168, 331, 168])

  const issued = await staff.post<Directive>(`/api/directives/${draft.id}/issue`, {
    revision: draft.revision,
    typedNumber: check.typedNumber,
    acceptWarnings: true,
    requestKey: 'one-click-is-one-issue',
  })
  expect([issued.state, issued.reference]).toEqual(['held', '12/CĐ-LĐLĐ'])
  await staff.post(`/api/directives/${draft.id}/release`, { reason: 'Mưa lớn đang tới' })

  // Of 327 people with a channel one has a mailbox that refuses. In one look: later somebody hands the matter on or says «not me», and the figures move with it.
  await vi.waitFor(
    async () =>
      expect((await demo.board(draft.id)).funnel).toMatchObject({
        due: 168,
        accepted: 165,
        people: { due: 331, accepted: 326, withoutChannel: 4 },
      }),
    { timeout: 30_000, interval: 100 },
  )

  // Half of the units answer within eight minutes of the sample day; here in five seconds.
  await vi.waitFor(async () => expect((await demo.board(draft.id)).funnel.acknowledged).toBeGreaterThan(84), {
    timeout: 40_000,
    interval: 300,
  })
  await everyNumberIsTheLengthOfItsList(draft.id)
  expect(await demo.takenTwice()).toEqual({ zalo: 0, sms: SHARED_TELEPHONES })
}, 120_000)

/** Asks all lists between two looks at the board that agree: people go on answering meanwhile. */
async function everyNumberIsTheLengthOfItsList(id: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const before = await demo.board(id)
      const lengths = Object.fromEntries(
        await Promise.all(
          BOARD_LISTS.map(async (list) => {
            const rows = await demo.staff.get<unknown[] | { items: unknown[] }>(
              `/api/directives/${id}/list?limit=200&list=${encodeURIComponent(list)}`,
            )
            return [list, (Array.isArray(rows) ? rows : rows.items).length] as const
          }),
        ),
      )
      expect((await demo.board(id)).funnel).toEqual(before.funnel)
      expect(lengths).toMatchObject(shown(before))
    },
    { timeout: 40_000, interval: 200 },
  )
}

function shown({ funnel }: BoardSnapshot): Record<string, number> {
  const { due, accepted, delivered, opened, acknowledged, tabs, states } = funnel
  return {
    due,
    accepted,
    delivered,
    opened,
    acknowledged,
    unacknowledged: due - acknowledged,
    'call:not_opened': tabs.not_opened,
    'call:opened': tabs.opened,
    'call:problem': tabs.problem,
    ...Object.fromEntries(Object.entries(states).map(([state, count]) => [`state:${state}`, count])),
  }
}
