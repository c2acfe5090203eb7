import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Channel } from '../../../contract/common.ts'

/** A code that came back, held. */
export interface HeldCode {
  readonly personId: number
  readonly accountId: number
  readonly expiresAt: Date
  readonly usedAt: Date | null
  readonly channel: Channel
}

export async function insertCode(
  trx: Db,
  code: {
    hash: Buffer
    personId: number
    accountId: number
    createdAt: Date
    createdBy: number | null
    expiresAt: Date
  },
): Promise<void> {
  await sql`
    insert into link_code (code_hash, person_id, account_id, created_at, created_by, expires_at)
    values (${code.hash}, ${code.personId}, ${code.accountId}, ${code.createdAt}, ${code.createdBy}, ${code.expiresAt})`.execute(
    trx,
  )
}

/** Codes of the person for this account that still work end now: only the newest one links. */
export async function endOpenCodes(trx: Db, personId: number, accountId: number, now: Date): Promise<void> {
  await sql`
    update link_code set expires_at = greatest(${now}::timestamptz, created_at + interval '1 millisecond')
    where person_id = ${personId} and account_id = ${accountId} and used_at is null and expires_at > ${now}`.execute(
    trx,
  )
}

/** How many codes were made for this person since then, by whomever. */
export async function codesSince(trx: Db, personId: number, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from link_code where person_id = ${personId} and created_at > ${since}`.execute(
    trx,
  )
  return rows[0]!.n
}

export async function holdCode(trx: Db, hash: Buffer): Promise<HeldCode | null> {
  const { rows } = await sql<HeldCode>`
    select l.person_id as "personId", l.account_id as "accountId", l.expires_at as "expiresAt", l.used_at as "usedAt", a.channel
    from link_code l join channel_account a on a.id = l.account_id
    where l.code_hash = ${hash} for update of l`.execute(trx)
  return rows[0] ?? null
}

export async function markUsed(trx: Db, hash: Buffer, at: Date): Promise<void> {
  await sql`update link_code set used_at = ${at} where code_hash = ${hash}`.execute(trx)
}

/**
 * Who has this chat at this account, other people than `personId`. Taken under a lock of the address, so that two people
 * who link the same chat at once do not both get it.
 */
export async function holderOf(
  trx: Db,
  accountId: number,
  address: string,
  channel: Channel,
  personId: number,
): Promise<number | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`link ${accountId} ${address}`}, 0))`.execute(trx)
  const { rows } = await sql<{ personId: number }>`
    select person_id as "personId" from contact_point
    where account_id = ${accountId} and address = ${address} and removed_at is null and person_id <> ${personId}
      and channel = ${channel}
    order by id limit 1`.execute(trx)
  return rows[0]?.personId ?? null
}

export async function hasChat(
  trx: Db,
  link: { personId: number; accountId: number; address: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from contact_point where person_id = ${link.personId} and account_id = ${link.accountId}
      and address = ${link.address} and removed_at is null`.execute(trx)
  return rows.length > 0
}

/** The chat is an address of the person: made, or taken back into use, because they have just asked for it. */
export async function keepChat(
  trx: Db,
  link: {
    personId: number
    accountId: number
    channel: Channel
    address: string
    how: 'code' | 'document'
    heardAt: Date
    now: Date
  },
): Promise<number> {
  const { personId, accountId, channel, address, how, heardAt, now } = link
  const { rows } = await sql<{ id: number }>`
    insert into contact_point as c (person_id, channel, account_id, address, added_at, verified_at, verified_how, heard_at)
    values (${personId}, ${channel}, ${accountId}, ${address}, ${now}, ${now}, ${how}, ${heardAt})
    on conflict (person_id, channel, coalesce(account_id, 0), address) do update
      set state = 'ok', last_failure_reason = null, invalid_since = null, removed_at = null,
        verified_at = excluded.verified_at, verified_how = excluded.verified_how,
        heard_at = greatest(c.heard_at, excluded.heard_at)
    returning id`.execute(trx)
  return rows[0]!.id
}

/** Takes the chat away from a person; returns how many rows that were: none when the caller may not see the person. */
export async function dropChat(
  trx: Db,
  link: { personId: number; accountId: number; address: string; now: Date },
): Promise<number> {
  const result = await sql`
    update contact_point set removed_at = ${link.now}, invalid_since = coalesce(invalid_since, ${link.now}::timestamptz),
      state = case when state = 'stopped' then state else 'invalid' end
    where person_id = ${link.personId} and account_id = ${link.accountId} and address = ${link.address}
      and removed_at is null`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** Returns the id of the new conflict; null when the very same one is open already. */
export async function openConflict(
  trx: Db,
  conflict: {
    accountId: number
    channel: Channel
    address: string
    holderId: number
    claimantId: number
    at: Date
  },
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into link_conflict (account_id, channel, address, holder_id, claimant_id, at)
    values (${conflict.accountId}, ${conflict.channel}, ${conflict.address}, ${conflict.holderId}, ${conflict.claimantId}, ${conflict.at})
    on conflict (account_id, address, claimant_id) where settled_at is null do nothing
    returning id`.execute(trx)
  return rows[0]?.id ?? null
}

export interface HeldConflict {
  readonly id: number
  readonly accountId: number
  readonly channel: Channel
  readonly address: string
  readonly holderId: number
  readonly claimantId: number
  readonly settled: boolean
  /** Does the caller see both people? */
  readonly seesBoth: boolean
}

export async function holdConflict(trx: Db, id: number): Promise<HeldConflict | null> {
  const { rows } = await sql<HeldConflict>`
    select c.id, c.account_id as "accountId", c.channel, c.address, c.holder_id as "holderId",
      c.claimant_id as "claimantId", c.settled_at is not null as settled,
      (select count(*) = 2 from person p where p.id in (c.holder_id, c.claimant_id)) as "seesBoth"
    from link_conflict c where c.id = ${id} for update`.execute(trx)
  return rows[0] ?? null
}

export async function settleConflict(
  trx: Db,
  id: number,
  outcome: 'holder' | 'claimant',
  by: number,
  at: Date,
): Promise<void> {
  await sql`update link_conflict set outcome = ${outcome}, settled_by = ${by}, settled_at = ${at}, address = '' where id = ${id}`.execute(
    trx,
  )
}

/** Codes that ended so long ago that nobody asks about them. */
export async function dropCodesBefore(db: Db, before: Date): Promise<number> {
  const result = await sql`delete from link_code where expires_at < ${before}`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}
