import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

interface Leaving {
  readonly postId: number
  readonly personId: number
  readonly unitId: number
}

/** Ends the memberships that came with the post, and those of groups of the unit when no other post keeps them. */
export async function endMemberships(trx: Db, leaving: Leaving, on: string, at: Date): Promise<number[]> {
  const { rows } = await sql<{ groupId: number }>`
    update chat_group_member m set valid_to = greatest(${on}::date, m.valid_from), left_at = ${at}
    where m.person_id = ${leaving.personId} and (m.valid_to is null or m.valid_to > ${on}::date)
      and (m.post_id = ${leaving.postId} or (m.post_id is null and not exists (
        select from post p where p.person_id = ${leaving.personId} and p.id <> ${leaving.postId}
          and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date))))
    returning m.group_id as "groupId"`.execute(trx)
  return rows.map((row) => row.groupId)
}

/**
 * Closes the person's links to everything sent to them for the unit, takes back what still waits, and notes each open
 * directive that now needs somebody else. Locks in the order of recipients, then deliveries, as everybody does.
 */
export async function closeRecipients(
  trx: Db,
  leaving: Leaving,
  at: Date,
): Promise<{ directiveIds: number[]; links: number; cancelled: number }> {
  const { rows } = await sql<{ id: number; directiveId: number }>`
    update recipient r set disowned_at = coalesce(r.disowned_at, ${at}::timestamptz), left_at = ${at}
    from (select w.id from recipient w join target t on t.id = w.target_id
      where w.person_id = ${leaving.personId} and t.unit_id = ${leaving.unitId} and w.left_at is null
      order by w.id for no key update of w) held
    where r.id = held.id
    returning r.id, r.directive_id as "directiveId"`.execute(trx)
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return { directiveIds: [], links: 0, cancelled: 0 }
  const links = await sql`
    update access_link set revoked_at = ${at} where recipient_id = any(${ids}::bigint[]) and revoked_at is null`.execute(
    trx,
  )
  const cancelled = await sql`
    update delivery set state = 'cancelled' where id in (
      select id from delivery where recipient_id = any(${ids}::bigint[]) and state = 'queued' order by id for update)`.execute(
    trx,
  )
  await sql`
    insert into replacement (directive_id, target_id, from_recipient_id, post_id, at)
    select r.directive_id, r.target_id, r.id, ${leaving.postId}, ${at}::timestamptz
    from recipient r join directive d on d.id = r.directive_id
    where r.id = any(${ids}::bigint[]) and d.state in ('held', 'sending', 'sent')
    order by r.id on conflict (from_recipient_id) do nothing`.execute(trx)
  const directiveIds = [...new Set(rows.map((row) => row.directiveId))].sort((a, b) => a - b)
  await sql`select pg_notify('loa_board', d::text) from unnest(${directiveIds}::bigint[]) d`.execute(trx)
  return {
    directiveIds,
    links: Number(links.numAffectedRows ?? 0),
    cancelled: Number(cancelled.numAffectedRows ?? 0),
  }
}

/** Ends the roles granted on this unit. Gives the staff whose rights ended. */
export async function endStaffRights(trx: Db, leaving: Leaving, at: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update role_grant g set valid_to = greatest(${at}::timestamptz, g.valid_from + interval '1 microsecond')
    from staff s where s.id = g.staff_id and s.person_id = ${leaving.personId} and g.unit_id = ${leaving.unitId}
      and (g.valid_to is null or g.valid_to > ${at}::timestamptz)
    returning s.id`.execute(trx)
  return rows.map((row) => row.id)
}
