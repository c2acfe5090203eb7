import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeliveryWorld } from '../harness/delivery-world.ts'
import { startCountingProvider } from './counting-channel.ts'

const PEOPLE = 10_000
const KILLS = 4

let world: DeliveryWorld
let provider: Awaited<ReturnType<typeof startCountingProvider>>
let worker: ChildProcess | null = null

beforeAll(async () => {
  provider = await startCountingProvider()
  world = await DeliveryWorld.open({ units: 1_000, people: PEOPLE })
  // One channel only: an escalation would be a second message by design, and is tested elsewhere.
  await sql`delete from contact_point where channel <> 'zalo'`.execute(world.db)
})
afterAll(async () => {
  worker?.kill('SIGKILL')
  await world.close()
  provider.server.closeAllConnections()
  provider.server.close()
})

async function startWorker(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'sender-process.ts'), world.database.url, provider.url],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await once(child.stdout!, 'data')
  return child
}

/** The dead stop beating; the test does not wait the fifteen seconds after which that is noticed. */
const bury = () => sql`update worker set beat_at = '2000-01-01'`.execute(world.db)

test('killed at random moments of a sending to ten thousand: nothing is lost, nothing is repeated unmarked', async () => {
  const id = await world.send({ urgency: 3 })
  await sql`update delivery set due_at = '2021-01-01', valid_until = '2099-01-01'`.execute(world.db)
  const open = async (): Promise<number> => {
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from delivery where state in ('queued', 'sending')`.execute(world.db)
    return rows[0]!.n
  }
  for (let kill = 0; kill < KILLS; kill++) {
    worker = await startWorker()
    // A random moment of the work, not of the clock: after some more have reached the provider.
    const target = provider.taken.size + 200 + Math.floor(Math.random() * 1_500)
    while (provider.taken.size < target && (await open()) > 0) await sleep(5)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    await bury()
  }
  worker = await startWorker()
  await expect.poll(open, { timeout: 60_000, interval: 100 }).toBe(0)
  worker.kill('SIGKILL')

  const rows = await world.deliveries(id)
  expect(rows).toHaveLength(PEOPLE)
  const repeated = [...provider.taken.values()].filter((count) => count > 1)
  expect(repeated).toEqual([])
  const lost = rows.filter((row) => row.state === 'accepted' && !provider.taken.has(row.address))
  expect(lost).toEqual([])
  // Whoever got nothing, or may have, is named: «unknown» in the delivery and on the board.
  const unsure = rows.filter((row) => row.state !== 'accepted')
  expect(new Set(unsure.map((row) => row.state))).toEqual(
    unsure.length > 0 ? new Set(['unknown']) : new Set(),
  )
  const named = (await world.recipients(id)).filter((one) => one.problem === 'unknown').map((one) => one.id)
  expect(named.toSorted()).toEqual(unsure.map((row) => row.recipient_id).toSorted())
  // A crash leaves as many questions as the worker had in hand, not more.
  expect(unsure.length).toBeLessThan(KILLS * 16 * 8)
}, 120_000)
