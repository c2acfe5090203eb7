import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { NoticeHandler, Notices } from '../../../db/notices.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { silentLog } from '../../kernel/log.ts'
import { LiveBoards } from './live.ts'

let database: TestDatabase
let issued: IssuedForTest
let boards: LiveBoards
const clock = new MovableClock('2021-09-05T08:00:00+07:00')
const heard = new Map<string, NoticeHandler>()
/** Notices that a test sends by hand, as a lost connection does when it is back. */
const notices: Notices = {
  subscribe: (channel, handler) => {
    heard.set(channel, handler)
    return () => heard.delete(channel)
  },
  close: async () => {},
}

beforeEach(async () => {
  database = await createDatabase()
  issued = await issueForTest(database.db, {
    issuedAt: new Date('2021-09-05T07:55:00+07:00'),
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    units: [{ name: 'CĐCS A', officers: ['Tạ Thúy'] }],
  })
  boards = new LiveBoards({ db: database.db, notices, clock, log: silentLog })
})
afterEach(async () => {
  boards.close()
  await database.drop()
})

const listen = async (): Promise<{ frames: string[]; stop: () => void }> => {
  const frames: string[] = []
  const stop = await boards.listen(issued.directiveId, (frame) => frames.push(frame))
  return { frames, stop: stop! }
}
const change = () =>
  sql`update target set to_call_since = coalesce(to_call_since + interval '1 s', ${clock.now()}::timestamptz)`.execute(
    database.db,
  )

test('after a lost connection everything is looked at again', async () => {
  const { frames } = await listen()
  await change()
  heard.get('loa_board')!('')
  await vi.waitFor(() => expect(frames.at(-1)).toContain('event: change'))
})

test('what no notice announces is found with the next ping: the deadline passed', async () => {
  const { frames } = await listen()
  expect(frames[0]).toContain('"state":"accepted"')
  clock.set('2021-09-05T11:00:01+07:00')
  boards.ping()
  expect(frames[1]).toMatch(/^event: ping\ndata: /)
  await vi.waitFor(() => expect(frames.at(-1)).toContain('"state":"overdue"'))
})

test('a notice without a change is no event; a notice of another directive is not even a look', async () => {
  const { frames } = await listen()
  heard.get('loa_board')!(String(issued.directiveId))
  heard.get('loa_board')!('999999')
  await change()
  heard.get('loa_board')!(String(issued.directiveId))
  await vi.waitFor(() => expect(frames).toHaveLength(2))
})

test('who has left hears nothing more', async () => {
  const first = await listen()
  const second = await listen()
  first.stop()
  await change()
  heard.get('loa_board')!(String(issued.directiveId))
  await vi.waitFor(() => expect(second.frames).toHaveLength(2))
  expect(first.frames).toHaveLength(1)
})

test('a board that does not exist is none', async () => {
  expect(await boards.listen(999_999, () => {})).toBeNull()
})
