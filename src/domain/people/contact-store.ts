import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'

/** Is this person seen from here: holder of a post in a unit of the scope, or a member of one of its groups? */
export async function isVisiblePerson(trx: Db, personId: number): Promise<boolean> {
  const { rows } = await sql<{ visible: boolean }>`
    select exists (select from post where person_id = ${personId})
      or exists (select from chat_group_member m join chat_group g on g.id = m.group_id where m.person_id = ${personId})
      as visible`.execute(trx)
  return rows[0]!.visible
}

/** The row of this address, made or taken back into use; null when the person has asked for no more messages there. */
export async function keepContact(
  trx: Db,
  contact: {
    personId: number
    channel: string
    address: string
    isShared: boolean | null
    verified: string | null
    at: Date
  },
): Promise<number | null> {
  const { personId, channel, address, isShared, verified, at } = contact
  const verifiedAt = verified === null ? null : at
  const { rows } = await sql<{ id: number }>`
    insert into contact_point as c (person_id, channel, address, is_shared_office, added_at, verified_at, verified_how)
    values (${personId}, ${channel}, ${address}, ${isShared ?? false}, ${at}, ${verifiedAt}::timestamptz, ${verified})
    on conflict (person_id, channel, coalesce(account_id, 0), address) do update
      set state = 'ok', last_failure_reason = null, invalid_since = null, removed_at = null,
        is_shared_office = coalesce(${isShared}::boolean, c.is_shared_office),
        verified_at = coalesce(excluded.verified_at, c.verified_at),
        verified_how = coalesce(excluded.verified_how, c.verified_how)
      where c.state <> 'stopped'
    returning id`.execute(trx)
  return rows[0]?.id ?? null
}

export interface ContactRow {
  readonly id: number
  readonly personId: number
  readonly channel: string
  readonly state: string
}

/** The same, also one that was taken away. */
export async function anyContactById(trx: Db, id: number): Promise<ContactRow | null> {
  const { rows } = await sql<ContactRow>`
    select id, person_id as "personId", channel, state from contact_point
    where id = ${id} and address not like 'erased-%' for update`.execute(trx)
  const row = rows[0]
  return row && (await isVisiblePerson(trx, row.personId)) ? row : null
}

export async function bringBack(trx: Db, id: number): Promise<void> {
  await beyondScope(trx, (owner) =>
    sql`update contact_point set state = 'ok', removed_at = null, invalid_since = null where ${everywhere(id)}`.execute(
      owner,
    ),
  )
}

/** A contact point of a person who is seen from here, held; null when there is none. */
export async function contactById(trx: Db, id: number): Promise<ContactRow | null> {
  const { rows } = await sql<ContactRow>`
    select id, person_id as "personId", channel, state from contact_point where id = ${id} and removed_at is null for update`.execute(
    trx,
  )
  const row = rows[0]
  return row && (await isVisiblePerson(trx, row.personId)) ? row : null
}

/** The row, and the same address in rows that were merged into its person: what is wrong of one is wrong of all. */
const everywhere = (id: number) => sql`id in (select c.id from contact_point t join contact_point c
  on c.person_id = any(loa_selves(t.person_id)) and c.channel = t.channel and c.address = t.address
    and c.account_id is not distinct from t.account_id where t.id = ${id})`

export async function markVerified(trx: Db, id: number, how: string, at: Date): Promise<void> {
  await sql`update contact_point set verified_at = ${at}, verified_how = ${how}, state = 'ok', invalid_since = null
    where id = ${id}`.execute(trx)
}

/** What waits for this address is not sent there: the next channel of the person is looked for as after any failure. */
export async function markWrong(trx: Db, id: number, at: Date): Promise<void> {
  await beyondScope(trx, (owner) =>
    sql`update contact_point set state = 'invalid', invalid_since = coalesce(invalid_since, ${at}::timestamptz)
      where ${everywhere(id)} and state <> 'stopped'`.execute(owner),
  )
}

/** Out of sight and out of use; what was sent there still names it. */
export async function hideContact(trx: Db, id: number, at: Date): Promise<void> {
  await beyondScope(trx, (owner) =>
    sql`update contact_point set removed_at = ${at}, invalid_since = coalesce(invalid_since, ${at}::timestamptz),
      state = case when state = 'stopped' then state else 'invalid' end where ${everywhere(id)}`.execute(
      owner,
    ),
  )
}
