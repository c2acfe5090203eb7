import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Channel } from '../../contract/common.ts'

export interface PublishedAnswer {
  readonly question: string
  readonly answer: string
}

/** Questions and answers that the sender shows to every unit, without their authors. */
export async function publishedAnswers(db: Db, directiveId: number): Promise<PublishedAnswer[]> {
  const { rows } = await sql<PublishedAnswer>`
    select coalesce(published_question, text) as question, answer from question
    where directive_id = ${directiveId} and published_at is not null and answer is not null order by published_at, id`.execute(
    db,
  )
  return rows
}

export interface OwnQuestion {
  readonly text: string
  readonly askedAt: Date
  readonly answer: string | null
  readonly answeredAt: Date | null
}

export async function ownQuestions(db: Db, recipientId: number): Promise<OwnQuestion[]> {
  const { rows } = await sql<OwnQuestion>`
    select text, asked_at as "askedAt", answer, answered_at as "answeredAt" from question
    where recipient_id = ${recipientId} order by asked_at, id`.execute(db)
  return rows
}

export interface OwnDelegation {
  readonly name: string
  readonly at: Date
}

export async function ownDelegations(db: Db, recipientId: number): Promise<OwnDelegation[]> {
  const { rows } = await sql<OwnDelegation>`
    select named as name, at from delegation where from_recipient_id = ${recipientId} order by at, id`.execute(
    db,
  )
  return rows
}

/** Other directives that still wait for this officer's unit. */
export interface WaitingDirective {
  readonly title: string
  readonly acknowledgeBefore: Date | null
  readonly recipientId: number
  readonly generation: number
}

export async function waitingFor(
  db: Db,
  reader: { personId: number; directiveId: number },
): Promise<WaitingDirective[]> {
  const { rows } = await sql<WaitingDirective>`
    select d.title, d.acknowledge_before as "acknowledgeBefore", r.id as "recipientId", r.link_generation as generation
    from recipient r
    join directive d on d.id = r.directive_id
    left join target t on t.id = r.target_id
    where r.person_id = ${reader.personId} and d.id <> ${reader.directiveId} and d.state in ('sending', 'sent')
      and d.acknowledge and r.stage between 1 and 3 and r.disowned_at is null
      and t.acknowledged_at is null and t.excluded_at is null
      and not exists (select from directive n where n.replaces_id = d.id and n.issued_at is not null)
    order by d.acknowledge_before nulls last, d.id limit 20`.execute(db)
  return rows
}

/** The reader's own recipient row of another directive: the one that replaces this. */
export async function recipientOf(
  db: Db,
  reader: { personId: number; directiveId: number },
): Promise<{ recipientId: number; generation: number } | null> {
  const { rows } = await sql<{ recipientId: number; generation: number }>`
    select r.id as "recipientId", r.link_generation as generation from recipient r
    join access_link l on l.recipient_id = r.id and l.generation = r.link_generation and l.revoked_at is null
    where r.person_id = ${reader.personId} and r.directive_id = ${reader.directiveId}`.execute(db)
  return rows[0] ?? null
}

/**
 * When this reader confirmed an earlier directive, or somebody of the reader's unit did; null when nobody has. Units
 * are compared by themselves: a new directive has rows of its own.
 */
export async function confirmedEarlier(
  db: Db,
  reader: { recipientId: number; personId: number },
  directiveId: number,
): Promise<{ at: Date; own: boolean } | null> {
  const { rows } = await sql<{ at: Date; own: boolean }>`
    select acknowledged_at as at, true as own from recipient
      where directive_id = ${directiveId} and person_id = ${reader.personId} and acknowledged_at is not null
    union all
    select o.acknowledged_at, false from target o
      where o.directive_id = ${directiveId} and o.acknowledged_at is not null
        and o.unit_id = (select t.unit_id from recipient r join target t on t.id = r.target_id where r.id = ${reader.recipientId})
    order by own desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Is the phone with this cookie known as this person's since before the person got this link? */
export async function knownBefore(
  db: Db,
  deviceHash: Buffer,
  link: { tokenHash: Buffer; personId: number },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select from device v join access_link l on l.token_hash = ${link.tokenHash}
    where v.token_hash = ${deviceHash} and v.person_id = ${link.personId} and v.first_seen_at < l.created_at
      and v.remembered_until > ${now}`.execute(db)
  return rows.length > 0
}

export interface RegisteredContact {
  readonly channel: Channel
  readonly address: string
}

/** Where a new link would go: for the masked hint on the page of an expired link. Ids of chats tell a person nothing. */
export async function registeredContacts(db: Db, personId: number): Promise<RegisteredContact[]> {
  const { rows } = await sql<RegisteredContact>`
    select channel, address from contact_point where person_id = ${personId} and state = 'ok' and channel <> 'phone'
    order by array_position(array['zalo', 'telegram', 'sms', 'email'], channel), id`.execute(db)
  return rows as RegisteredContact[]
}

/** Where the last code went, or where the next one would go: SMS, else a chat, else e-mail. Null: nowhere. */
export async function codeContact(
  db: Db,
  reader: { recipientId: number; personId: number },
): Promise<RegisteredContact | null> {
  const { rows } = await sql<RegisteredContact>`
    select channel, address from (
      select 0 as nth, channel, address, -id as id from delivery where recipient_id = ${reader.recipientId} and purpose = 'code'
      union all
      select array_position(array['sms', 'zalo', 'telegram', 'email'], channel), channel, address, id from contact_point
        where person_id = ${reader.personId} and state = 'ok' and channel <> 'phone') c
    order by nth, id limit 1`.execute(db)
  return rows[0] ?? null
}

export interface GroupPostRow {
  readonly id: number
  readonly directiveId: number
  readonly groupName: string
  readonly state: string
  readonly replacedByNumber: number | null
  readonly replacedBySymbol: string | null
  readonly replacedByRelation: 'replaces' | 'corrects' | 'recalls' | null
}

export async function groupPost(db: Db, code: string): Promise<GroupPostRow | null> {
  const { rows } = await sql<GroupPostRow>`
    select g.id, g.directive_id as "directiveId", g.group_name as "groupName", d.state,
      n.number as "replacedByNumber", n.symbol as "replacedBySymbol", n.relation as "replacedByRelation"
    from group_post g join directive d on d.id = g.directive_id
    left join lateral (select n.number, n.symbol, n.relation from directive n
      where n.replaces_id = d.id and n.issued_at is not null and n.state not in ('draft', 'held', 'discarded')
      order by n.issued_at desc limit 1) n on true
    where g.code = ${code} and d.state in ('sending', 'sent', 'stopped', 'closed')`.execute(db)
  return rows[0] ?? null
}
