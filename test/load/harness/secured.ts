import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { type Db, openDatabase } from '../../../db/client.ts'
import { inScope, type Scope } from '../../../db/scope.ts'
import { percentile } from './measure.ts'

/** As many turns as fit in this time, at least and at most so many. */
const ENOUGH_MS = 1_000
const [FEWEST, MOST] = [4, 40]

export interface Secured {
  /** Medians in milliseconds of the same work in a scope and as the owner, whom no policy binds. */
  readonly secured: number
  readonly bare: number
}

/**
 * Times the same work in a scope and as the owner in turns, so that both meet the same machine; the first turn warms up.
 * «wall» is what a person waits for. «processor» is what the database computed for it, which neighbours on the machine do
 * not change: Linux tells it of a process; elsewhere it is the wall's time. One connection, without parallel workers.
 */
export async function withAndWithout(
  url: string,
  scope: Scope,
  work: (trx: Db) => Promise<unknown>,
  kind: 'wall' | 'processor',
): Promise<Secured> {
  const alone = new URL(url)
  if (kind === 'processor') alone.searchParams.set('options', '-c max_parallel_workers_per_gather=0')
  const { db, close } = openDatabase(alone.href, { max: 1 })
  try {
    const clock = kind === 'processor' ? await processorClock(db) : wallClock
    const timed = async (run: () => Promise<unknown>): Promise<number> => {
      const before = await clock()
      await run()
      return (await clock()) - before
    }
    const secured: number[] = []
    const bare: number[] = []
    const started = performance.now()
    while (secured.length < FEWEST || (secured.length < MOST && performance.now() - started < ENOUGH_MS)) {
      secured.push(await timed(() => inScope(db, scope, work)))
      // The same trip and the same scope for functions that look at it themselves, so that only the policies differ.
      bare.push(await timed(() => asOwner(db, scope, work)))
    }
    return { secured: percentile(secured.slice(1), 0.5), bare: percentile(bare.slice(1), 0.5) }
  } finally {
    await close()
  }
}

const asOwner = (db: Db, scope: Scope, work: (trx: Db) => Promise<unknown>): Promise<unknown> =>
  db.transaction().execute(async (trx) => {
    const paths = 'path' in scope ? [scope.path] : scope.paths
    await sql`select set_config('role', 'none', true), set_config('loa.scope', ${paths.join(',')}, true)`.execute(
      trx,
    )
    return work(trx)
  })

const wallClock = async (): Promise<number> => performance.now()

/** Milliseconds of processor that the connection's process has had so far: first field of schedstat, nanoseconds. */
async function processorClock(db: Db): Promise<() => Promise<number>> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const file = `/proc/${rows[0]!.pid}/schedstat`
  const read = async () => Number((await readFile(file, 'utf8')).split(' ')[0]) / 1e6
  return read().then(
    () => read,
    () => wallClock,
  )
}
