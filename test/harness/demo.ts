import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { BoardSnapshot } from '../../src/contract/board.ts'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { ConsoleClient } from './console-client.ts'
import { type RunningProgram, startProgram, temporaryFolder, untilReady } from './program.ts'

export interface RunningDemo {
  readonly program: RunningProgram
  /** A member of the federation's staff, signed in. */
  readonly staff: ConsoleClient
  /** Its own embedded database, for what no screen can do. */
  readonly databaseUrl: string
  /** Asks or tells a fake provider: `/__control` and below. */
  fake(name: 'zalo' | 'sms', path?: string, body?: object): Promise<Record<string, unknown>>
  /** Its data folder, by which commands beside it find it. */
  readonly dataDir: string
  /** The công điện of the sample day to all 168 units, without its undo window; gives the directive's id. */
  sendToEverybody(): Promise<number>
  board(directiveId: number): Promise<BoardSnapshot>
  /** Addresses that took more than one message, by fake. */
  takenTwice(): Promise<{ zalo: number; sms: number }>
  stop(): Promise<void>
}

/** Three officers of one school share its telephone: the only address of the sample that gets more than one message. */
export const SHARED_TELEPHONES = 1

/** The whole demo as `npm start` brings it up, in a data folder of its own. */
export async function startDemo(env: NodeJS.ProcessEnv = {}): Promise<RunningDemo> {
  const folder = await temporaryFolder()
  const dataDir = join(folder, 'data')
  const program = await startProgram(['demo'], { LOA_DATA_DIR: dataDir, ...env })
  await untilReady(program)
  const link = await vi.waitFor(() => {
    const found = /http\S+\/demo\/\S+/.exec(program.output())?.[0]
    if (!found) throw new Error(program.output())
    return found
  }, 20_000)
  const staff = new ConsoleClient(program.url)
  await staff.signIn(link)
  const { fakePorts, databaseUrl } = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as {
    fakePorts: Record<string, number>
    databaseUrl: string
  }

  async function sendToEverybody(): Promise<number> {
    const { items } = await staff.get<{ items: { id: number; title: string }[] }>(
      '/api/directives?state=template',
    )
    const m1 = items.find((item) => item.title.includes('phòng, chống dịch Covid-19 theo phân vùng'))!
    const draft = await staff.post<Directive>('/api/directives', { templateId: m1.id })
    const { typedNumber } = await staff.get<IssueCheck>(`/api/directives/${draft.id}/check`)
    const order = {
      revision: draft.revision,
      typedNumber,
      acceptWarnings: true,
      requestKey: `one-click-one-issue-${draft.id}`,
    }
    await staff.post(`/api/directives/${draft.id}/issue`, order)
    await staff.post(`/api/directives/${draft.id}/release`, { reason: 'Mưa lớn đang tới' })
    return draft.id
  }

  const fake: RunningDemo['fake'] = async (name, path = '', body) => {
    const reply = await fetch(`http://127.0.0.1:${fakePorts[name]}/__control${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    return (await reply.json()) as Record<string, unknown>
  }
  const twice = async (name: 'zalo' | 'sms') => Number((await fake(name))['takenMoreThanOnce'])

  return {
    program,
    staff,
    databaseUrl,
    dataDir,
    sendToEverybody,
    board: (id) => staff.get(`/api/directives/${id}/board`),
    fake,
    takenTwice: async () => ({ zalo: await twice('zalo'), sms: await twice('sms') }),
    stop: async () => {
      await program.interrupt()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
