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
  const heard: string[] = []
  notices.subscribe('loa_board', (payload) => heard.push(payload))
  return { heard }
}

test('a subscriber hears what is committed on its channel, and nothing after it leaves', async () => {
  const { heard } = await open()
  const other: string[] = []
  const leave = notices!.subscribe('loa_directive', (payload) => other.push(payload))
  await database!.pool.query(`select pg_notify('loa_board', '7'), pg_notify('loa_directive', '8')`)
  await vi.waitFor(() => expect([heard, other]).toEqual([['7'], ['8']]))
  leave()
  await database!.pool.query(`select pg_notify('loa_directive', '9'), pg_notify('loa_board', '10')`)
  await vi.waitFor(() => expect(heard).toEqual(['7', '10']))
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
  await vi.waitFor(() => expect(heard).toEqual(['']), 5_000)
  await database!.pool.query(`select pg_notify('loa_board', '11')`)
  await vi.waitFor(() => expect(heard).toEqual(['', '11']))
})
