import { sql } from 'kysely'
import type { Db } from './client.ts'

/** Whose eyes: the ltree path of the unit below which a person may act. */
export interface Scope {
  readonly path: string
}

/**
 * Runs `work` in one transaction as the role `loa_console`, which row-level security confines to the scope's subtree.
 * Every console request goes through here; a forgotten filter then shows nothing instead of everything.
 */
export function inScope<T>(db: Db, scope: Scope, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('role', 'loa_console', true), set_config('loa.scope', ${scope.path}, true)`.execute(
      trx,
    )
    return work(trx)
  })
}
