import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'

// Liveness is measured by the database's own wall clock, the only one that all machines share.

export async function registerWorker(db: Db, now: Date): Promise<number> {
  const { id } = await db
    .insertInto('worker')
    .values({ started_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function beat(db: Db, workerId: number): Promise<void> {
  await sql`update worker set beat_at = clock_timestamp() where id = ${workerId}`.execute(db)
}

export async function signOffWorker(db: Db, workerId: number): Promise<void> {
  await sql`update worker set stopped_at = clock_timestamp() where id = ${workerId}`.execute(db)
}
