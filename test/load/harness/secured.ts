import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { inScope, type Scope } from '../../../db/scope.ts'
import { percentile } from './measure.ts'

const ROUNDS = 9

/**
 * Medians in milliseconds of the same work in a scope and as the owner, whom no policy binds: in turns, so that both meet
 * the same machine; the first round warms up.
 */
export async function withAndWithout(
  db: Db,
  scope: Scope,
  work: (trx: Db) => Promise<unknown>,
  rounds = ROUNDS,
): Promise<readonly [secured: number, bare: number]> {
  const secured: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round++) {
    secured.push(await timed(() => inScope(db, scope, work)))
    // The same trip and the same scope for functions that look at it themselves, so that only the policies differ.
    bare.push(await timed(() => asOwner(db, scope, work)))
  }
  return [percentile(secured.slice(1), 0.5), percentile(bare.slice(1), 0.5)]
}

const asOwner = (db: Db, scope: Scope, work: (trx: Db) => Promise<unknown>): Promise<unknown> =>
  db.transaction().execute(async (trx) => {
    const paths = 'path' in scope ? [scope.path] : scope.paths
    await sql`select set_config('role', 'none', true), set_config('loa.scope', ${paths.join(',')}, true)`.execute(
      trx,
    )
    return work(trx)
  })

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
