import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

/** Work is queued: dispatchers look. '' = on any lane. Heard when the transaction commits. */
export async function notifyLanes(trx: Db): Promise<void> {
  await sql`select pg_notify('loa_delivery', '')`.execute(trx)
}

/** The numbers of these directives changed. One notice each, however many rows. */
export async function notifyBoards(trx: Db, directiveIds: Iterable<number>): Promise<void> {
  const ids = [...new Set(directiveIds)]
  if (ids.length > 0)
    await sql`select pg_notify('loa_board', id::text) from unnest(${ids}::bigint[]) id`.execute(trx)
}
