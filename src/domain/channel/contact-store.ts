import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { firstFeasibleContact } from './feasible-store.ts'

export async function isReachable(trx: Db, federationId: number, personId: number): Promise<boolean> {
  const { rows } = await firstFeasibleContact(
    federationId,
    sql`select ${personId}::bigint as person_id`,
  ).execute(trx)
  return rows.length > 0
}
