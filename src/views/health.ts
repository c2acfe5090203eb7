import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'

export interface LaneHealth {
  readonly accountId: number
  readonly kind: string
  readonly health: string
  readonly failures: number
  readonly paused: boolean
  readonly queued: number
  readonly sending: number
  readonly unknown: number
}

export async function databaseAnswers(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}

/** How long a worker may be silent before nobody counts on it. Its beat comes every two seconds. */
const SILENT_AFTER = '15 seconds'

/** How many workers are alive, by the clock of the database. */
export async function workersAlive(db: Db): Promise<number> {
  const { rows } = await sql<{ alive: number }>`
    select count(*)::int as alive from worker
    where stopped_at is null and beat_at > clock_timestamp() - ${SILENT_AFTER}::interval`.execute(db)
  return rows[0]?.alive ?? 0
}

/** Each lane with its queue. Counts go over the narrow tables of unfinished deliveries, never over the whole table. */
export async function laneHealth(db: Db, now: Date): Promise<readonly LaneHealth[]> {
  const { rows } = await sql<LaneHealth>`
    select a.id as "accountId", a.kind, l.health, l.failures, coalesce(l.paused_until > ${now}, false) as paused,
      coalesce(q.waiting, 0)::int as queued, coalesce(q.in_hand, 0)::int as sending,
      (select count(*)::int from delivery_unknown u where u.account_id = a.id) as unknown
    from channel_account a
    join channel_lane l on l.account_id = a.id
    left join (
      select account_id, count(*) filter (where claimed_by is null) as waiting, count(claimed_by) as in_hand
      from delivery_queue group by 1
    ) q on q.account_id = a.id
    order by a.id`.execute(db)
  return rows
}
