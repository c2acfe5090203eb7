import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { openDatabase } from '../../db/client.ts'
import { type RunningDemo, SHARED_TELEPHONES, startDemo } from '../harness/demo.ts'
import { alive, family } from '../program/processes.ts'

let demo: RunningDemo | undefined
afterEach(async () => {
  await demo?.stop()
  demo = undefined
})

/** Ends the process of a role as a power cut would. */
function kill(role: 'web' | 'worker'): void {
  for (const line of alive(family(demo!.program.child.pid!)))
    if (line.includes(`--role ${role}`)) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL')
}

test('whoever is killed in the middle of a send: nobody is lost, nobody gets it twice without a mark', async () => {
  demo = await startDemo({ LOA_DEMO_SPEED: '1' })
  const { board, fake } = demo
  const database = openDatabase(demo.databaseUrl, { max: 1, name: 'loa chaos' })
  // Slow enough that a kill falls into the middle of calls.
  await fake('zalo', '', { knobs: { latencyMs: 700 } })
  const id = await demo.sendToEverybody()
  const accepted = async () => (await board(id).catch(() => null))?.funnel.people.accepted ?? -1

  await vi.waitFor(async () => expect(await accepted()).toBeGreaterThan(20), {
    timeout: 30_000,
    interval: 100,
  })
  kill('worker')
  // The dead stop beating; the test does not wait the fifteen seconds after which that is noticed.
  await sql`update worker set beat_at = '2000-01-01'`.execute(database.db)
  await database.close()
  const half = await vi.waitFor(
    async () => {
      const now = await accepted()
      expect(now).toBeGreaterThan(0)
      return now
    },
    { timeout: 20_000, interval: 100 },
  )
  expect(half).toBeLessThan(327)
  kill('web')
  await fake('zalo', '', { knobs: { latencyMs: 0 } })

  // All but those whose answer was lost are reached now; a lost answer is a state with a name, and escalates later.
  await vi.waitFor(
    async () => {
      const { funnel } = await board(id)
      expect(funnel.states.waiting ?? 0).toBe(0)
      expect(funnel.due).toBe(168)
      expect(funnel.people.due).toBe(331)
    },
    { timeout: 60_000, interval: 300 },
  )
  expect(await demo.takenTwice()).toEqual({ zalo: 0, sms: SHARED_TELEPHONES })
}, 150_000)
