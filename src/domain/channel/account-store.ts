import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Channel } from '../../contract/common.ts'
import type { KeyRing } from '../../kernel/key-ring.ts'
import { isCurrent, seal, unseal } from '../../kernel/secret-box.ts'

/** An account as it is stored. Its credentials stay sealed until somebody opens it. */
export interface AccountRow {
  readonly id: number
  readonly kind: string
  readonly channel: Channel
  readonly name: string
  readonly baseUrl: string
  readonly config: unknown
  readonly secrets: Buffer | null
  readonly enabled: boolean
}

const columns = (db: Db) =>
  db
    .selectFrom('channel_account')
    .select(['id', 'kind', 'channel', 'name', 'base_url as baseUrl', 'config', 'secrets', 'enabled'])

export async function accountById(db: Db, accountId: number): Promise<AccountRow | null> {
  return (
    ((await columns(db).where('id', '=', accountId).executeTakeFirst()) as AccountRow | undefined) ?? null
  )
}

export async function enabledAccounts(db: Db): Promise<AccountRow[]> {
  return (await columns(db).where('enabled', '=', true).orderBy('id').execute()) as AccountRow[]
}

export async function allAccounts(db: Db): Promise<AccountRow[]> {
  return (await columns(db).orderBy('id').execute()) as AccountRow[]
}

/** What a person changes of an account; already parsed by the adapter's schemas. */
export interface AccountChange {
  readonly baseUrl?: string
  readonly config?: unknown
  readonly secrets?: unknown
  readonly enabled?: boolean
}

export interface NewAccount {
  readonly kind: string
  readonly channel: Channel
  readonly ownerUnitId: number
  readonly name: string
  readonly baseUrl: string
  /** Parsed by the adapter's schemas. */
  readonly config: unknown
  readonly secrets: unknown
  readonly ratePerMinute: number
  readonly burst: number
}

/**
 * Which channel is tried first. Telegram stands behind SMS: it is not reachable from every network in Viet Nam and tells nothing
 * of delivery (channels.md §7.1). An account of the same channel that came earlier stands before a later one.
 */
const RANK: Readonly<Record<Channel, number>> = { zalo: 10, sms: 20, telegram: 25, email: 30, webhook: 40 }

/** A new account with its lane, in use at once; returns its id. Credentials are sealed. */
export async function addAccount(trx: Db, keys: KeyRing, account: NewAccount, now: Date): Promise<number> {
  const { id } = await trx
    .insertInto('channel_account')
    .values({
      kind: account.kind,
      channel: account.channel,
      owner_unit_id: account.ownerUnitId,
      name: account.name,
      base_url: account.baseUrl,
      config: JSON.stringify(account.config),
      secrets: seal(keys, JSON.stringify(account.secrets)),
      rank: RANK[account.channel],
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { ratePerMinute, burst } = account
  await trx
    .insertInto('channel_lane')
    .values({ account_id: id, rate_per_minute: ratePerMinute, burst, tokens: burst, refilled_at: now })
    .execute()
  return id
}

/** The unit that owns a new account: the one of this code, or the top of the tree when there is one top. */
export async function ownerByCode(db: Db, code: string | undefined): Promise<number | null> {
  const rows = await db
    .selectFrom('unit')
    .select('id')
    .$if(code !== undefined, (units) => units.where('code', '=', code!))
    .$if(code === undefined, (units) => units.where(sql<boolean>`nlevel(path) = 1`))
    .where('valid_to', 'is', null)
    .limit(2)
    .execute()
  return rows.length === 1 ? rows[0]!.id : null
}

/** Saves a change; running workers open the account anew within seconds. Credentials are sealed. */
export async function changeAccount(db: Db, keys: KeyRing, id: number, change: AccountChange): Promise<void> {
  await db
    .updateTable('channel_account')
    .set({
      ...(change.baseUrl === undefined ? {} : { base_url: change.baseUrl }),
      ...(change.config === undefined ? {} : { config: JSON.stringify(change.config) }),
      ...(change.secrets === undefined ? {} : { secrets: seal(keys, JSON.stringify(change.secrets)) }),
      ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
    })
    .where('id', '=', id)
    .execute()
}

/** Class number of the advisory locks that guard the credentials of an account. */
const CREDENTIALS_LOCK = 4720

/**
 * Renews the credentials of one account, one process at a time. The lock is held by a session, not by a transaction:
 * `renew` talks to a provider, and no transaction may wait for that (invariant 10).
 */
export function rotateSecrets(
  db: Db,
  keys: KeyRing,
  accountId: number,
  renew: (stored: unknown) => Promise<unknown | null>,
): Promise<unknown> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${CREDENTIALS_LOCK}::int, ${accountId}::int)`.execute(connection)
    try {
      const { secrets } = await connection
        .selectFrom('channel_account')
        .select('secrets')
        .where('id', '=', accountId)
        .executeTakeFirstOrThrow()
      const stored: unknown = secrets ? JSON.parse(unseal(keys, secrets)) : {}
      const renewed = await renew(stored)
      if (renewed === null) return stored
      await connection
        .updateTable('channel_account')
        .set({ secrets: seal(keys, JSON.stringify(renewed)) })
        .where('id', '=', accountId)
        .execute()
      return renewed
    } finally {
      await sql`select pg_advisory_unlock(${CREDENTIALS_LOCK}::int, ${accountId}::int)`.execute(connection)
    }
  })
}

/** Writes beside a lane what a person must mend; the lane keeps its own opinion of its speed. */
export async function raiseAlarm(
  db: Db,
  accountId: number,
  health: 'failing' | 'down',
  reason: string,
  code: string,
  now: Date,
): Promise<void> {
  await sql`
    update channel_lane
    set health = ${health}, health_reason = ${reason}, health_code = ${code},
        health_since = case when health = ${health} then health_since else ${now}::timestamptz end
    where account_id = ${accountId}`.execute(db)
}

/** Seals the credentials of every account anew under the current key; returns how many were under another one. */
export async function resealAccounts(trx: Db, keys: KeyRing): Promise<number> {
  const rows = await trx
    .selectFrom('channel_account')
    .select(['id', 'secrets'])
    .where('secrets', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  const old = rows.filter((row) => row.secrets !== null && !isCurrent(keys, row.secrets))
  for (const { id, secrets } of old)
    await trx
      .updateTable('channel_account')
      .set({ secrets: seal(keys, unseal(keys, secrets!)) })
      .where('id', '=', id)
      .execute()
  return old.length
}
