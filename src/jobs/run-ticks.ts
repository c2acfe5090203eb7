import type { Pool, PoolClient } from 'pg'
import { type Tick, type TickDeps, ticks } from './ticks.ts'

/** Advisory lock of the one worker that runs the timers. */
const LOCK = 4_712_001
const ELECTION_MS = 2_000

export interface RunningTicks {
  stop(): Promise<void>
}

export interface RunTicksDeps extends TickDeps {
  /** The lock lives as long as one connection of this pool: when the process dies, another worker takes over. */
  readonly pool: Pool
  /** How often a worker without the lock tries again; two seconds when absent. */
  readonly electionMs?: number
}

/** Runs every timer when its time comes, in one worker at a time however many there are. */
export function runTicks(deps: RunTicksDeps, list: readonly Tick[] = ticks): RunningTicks {
  const { pool, clock, log, electionMs = ELECTION_MS } = deps
  let holder: PoolClient | null = null
  let stopping = false
  let timers: NodeJS.Timeout[] = []
  const running = new Set<Promise<void>>()

  function start(tick: Tick): void {
    let busy = false
    timers.push(
      setInterval(() => {
        // A slow run is not overtaken by the next one.
        if (busy || stopping) return
        busy = true
        const run = tick
          .run(deps, clock.now())
          .then(
            () => {},
            (error: { name?: string; code?: string }) =>
              log.error({ tick: tick.name, name: error.name, code: error.code }, 'tick failed'),
          )
          .finally(() => {
            busy = false
            running.delete(run)
          })
        running.add(run)
      }, tick.every),
    )
  }

  function stepDown(): void {
    for (const timer of timers) clearInterval(timer)
    timers = []
    holder = null
    elect(electionMs)
  }

  async function candidate(): Promise<void> {
    const client = await pool.connect()
    const lost = (): void => {
      if (holder !== client) return
      client.release(true)
      stepDown()
    }
    client.once('error', lost)
    client.once('end', lost)
    const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [LOCK])
    if (stopping || !rows[0]?.won) {
      client.off('error', lost)
      client.off('end', lost)
      client.release(stopping)
      if (!stopping) elect(electionMs)
      return
    }
    holder = client
    log.info({}, 'this worker runs the timers')
    for (const tick of list) start(tick)
  }

  let election: NodeJS.Timeout | undefined
  function elect(wait: number): void {
    if (stopping) return
    election = setTimeout(() => {
      candidate().catch((error: { code?: string }) => {
        log.warn({ code: error.code }, 'timers could not be taken over yet')
        elect(electionMs)
      })
    }, wait)
  }
  elect(0)

  return {
    async stop() {
      stopping = true
      clearTimeout(election)
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
      // Closing the connection gives the lock back.
      holder?.release(true)
      holder = null
    },
  }
}
