import type { Db } from '../../db/client.ts'
import { describeError, type Log } from '../kernel/log.ts'
import { beat, registerWorker, signOffWorker } from './worker-store.ts'

const EVERY_MS = 2_000

/** This worker's life sign: others settle its claims when it stops without a word. */
export async function startHeartbeat(
  db: Db,
  now: Date,
  log: Log,
): Promise<{ readonly workerId: number; stop(): Promise<void> }> {
  const workerId = await registerWorker(db, now)
  let beating: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    beating = beating
      .then(() => beat(db, workerId))
      .catch((error) => log.warn({ error: describeError(error) }, 'heartbeat missed'))
  }, EVERY_MS)
  return {
    workerId,
    stop: async () => {
      clearInterval(timer)
      await beating
      await signOffWorker(db, workerId)
    },
  }
}
