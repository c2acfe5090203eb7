import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { createDatabase, type TestDatabase } from '../test/harness/database.ts'
import { type Notices, openNotices } from './notices.ts'

let database: TestDatabase | undefined
let notices: Notices | undefined
afterEach(async () => {
  await notices?.close()
  await database?.drop()
})

async function open(): Promise<{ heard: string[] }> {
  database = await createDatabase()
  notices = await openNotices(database.url)
  const { heard } = await listen('loa_board')
  return { heard }
}

const PROBE = 'probe'

/** Subscribes, and waits until the server knows: what is said before that is heard by nobody. */
async function listen(channel: string): Promise<{ heard: string[]; leave: () => void }> {
  const heard: string[] = []
  let knows = false
  const leave = notices!.subscribe(channel, (payload) => {
    if (payload === PROBE) knows = true
    else heard.push(payload)
  })
  await vi.waitFor(async () => {
    await database!.pool.query('select pg_notify($1, $2)', [channel, PROBE])
    expect(knows).toBe(true)
  }, 15_000)
  return { heard, leave }
}

test('a subscriber hears what is committed on its channel, and nothing after it leaves', async () => {
  const { heard } = await open()
  const { heard: other, leave } = await listen('loa_directive')
  await database!.pool.query(`select pg_notify('loa_board', '7'), pg_notify('loa_directive', '8')`)
  await vi.waitFor(() => expect([heard, other]).toEqual([['7'], ['8']]), 15_000)
  leave()
  await database!.pool.query(`select pg_notify('loa_directive', '9'), pg_notify('loa_board', '10')`)
  await vi.waitFor(() => expect(heard).toEqual(['7', '10']), 15_000)
  expect(other).toEqual(['8'])
})

test('after a lost connection every subscriber is told to look again, and hears on', async () => {
  const { heard } = await open()
  const admin = new pg.Client({ connectionString: database!.url })
  await admin.connect()
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'loa notices' and datname = current_database()`,
  )
  await admin.end()
  await vi.waitFor(() => expect(heard).toEqual(['']), 15_000)
  await database!.pool.query(`select pg_notify('loa_board', '11')`)
  await vi.waitFor(() => expect(heard).toEqual(['', '11']), 15_000)
})
