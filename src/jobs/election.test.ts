import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../db/client.ts'
import { createDatabase, type TestDatabase } from '../../test/harness/database.ts'
import { MovableClock } from '../kernel/clock.ts'
import { keyRing } from '../kernel/key-ring.ts'
import { silentLog } from '../kernel/log.ts'
import { type RunningTicks, runTicks } from './run-ticks.ts'

/** However many workers run, the timers run in one; when it goes, another takes over. */
interface Ticker {
  readonly worker: RunningTicks
  /** Its own connections, as a process has. */
  readonly pool: TestDatabase['pool']
  ticks: number
  close(): Promise<void>
}
let database: TestDatabase
const open: Ticker[] = []
const children: ChildProcess[] = []
beforeEach(async () => {
  database = await createDatabase()
})
afterEach(async () => {
  for (const ticker of open.splice(0)) await ticker.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await database.drop()
})

function startTicker(): Ticker {
  // A pool reports the connections that it loses; the process has a log for them.
  const { db, pool, close } = openDatabase(database.url, { max: 2, name: 'ticker', onError: () => {} })
  const deps = {
    db,
    pool,
    clock: new MovableClock('2021-09-05T08:00:00+07:00'),
    log: silentLog,
    keys: keyRing('secret of tests, long enough for anybody'),
    electionMs: 20,
  }
  const ticker: Ticker = {
    ticks: 0,
    pool,
    worker: runTicks(deps, [{ name: 'count', every: 5, run: async () => ticker.ticks++ }]),
    close: async () => {
      await ticker.worker.stop()
      await close()
    },
  }
  open.push(ticker)
  return ticker
}
/** Who ticks from now on: after some more ticks of anybody. */
async function ticking(among: readonly Ticker[]): Promise<Ticker[]> {
  const before = among.map((one) => one.ticks)
  await expect
    .poll(() => Math.max(...among.map((one, index) => one.ticks - before[index]!)))
    .toBeGreaterThan(10)
  return among.filter((one, index) => one.ticks > before[index]!)
}

test('of three workers exactly one ticks', async () => {
  const all = [startTicker(), startTicker(), startTicker()]
  expect(await ticking(all)).toHaveLength(1)
  expect(await ticking(all)).toHaveLength(1)
})

test('a worker that stops hands over, one that loses its connection too, and it ticks no more itself', async () => {
  const all = [startTicker(), startTicker()]
  const [first] = await ticking(all)
  const second = all.find((one) => one !== first)!
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())`,
  )
  // Until it hears of its loss it may have ticked once more; both stand for election again, and whoever wins, it is one.
  await ticking(all)
  const [next, ...more] = await ticking(all)
  expect(more).toEqual([])
  await next!.worker.stop()
  const other = next === first ? second : first!
  const silent = next!.ticks
  expect(await ticking([other])).toEqual([other])
  expect(next!.ticks).toBe(silent)
})

test('a killed worker process: another takes over, and nobody ticked beside it', async () => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../test/chaos/ticker-process.ts'), database.url],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  await once(child.stdout, 'data')
  const [one, two] = [startTicker(), startTicker()]
  // They stand for election several times while the other holds it.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect([one.ticks, two.ticks]).toEqual([0, 0])
  child.kill('SIGKILL')
  expect(await ticking([one, two])).toHaveLength(1)
})
