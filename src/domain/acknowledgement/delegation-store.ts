import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

export interface Delegator {
  readonly directiveId: number
  readonly targetId: number | null
  readonly personId: number
  readonly isDemo: boolean
  /** Hand-overs already made for this directive by this officer. */
  readonly made: number
}

/** The officer who hands on, held so that two forms sent at once see each other. */
export async function holdDelegator(trx: Db, recipientId: number): Promise<Delegator | null> {
  const { rows } = await sql<Omit<Delegator, 'made'>>`
    select r.directive_id as "directiveId", r.target_id as "targetId", r.person_id as "personId", d.is_demo as "isDemo"
    from recipient r join directive d on d.id = r.directive_id where r.id = ${recipientId} for no key update of r`.execute(
    trx,
  )
  if (!rows[0]) return null
  const { rows: counts } = await sql<{ made: number }>`
    select count(*) as made from delegation where from_recipient_id = ${recipientId}`.execute(trx)
  return { ...rows[0], made: counts[0]!.made }
}

/** The person who answers at this number; the officer oneself when it is one's own. */
export async function personByPhone(trx: Db, e164: string, ownId: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select person_id as id from contact_point where channel = 'sms' and address = ${e164} and not is_shared_office
    order by person_id = ${ownId} desc, person_id limit 1`.execute(trx)
  return rows[0]?.id ?? null
}

export async function insertPerson(trx: Db, name: string, e164: string, isDemo: boolean): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into person (full_name, is_demo) values (${name}, ${isDemo}) returning id`.execute(trx)
  const id = rows[0]!.id
  await sql`insert into contact_point (person_id, channel, address) values (${id}, 'sms', ${e164})`.execute(
    trx,
  )
  return id
}

/** The person's own recipient row of this directive, made when there is none. */
export async function recipientFor(
  trx: Db,
  from: { recipientId: number; directiveId: number; targetId: number | null },
  person: { id: number; name: string },
): Promise<{ recipientId: number; isNew: boolean }> {
  const made = await sql<{ id: number }>`
    insert into recipient (directive_id, person_id, target_id, person_name, delegated_from)
    values (${from.directiveId}, ${person.id}, ${from.targetId}, ${person.name}, ${from.recipientId})
    on conflict (directive_id, person_id) do nothing returning id`.execute(trx)
  if (made.rows[0]) return { recipientId: made.rows[0].id, isNew: true }
  const { rows } = await sql<{ id: number }>`
    select id from recipient where directive_id = ${from.directiveId} and person_id = ${person.id}`.execute(
    trx,
  )
  return { recipientId: rows[0]!.id, isNew: false }
}

/** Writes the hand-over down; null when the same one stands already. */
export async function insertDelegation(
  trx: Db,
  from: number,
  to: number,
  name: string,
  now: Date,
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into delegation (from_recipient_id, to_recipient_id, at, named) values (${from}, ${to}, ${now}, ${name})
    on conflict (from_recipient_id, to_recipient_id) do nothing returning id`.execute(trx)
  return rows[0]?.id ?? null
}
