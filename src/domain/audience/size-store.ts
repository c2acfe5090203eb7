import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { belowUnit } from '../../../db/scope.ts'

/** From this many units on, tables are joined as wholes. */
const MANY_UNITS = 5_000

/**
 * Runs `work`, in one transaction, with plans that fit the size of the tree below a unit. The planner knows nothing of how
 * many units lie below a path that it reads while it runs: it expects a handful, and would look up the posts of a hundred
 * thousand units one by one (1.2 s instead of 0.3 s). Below a district that is right, and stays so. An audience names
 * nothing but units below its federation, its groups and its directives: whoever may see that federation sees all of it.
 */
export function plannedForSize<T>(db: Db, unitId: number, work: (trx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction().execute((trx) => plannedForSize(trx, unitId, work))
  return belowUnit(db, unitId, (trx) => chosen(trx, unitId, work))
}

async function chosen<T>(trx: Db, unitId: number, work: (trx: Db) => Promise<T>): Promise<T> {
  const { rows } = await sql<{ many: boolean }>`
    select exists (select from unit u where u.path <@ (select home.path from unit home where home.id = ${unitId})
      offset ${MANY_UNITS}) as many`.execute(trx)
  if (!rows[0]?.many) return work(trx)
  await sql`select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)`.execute(
    trx,
  )
  const done = await work(trx)
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(trx)
  return done
}
