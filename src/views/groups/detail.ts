import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupDetail, GroupItem, GroupRule } from '../../contract/group.ts'
import { localDay } from '../../kernel/dates.ts'
import { groupFigures } from './figures.ts'
import { WEEK_MS } from './list.ts'
import { unitsWithout } from './units.ts'

type Head = Omit<GroupItem, 'members' | 'toInvite' | 'toRemove' | 'joined' | 'left'> & {
  url: string | null
  rule: GroupRule | null
  endedAt: Date | null
  ownerUnitId: number
}

/** A group with its figures and its rule in words; null when there is none to be seen. */
export async function groupDetail(
  db: Db,
  id: number,
  { unitId, now }: { unitId: number; now: Date },
): Promise<GroupDetail | null> {
  const { rows } = await sql<Head>`
    select g.id, g.name, g.platform, g.rule is not null as "byRule", g.url, g.rule, g.ended_at as "endedAt",
      g.owner_unit_id as "ownerUnitId", case when g.owner_unit_id <> ${unitId} then u.name end as "ownerName"
    from chat_group g join unit u on u.id = g.owner_unit_id where g.id = ${id}`.execute(db)
  const head = rows[0]
  if (!head) return null
  const on = localDay(now)
  const figures = groupFigures(sql`select ${id}::bigint`, { on, since: new Date(now.getTime() - WEEK_MS) })
  const without = await unitsWithout(db, { ...head, on }, async (trx, units) => {
    const counted = await sql<{ n: number }>`select count(*)::int as n from (${units}) w`.execute(trx)
    return counted.rows[0]!.n
  })
  const numbers = await sql<Pick<GroupItem, 'members' | 'toInvite' | 'toRemove' | 'joined' | 'left'>>`
    select f.members, f."toInvite", f."toRemove", f.joined, f.left from (${figures}) f`.execute(db)
  const { ownerUnitId: _, endedAt, ...shown } = head
  return {
    ...shown,
    ...numbers.rows[0]!,
    endedAt: endedAt?.toISOString() ?? null,
    unitsWithout: without,
    names: await namesOf(db, head.rule),
  }
}

async function namesOf(db: Db, rule: GroupRule | null): Promise<GroupDetail['names']> {
  if (rule === null) return { units: [], areas: [], persons: [] }
  const units = [
    ...rule.excludeUnits,
    ...rule.lines.flatMap((line) => [...(line.units ?? []), ...(line.below ?? [])]),
  ]
  const areas = rule.lines.flatMap((line) => line.areas ?? [])
  const named = (table: string, name: string, ids: readonly number[]) =>
    sql`(select coalesce(json_agg(json_build_object('id', t.id, 'name', ${sql.ref(`t.${name}`)}) order by ${sql.ref(`t.${name}`)} collate "vi-x-icu", t.id), '[]')
      from ${sql.table(table)} t where t.id = any(${ids}::bigint[]))`
  const { rows } = await sql<GroupDetail['names']>`
    select ${named('unit', 'name', units)} as units, ${named('area', 'name', areas)} as areas,
      ${named('person', 'full_name', rule.excludePersons)} as persons`.execute(db)
  return rows[0]!
}
