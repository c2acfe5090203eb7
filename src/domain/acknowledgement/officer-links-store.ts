import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** Whose post it is, when the scope shows it and it is held on the day; held. */
export async function holdOfficer(
  trx: Db,
  postId: number,
  on: string,
): Promise<{ personId: number; unitId: number } | null> {
  const { rows } = await sql<{ personId: number; unitId: number }>`
    select person_id as "personId", unit_id as "unitId" from post
    where id = ${postId} and valid_from <= ${on}::date and (valid_to is null or valid_to > ${on}::date) for share`.execute(
    trx,
  )
  return rows[0] ?? null
}

/** An officer as a recipient of a directive that is under way and waits for the unit. */
export interface WaitingDirective {
  readonly recipientId: number
  readonly directiveId: number
  readonly lastLinkAt: Date | null
}

/** Directives for which an officer may still get a link; their rows as a recipient are held in the order of their ids. */
export async function holdWaiting(
  trx: Db,
  of: { personId: number; unitId: number },
  now: Date,
): Promise<WaitingDirective[]> {
  const { rows } = await sql<WaitingDirective>`
    with held as (
      select r.id, r.directive_id from target t
      join directive d on d.id = t.directive_id and d.state in ('sending', 'sent') and d.replaced_at is null
        and d.valid_until > ${now}::timestamptz
      join recipient r on r.target_id = t.id and r.person_id = ${of.personId} and r.left_at is null and r.disowned_at is null
      where t.unit_id = ${of.unitId} and t.excluded_at is null and t.acknowledged_at is null
      order by r.id for no key update of r
    )
    select h.id as "recipientId", h.directive_id as "directiveId",
      (select max(v.created_at) from delivery v where v.recipient_id = h.id and v.purpose = 'link') as "lastLinkAt"
    from held h order by h.id`.execute(trx)
  return rows
}

/** The next generation of each link; the tokens follow from it. By recipient. */
export async function nextGenerations(
  trx: Db,
  recipientIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; generation: number }>`
    update recipient set link_generation = link_generation + 1 where id = any(${recipientIds}::bigint[])
    returning id, link_generation as generation`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.generation]))
}

/** Shuts every link that the officer of a unit holds, also of directives of tiers above; gives how many were open. */
export async function shutOfficerLinks(
  trx: Db,
  of: { personId: number; unitId: number },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ links: number }>`
    with held as (
      select r.id from target t join recipient r on r.target_id = t.id and r.person_id = ${of.personId}
      where t.unit_id = ${of.unitId} and exists (select from access_link l where l.recipient_id = r.id and l.revoked_at is null)
      order by r.id for no key update of r
    ), shut as (
      update access_link l set revoked_at = ${now}::timestamptz from held
      where l.recipient_id = held.id and l.revoked_at is null returning l.expires_at
    ), further as (
      update recipient r set link_generation = link_generation + 1 from held where r.id = held.id
    )
    select count(*) filter (where expires_at > ${now}::timestamptz)::int as links from shut`.execute(trx)
  return rows[0]!.links
}
