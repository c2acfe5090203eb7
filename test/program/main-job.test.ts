import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { BoardSnapshot } from '../../src/contract/board.ts'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { ConsoleClient } from '../harness/console-client.ts'
import { type RunningProgram, startProgram, temporaryFolder, untilReady } from '../harness/program.ts'

let folder: string
let program: RunningProgram
let staff: ConsoleClient

beforeAll(async () => {
  folder = await temporaryFolder()
  program = await startProgram(['demo'], { LOA_DATA_DIR: join(folder, 'data') })
  await untilReady(program)
  const link = await vi.waitFor(() => {
    const found = /http\S+\/demo\/\S+/.exec(program.output())?.[0]
    if (!found) throw new Error(program.output())
    return found
  }, 20_000)
  staff = new ConsoleClient(program.url)
  await staff.signIn(link)
})
afterAll(async () => {
  await program?.interrupt()
  await rm(folder, { recursive: true, force: true })
})

test('a công điện to everybody reaches, in one act, each of the 327 people who have a channel, and the board names the rest', async () => {
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

  const board = () => staff.get<BoardSnapshot>(`/api/directives/${draft.id}/board`)
  await vi.waitFor(async () => expect((await board()).funnel.people.accepted).toBe(327), 30_000)
  const { funnel } = await board()
  expect(funnel).toMatchObject({ due: 168, accepted: 165, people: { due: 331, withoutChannel: 4 } })
  expect(funnel.tabs.problem).toBe(3)
}, 90_000)
