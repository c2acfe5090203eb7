import { sql } from 'kysely'
import type { Db } from './client.ts'

/** Whose eyes: the ltree paths of the units below which a person may act. No path: nothing. */
export type Scope = ({ readonly paths: readonly string[] } | { readonly path: string }) & {
  /** The key that acts: the audit log names it instead of the member of staff whose key it is. */
  readonly apiKeyId?: number
}

/**
 * Runs `work` in one transaction as the role `loa_console`, which row-level security confines to the scope's subtrees; a
 * scope that holds the whole tree is `loa_whole`, for which nothing has to be asked about a row (docs/decisions/0241).
 * Every console request goes through here; a forgotten filter then shows nothing instead of everything.
 */
export function inScope<T>(db: Db, scope: Scope, work: (trx: Db) => Promise<T>): Promise<T> {
  const paths = 'path' in scope ? [scope.path] : scope.paths
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('role', case when loa_holds_whole_tree(${paths}::text[]::ltree[]) then 'loa_whole' else 'loa_console' end, true),
      set_config('loa.scope', ${paths.join(',')}, true), set_config('loa.api_key', ${String(scope.apiKeyId ?? '')}, true)`.execute(
      trx,
    )
    return work(trx)
  })
}

/** Outside a scope: the audit lines of this transaction name the key that acts. */
export async function namingKey(trx: Db, apiKeyId: number | undefined): Promise<void> {
  await sql`select set_config('loa.api_key', ${String(apiKeyId ?? '')}, true)`.execute(trx)
}

/**
 * Runs a part of a console request as the owner of the tables, whom no policy binds: for an act that has been judged by the
 * scope already and whose columns the console's role may not touch. Only inside inScope(); the scope holds again afterwards.
 */
export async function beyondScope<T>(trx: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  const { rows } = await sql<{ role: string; scope: string }>`
    select current_setting('role') as role, current_setting('loa.scope', true) as scope`.execute(trx)
  const { role, scope } = rows[0]!
  await sql`select set_config('role', 'none', true), set_config('loa.scope', '', true)`.execute(trx)
  const done = await work(trx)
  await sql`select set_config('role', ${role}, true), set_config('loa.scope', ${scope ?? ''}, true)`.execute(
    trx,
  )
  return done
}

/**
 * Runs reads of what lies below one unit without asking row by row, when the scope holds that unit: then it holds everything
 * below. Only for statements that say themselves below which unit they look; outside a scope nothing changes.
 */
export async function belowUnit<T>(trx: Db, unitId: number, work: (trx: Db) => Promise<T>): Promise<T> {
  const { rows } = await sql<{ asked: boolean }>`
    select current_setting('role') = 'loa_console' and exists (select from unit where id = ${unitId}) as asked`.execute(
    trx,
  )
  if (!rows[0]!.asked) return work(trx)
  await sql`select set_config('role', 'loa_whole', true)`.execute(trx)
  const done = await work(trx)
  await sql`select set_config('role', 'loa_console', true)`.execute(trx)
  return done
}
