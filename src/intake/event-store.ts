import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'
import type { ProviderPost } from '../domain/channel/index.ts'

/** A post of a provider as it is kept: raw, before anybody interprets it. */
export interface ProviderEvent {
  readonly id: number
  readonly accountId: number
  readonly receivedAt: Date
  readonly post: ProviderPost
}

export interface NewProviderEvent {
  readonly accountId: number
  readonly receivedAt: Date
  readonly post: ProviderPost
}

/** Headers that are needed to read a post again; signatures and cookies are not. */
const KEPT_HEADERS = ['content-type', 'x-zevent-server', 'num_retry'] as const

export const fingerprintOf = (accountId: number, body: Buffer): Buffer =>
  createHash('sha256').update(`${accountId}\n`).update(body).digest()

/** Stores posts in one statement; null for those that were stored before: the same bytes are the same event. */
export async function storeEvents(
  db: Db,
  events: readonly NewProviderEvent[],
): Promise<readonly (ProviderEvent | null)[]> {
  const fingerprints = events.map((event) => fingerprintOf(event.accountId, event.post.body))
  const { rows } = await sql<{ id: number; fingerprint: Buffer }>`
    insert into provider_event (account_id, received_at, headers, body, fingerprint)
    select * from unnest(
      ${events.map((event) => event.accountId)}::bigint[],
      ${events.map((event) => event.receivedAt)}::timestamptz[],
      ${events.map((event) => JSON.stringify(keptHeaders(event.post)))}::jsonb[],
      ${events.map((event) => event.post.body)}::bytea[],
      ${fingerprints}::bytea[])
    on conflict (fingerprint) do nothing
    returning id, fingerprint`.execute(db)
  const ids = new Map(rows.map((row) => [row.fingerprint.toString('hex'), row.id]))
  return events.map((event, index) => {
    const key = fingerprints[index]!.toString('hex')
    const id = ids.get(key)
    // The same post twice in one batch is one event too.
    ids.delete(key)
    return id === undefined ? null : { id, ...event }
  })
}

function keptHeaders(post: ProviderPost): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of KEPT_HEADERS) if (post.headers[name]) kept[name] = post.headers[name]
  return kept
}

export async function markEvents(
  db: Db,
  ids: readonly number[],
  state: 'applied' | 'failed',
  detail: string | null,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update provider_event set state = ${state}, processed_at = ${now}, detail = ${detail}
    where id = any(${ids}::bigint[])`.execute(db)
}

/** Posts that were stored and not applied: the process that had them died, or the database was away. */
export async function leftEvents(db: Db, storedBefore: Date, limit: number): Promise<ProviderEvent[]> {
  const { rows } = await sql<{
    id: number
    account_id: number
    received_at: Date
    headers: Record<string, string>
    body: Buffer
  }>`
    select id, account_id, received_at, headers, body from provider_event
    where state = 'stored' and received_at < ${storedBefore}
    order by id limit ${limit}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    receivedAt: row.received_at,
    post: { headers: row.headers, body: row.body, pathSecret: null },
  }))
}

/** Applied posts are technical: they are kept for questions of the next weeks, not for ever. */
export async function dropEventsBefore(db: Db, before: Date): Promise<number> {
  const result = await sql`
    delete from provider_event where id in (
      select id from provider_event where processed_at < ${before} order by id limit 5000)`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}
