import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

/** Who calls: a member of staff by hand, or a key. Each has keys of repetition of its own. */
export interface Caller {
  readonly kind: 'staff' | 'api_key'
  readonly id: number
}

export interface KeptReply {
  readonly status: number
  readonly contentType: string | null
  readonly body: string | null
}

/**
 * started: do it · repeated: it was done, this was the reply · other: the key stood for another request ·
 * running: the first call has not ended · unknown: nobody knows how the first call ended.
 */
export type Begun =
  | { readonly is: 'started' | 'other' | 'running' | 'unknown' }
  | { readonly is: 'repeated'; readonly reply: KeptReply }

/** So long a repeated call is recognised. */
const KEPT = sql`interval '24 hours'`
/** A call that has not ended after this time has lost its process. */
const LONGEST_CALL = sql`interval '2 minutes'`

/** Begins a call under its Idempotency-Key; of two at the same time one begins and the other is told «running». */
export async function beginCall(
  db: Db,
  caller: Caller,
  key: string,
  fingerprint: Buffer,
  now: Date,
): Promise<Begun> {
  const { rows } = await sql`
    insert into idempotent_reply as r (caller_kind, caller_id, key, fingerprint, started_at)
    values (${caller.kind}, ${caller.id}, ${key}, ${fingerprint}, ${now})
    on conflict (caller_kind, caller_id, key) do update
      set fingerprint = excluded.fingerprint, started_at = excluded.started_at, status = null, content_type = null, body = null
      where r.started_at <= ${now}::timestamptz - ${KEPT}
    returning 1`.execute(db)
  if (rows.length > 0) return { is: 'started' }
  const known = await db
    .selectFrom('idempotent_reply')
    .select(['fingerprint', 'status', 'content_type as contentType', 'body'])
    .select(sql<boolean>`started_at > ${now}::timestamptz - ${LONGEST_CALL}`.as('recent'))
    .where('caller_kind', '=', caller.kind)
    .where('caller_id', '=', caller.id)
    .where('key', '=', key)
    .executeTakeFirst()
  // Given up between the two statements: whoever calls again finds it free.
  if (!known) return { is: 'running' }
  if (!known.fingerprint.equals(fingerprint)) return { is: 'other' }
  const { status, contentType, body } = known
  if (status === null) return { is: known.recent ? 'running' : 'unknown' }
  return { is: 'repeated', reply: { status, contentType, body } }
}

const entry = (db: Db, caller: Caller, key: string) => ({
  update: db
    .updateTable('idempotent_reply')
    .where('caller_kind', '=', caller.kind)
    .where('caller_id', '=', caller.id)
    .where('key', '=', key),
  drop: db
    .deleteFrom('idempotent_reply')
    .where('caller_kind', '=', caller.kind)
    .where('caller_id', '=', caller.id)
    .where('key', '=', key),
})

/** Keeps the reply for whoever calls again. */
export async function keepReply(db: Db, caller: Caller, key: string, reply: KeptReply): Promise<void> {
  await entry(db, caller, key)
    .update.set({ status: reply.status, content_type: reply.contentType, body: reply.body })
    .execute()
}

/** Nothing was done: the call may be made again. */
export async function giveUpCall(db: Db, caller: Caller, key: string): Promise<void> {
  await entry(db, caller, key).drop.execute()
}

export async function forgetOldReplies(db: Db, now: Date): Promise<void> {
  await sql`delete from idempotent_reply where started_at <= ${now}::timestamptz - ${KEPT}`.execute(db)
}
