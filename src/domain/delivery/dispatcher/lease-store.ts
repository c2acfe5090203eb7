import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Health, LaneCondition } from './policy.ts'

export interface Lease {
  /** Messages that this worker may send now. */
  readonly granted: number
  /** When nothing was granted: milliseconds until the bucket holds a token, or until the pause ends. */
  readonly waitMs: number
  readonly ratePerMinute: number
  readonly condition: LaneCondition
}

/**
 * Takes up to `wanted` tokens out of the account's bucket. The bucket is a row, so all workers together keep the rate;
 * a worker that dies with tokens in hand has sent less, never more.
 */
export async function lease(db: Db, accountId: number, wanted: number, now: Date): Promise<Lease | null> {
  const { rows } = await sql<{
    granted: number
    wait_ms: number
    rate_per_minute: number
    failures: number
    health: Health
    health_reason: string | null
    health_code: string | null
    paused_until: Date | null
  }>`
    with bucket as (
      select account_id, rate_per_minute, coalesce(paused_until > ${now}::timestamptz, false) as paused,
        least(burst, tokens + greatest(0, extract(epoch from ${now}::timestamptz - refilled_at)) * rate_per_minute / 60.0)::float8 as available
      from channel_lane where account_id = ${accountId} for no key update
    ), given as (
      select *, case when paused then 0 else greatest(0, least(${wanted}::int, floor(available)))::int end as granted from bucket
    )
    update channel_lane l set tokens = g.available - g.granted, refilled_at = greatest(l.refilled_at, ${now}::timestamptz)
    from given g where l.account_id = g.account_id
    returning g.granted, l.rate_per_minute, l.failures, l.health, l.health_reason, l.health_code, l.paused_until,
      case when g.paused then extract(epoch from l.paused_until - ${now}::timestamptz) * 1000
        else ceil(greatest(0, 1 - (g.available - g.granted)) * 60000.0 / l.rate_per_minute) end::float8 as wait_ms`.execute(
    db,
  )
  const row = rows[0]
  if (!row) return null
  return {
    granted: row.granted,
    waitMs: Math.max(1, row.wait_ms),
    ratePerMinute: row.rate_per_minute,
    condition: {
      failures: row.failures,
      health: row.health,
      reason: row.health_reason,
      code: row.health_code,
      pausedUntil: row.paused_until,
    },
  }
}

/** Writes the lane's condition for all workers and screens, and tells the boards of what is being sent. */
export async function saveCondition(
  db: Db,
  accountId: number,
  condition: LaneCondition,
  now: Date,
): Promise<void> {
  await sql`
    with saved as (
      update channel_lane set failures = ${condition.failures}, health = ${condition.health},
        health_reason = ${condition.reason}, health_code = ${condition.code}, paused_until = ${condition.pausedUntil},
        health_since = case when health = ${condition.health} then health_since else ${now}::timestamptz end,
        last_success_at = case when ${condition.health === 'ok'}::boolean then ${now}::timestamptz else last_success_at end
      where account_id = ${accountId} returning account_id
    )
    select pg_notify('loa_board', d.id::text) from directive d, saved where d.state = 'sending'`.execute(db)
}

/** Enabled accounts with a lane, each with a fingerprint of its settings: a changed one is opened anew. */
export async function openLanes(db: Db): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; settings: string }>`
    select a.id, md5(concat_ws('|', a.kind, a.base_url, a.config, md5(a.secrets))) as settings
    from channel_account a join channel_lane l on l.account_id = a.id
    where a.enabled order by a.id`.execute(db)
  return new Map(rows.map((row) => [row.id, row.settings]))
}
