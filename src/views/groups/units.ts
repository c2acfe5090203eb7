import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupRule, GroupUnits } from '../../contract/group.ts'
import type { PageQuery } from '../../contract/page.ts'
import { audienceQuery, plannedForSize } from '../../domain/audience/index.ts'
import { ruleAudience } from '../../domain/chat-group/index.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { isMember } from './figures.ts'

export interface GroupOf {
  readonly id: number
  readonly ownerUnitId: number
  readonly rule: GroupRule | null
  /** Local day, yyyy-mm-dd. */
  readonly on: string
}

/**
 * «Who is missing»: (unit_id) of the units that a group is meant for, by its rule or by its list of units, in which nobody
 * holds a post and is a member.
 */
export function unitsWithout<T>(
  db: Db,
  group: GroupOf,
  read: (trx: Db, units: RawBuilder<{ unit_id: number }>) => Promise<T>,
): Promise<T> {
  const { id, rule, ownerUnitId, on } = group
  const meant =
    rule === null
      ? sql`select g.unit_id from chat_group_unit g join unit u on u.id = g.unit_id
          where g.group_id = ${id} and u.valid_from <= ${on}::date and (u.valid_to is null or u.valid_to > ${on}::date)`
      : audienceQuery(ownerUnitId, ruleAudience(rule, ownerUnitId), on).units
  const select = sql<{ unit_id: number }>`
    with meant as materialized (${meant}), held as materialized (
      select distinct p.unit_id from chat_group_member m join post p on p.person_id = m.person_id
      where m.group_id = ${id} and ${isMember(on)} and ${isMember(on, 'p')}
    ) select t.unit_id from meant t where not exists (select from held h where h.unit_id = t.unit_id)`
  return rule === null ? read(db, select) : plannedForSize(db, ownerUnitId, (trx) => read(trx, select))
}

/** A page of them, in Vietnamese order. */
export async function unitsWithoutMember(db: Db, group: GroupOf, query: PageQuery): Promise<GroupUnits> {
  const after = readCursor(query.after, 2)
  const beyond = after
    ? sql`where (u.name collate "vi-x-icu", u.id) > (${String(after[0])}::text collate "vi-x-icu", ${numberOf(after[1])}::bigint)`
    : sql``
  return unitsWithout(db, group, async (trx, units) => {
    const { rows } = await sql<GroupUnits['items'][number]>`
      select u.id, u.name, a.name as area from (${units}) w join unit u on u.id = w.unit_id left join area a on a.id = u.area_id
      ${beyond} order by u.name collate "vi-x-icu", u.id limit ${query.limit + 1}`.execute(trx)
    return page(rows, query.limit, (last) => cursorOf(last.name, last.id))
  })
}

/** What the lists of a group start from; null when it is not seen from here. */
export async function ownerAndRule(db: Db, id: number): Promise<Omit<GroupOf, 'on'> | null> {
  const { rows } = await sql<Omit<GroupOf, 'on'>>`
    select id, owner_unit_id as "ownerUnitId", rule from chat_group where id = ${id}`.execute(db)
  return rows[0] ?? null
}
