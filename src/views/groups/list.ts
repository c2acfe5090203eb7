import { sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import type { GroupItem, GroupPage, GroupQuery } from '../../contract/group.ts'
import { nameFits } from '../../domain/people/index.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { localDay } from '../../kernel/dates.ts'
import { groupFigures } from './figures.ts'

export const WEEK_MS = 7 * 86_400_000

/** The groups seen from here that have not ended, in the order of their federation; `unitId`: the reader's own unit. */
export async function listGroups(
  db: Db,
  query: z.infer<typeof GroupQuery>,
  { unitId, now }: { unitId: number; now: Date },
): Promise<GroupPage> {
  const after = readCursor(query.after, 3)
  const beyond = after
    ? sql`and (g.owner_unit_id <> ${unitId}, g.sort, g.id) > (${after[0] === 1}, ${numberOf(after[1])}::bigint, ${numberOf(after[2])}::bigint)`
    : sql``
  const { rows } = await sql<GroupItem & { sort: number; foreign: boolean }>`
    with page as materialized (
      select g.id, g.name, g.platform, g.rule is not null as "byRule", g.sort, g.owner_unit_id <> ${unitId} as foreign,
        case when g.owner_unit_id <> ${unitId} then u.name end as "ownerName"
      from chat_group g join unit u on u.id = g.owner_unit_id
      where g.ended_at is null and ${nameFits(sql`g.name`, query.q)} ${beyond}
      order by g.owner_unit_id <> ${unitId}, g.sort, g.id limit ${query.limit + 1}
    )
    select p.*, f.members, f."toInvite", f."toRemove", f.joined, f.left
    from page p join (${groupFigures(sql`select id from page`, {
      on: localDay(now),
      since: new Date(now.getTime() - WEEK_MS),
    })}) f on f.id = p.id
    order by p.foreign, p.sort, p.id`.execute(db)
  const { items, next } = page(rows, query.limit, (last) =>
    cursorOf(last.foreign ? 1 : 0, last.sort, last.id),
  )
  return { items: items.map(({ sort: _, foreign: __, ...item }) => item), next }
}
