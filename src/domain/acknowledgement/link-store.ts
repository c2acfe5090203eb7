import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** What a personal link says about its holder. */
export interface Link {
  readonly recipientId: number
  readonly directiveId: number
  readonly targetId: number | null
  readonly personId: number
  readonly expiresAt: Date
  /** Revoked, or closed by «Không phải tôi». */
  readonly closed: boolean
}

/** The link with this token hash; null when there is none. */
export async function linkByHash(db: Db, hash: Buffer): Promise<Link | null> {
  const { rows } = await sql<Link>`
    select r.id as "recipientId", r.directive_id as "directiveId", r.target_id as "targetId", r.person_id as "personId",
      l.expires_at as "expiresAt", l.revoked_at is not null or r.disowned_at is not null as closed
    from access_link l join recipient r on r.id = l.recipient_id where l.token_hash = ${hash}`.execute(db)
  return rows[0] ?? null
}

export type LinkEventKind = 'opened' | 'text_opened' | 'not_me' | 'new_link_asked' | 'attachment'

export async function recordLinkEvent(
  trx: Db,
  recipientId: number,
  kind: LinkEventKind,
  now: Date,
): Promise<void> {
  await sql`insert into link_event (recipient_id, kind, at) values (${recipientId}, ${kind}, ${now})`.execute(
    trx,
  )
}

/** Raises those below «Đã mở xem» to it; gives the directives whose numbers changed. */
export async function raiseToOpened(trx: Db, recipientIds: readonly number[], now: Date): Promise<number[]> {
  const { rows } = await sql<{ directiveId: number }>`
    with held as (
      select id from recipient where id = any(${recipientIds}::bigint[]) and stage < 3 order by id for no key update
    ), raised as (
      update recipient r set stage = 3, problem = null, opened_at = coalesce(r.opened_at, ${now}::timestamptz)
      from held where r.id = held.id and r.stage < 3 returning r.id, r.directive_id
    ), noted as (
      insert into link_event (recipient_id, kind, at) select id, 'opened', ${now}::timestamptz from raised
    )
    select distinct directive_id as "directiveId" from raised`.execute(trx)
  return rows.map((row) => row.directiveId)
}

/** Closes the person's links of this directive and stops what is still queued for them. False when it was done before. */
export async function disownRecipient(trx: Db, recipientId: number, now: Date): Promise<number | null> {
  const { rows } = await sql<{ directiveId: number }>`
    update recipient set disowned_at = ${now} where id = ${recipientId} and disowned_at is null
    returning directive_id as "directiveId"`.execute(trx)
  if (!rows[0]) return null
  await sql`update access_link set revoked_at = ${now} where recipient_id = ${recipientId} and revoked_at is null`.execute(
    trx,
  )
  await sql`
    update delivery set state = 'cancelled' where state = 'queued' and id in (
      select id from delivery where recipient_id = ${recipientId} and state = 'queued' order by id for update skip locked)`.execute(
    trx,
  )
  return rows[0].directiveId
}

/** Times at which this person asked for a new link since `since`, newest first. */
export async function newLinksAsked(trx: Db, recipientId: number, since: Date): Promise<Date[]> {
  const { rows } = await sql<{ at: Date }>`
    select at from link_event where recipient_id = ${recipientId} and kind = 'new_link_asked' and at > ${since}
    order by at desc`.execute(trx)
  return rows.map((row) => row.at)
}

/** The next generation of the person's link; the token follows from it. */
export async function nextGeneration(trx: Db, recipientId: number): Promise<number> {
  const { rows } = await sql<{ generation: number }>`
    update recipient set link_generation = link_generation + 1 where id = ${recipientId}
    returning link_generation as generation`.execute(trx)
  return rows[0]!.generation
}

/** May this person still get links of this directive, and is it still of use? Holds the recipient. */
export async function holdForLink(
  trx: Db,
  recipientId: number,
): Promise<{ directiveId: number; disowned: boolean; live: boolean } | null> {
  const { rows } = await sql<{ directiveId: number; disowned: boolean; live: boolean }>`
    select r.directive_id as "directiveId", r.disowned_at is not null as disowned, d.state in ('sending', 'sent', 'closed') as live
    from recipient r join directive d on d.id = r.directive_id
    where r.id = ${recipientId} for no key update of r`.execute(trx)
  return rows[0] ?? null
}

/** The recipient of this directive whose registered number this is, if it reads the directive at all. */
export async function recipientByPhone(db: Db, directiveId: number, e164: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select r.id from contact_point c join recipient r on r.person_id = c.person_id and r.directive_id = ${directiveId}
    where c.channel in ('sms', 'zalo') and c.address = ${e164} and r.disowned_at is null order by r.id limit 1`.execute(
    db,
  )
  return rows[0]?.id ?? null
}

/** One more opening of the page behind a group's link; «khoảng», because one person may open it twice. */
export async function countGroupOpening(db: Db, code: string): Promise<void> {
  await sql`
    with counted as (update group_post set opens = opens + 1 where code = ${code} returning directive_id)
    select pg_notify('loa_board', directive_id::text) from counted`.execute(db)
}

/** The recipient when the console's scope shows them, held. */
export async function seenRecipient(trx: Db, recipientId: number): Promise<{ directiveId: number } | null> {
  const { rows } = await sql<{ directiveId: number }>`
    select directive_id as "directiveId" from recipient where id = ${recipientId} for no key update`.execute(
    trx,
  )
  return rows[0] ?? null
}

/** Shuts the links that are out; the next message carries one of a new generation. Returns how many were open. */
export async function shutLinks(trx: Db, recipientId: number, now: Date): Promise<number> {
  const shut =
    await sql`update access_link set revoked_at = ${now} where recipient_id = ${recipientId} and revoked_at is null`.execute(
      trx,
    )
  await sql`update recipient set link_generation = link_generation + 1 where id = ${recipientId}`.execute(trx)
  return Number(shut.numAffectedRows ?? 0)
}
