import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** The numbers of this directive changed: boards look again after the commit. */
export async function notifyBoards(trx: Db, directiveId: number): Promise<void> {
  await sql`select pg_notify('loa_board', ${String(directiveId)})`.execute(trx)
}
