import { type Kysely, sql } from 'kysely'
import type { DB } from '../db/types.ts'

/**
 * Inserts many rows in one statement, ids included. All rows have the columns of the first one; PostgreSQL converts the
 * JSON values to the columns' types.
 */
export async function bulkInsert(
  db: Kysely<DB>,
  table: keyof DB & string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    db,
  )
}
