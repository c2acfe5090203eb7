import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupMove, GroupMoves } from '../../contract/group.ts'
import type { PageQuery } from '../../contract/page.ts'
import { cursorOf, instantOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'

const THREE_WEEKS_MS = 21 * 86_400_000

/** Why a membership `m` ended: what was written with it, or the end of the post at that moment. */
export const leftBecause = sql<string>`coalesce(m.leave_reason, (select o.end_reason from post o
  where o.person_id = m.person_id and o.ended_at = m.left_at order by (o.id = m.post_id) desc nulls last, o.id limit 1),
  (select o.end_reason from post o where o.id = m.post_id), 'unknown')`

interface Row extends Omit<GroupMove, 'at'> {
  readonly at: Date
  readonly id: number
}

/** Who joined and who left since a moment, newest first, with why and by whom. */
export async function groupMoves(
  db: Db,
  groupId: number,
  query: PageQuery & { since?: string | undefined },
  now: Date,
): Promise<GroupMoves> {
  const since = query.since ? new Date(query.since) : new Date(now.getTime() - THREE_WEEKS_MS)
  const after = readCursor(query.after, 3)
  const beyond = after
    ? sql`where (at, kind, id) < (${instantOf(after[0])}::timestamptz, ${String(after[1])}, ${numberOf(after[2])}::bigint)`
    : sql``
  // Milliseconds, as the cursor keeps them.
  const { rows } = await sql<Row>`
    with moved as (
      select m.id, 'joined' as kind, date_trunc('milliseconds', m.joined_at) as at, m.person_id, m.post_id,
        coalesce(m.join_reason, 'unknown') as reason, m.joined_by as by_staff
      from chat_group_member m where m.group_id = ${groupId} and m.joined_at >= ${since}::timestamptz
      union all
      select m.id, 'left', date_trunc('milliseconds', m.left_at), m.person_id, m.post_id, ${leftBecause}, m.left_by
      from chat_group_member m where m.group_id = ${groupId} and m.left_at >= ${since}::timestamptz
    ), page as (
      select m.*, p.full_name as name from moved m join person p on p.id = m.person_id
      ${beyond} order by at desc, kind desc, id desc limit ${query.limit + 1}
    )
    select g.id, g.kind, g.at, g.person_id as "personId", g.name, g.reason, loa_staff_name(g.by_staff) as "byName", u.name as "unitName"
    from page g
    left join lateral (select o.unit_id from post o where o.person_id = g.person_id
      order by (o.id = g.post_id) desc nulls last, o.valid_to desc nulls first, o.id limit 1) o on true
    left join unit u on u.id = o.unit_id
    order by g.at desc, g.kind desc, g.id desc`.execute(db)
  const { items, next } = page(rows, query.limit, (last) =>
    cursorOf(last.at.toISOString(), last.kind, last.id),
  )
  return { items: items.map(({ id: _, ...move }) => ({ ...move, at: move.at.toISOString() })), next }
}
