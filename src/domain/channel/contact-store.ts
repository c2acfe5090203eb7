import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { firstFeasibleContact } from './feasible-store.ts'

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
  contact: { personId: number; channel: 'sms' | 'email'; address: string },
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into contact_point as c (person_id, channel, address)
    values (${contact.personId}, ${contact.channel}, ${contact.address})
    on conflict (person_id, channel, coalesce(account_id, 0), address) do update
      set state = 'ok', last_failure_reason = null where c.state <> 'stopped'
    returning id`.execute(trx)
  return rows[0]?.id ?? null
}

export async function isReachable(trx: Db, federationId: number, personId: number): Promise<boolean> {
  const { rows } = await firstFeasibleContact(
    federationId,
    sql`select ${personId}::bigint as person_id`,
  ).execute(trx)
  return rows.length > 0
}
