import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

/** What a process was given of a key's calls, and how far all processes together have come in its present window. */
export interface CallsGiven {
  readonly granted: number
  readonly taken: number
  readonly endsAt: Date
}

/**
 * Takes up to `wanted` calls of a key for this process: never more than `limit` in a window over all processes. A window
 * begins with the first call after the last one ended; one that lies further ahead than its length belongs to a clock that
 * was set back.
 */
export async function takeCalls(
  db: Db,
  apiKeyId: number,
  { limit, wanted, windowMs }: { limit: number; wanted: number; windowMs: number },
  now: Date,
): Promise<CallsGiven> {
  const ends = new Date(now.getTime() + windowMs)
  const over = sql`(c.window_ends <= ${now}::timestamptz or c.window_ends > ${ends}::timestamptz)`
  const { rows } = await sql<CallsGiven>`
    insert into api_key_calls as c (api_key_id, window_ends, taken, granted)
    values (${apiKeyId}, ${ends}, least(${wanted}::int, ${limit}::int), least(${wanted}::int, ${limit}::int))
    on conflict (api_key_id) do update set
      window_ends = case when ${over} then excluded.window_ends else c.window_ends end,
      granted = case when ${over} then excluded.granted else least(${wanted}::int, greatest(${limit}::int - c.taken, 0)) end,
      taken = case when ${over} then excluded.granted else c.taken + least(${wanted}::int, greatest(${limit}::int - c.taken, 0)) end
    returning granted, taken, window_ends as "endsAt"`.execute(db)
  return rows[0]!
}
