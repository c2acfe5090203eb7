import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupRule } from '../../contract/group.ts'
import { type Carried, withSuccessors } from './rules.ts'

/**
 * Rules that name units of which a decision disposes name their successors from then on. The members follow when the groups
 * are brought up to date. Gives how many rules changed.
 */
export async function carryRules(trx: Db, carried: Carried): Promise<number> {
  if (carried.to.length === 0) return 0
  const { rows } = await sql<{ id: number; rule: GroupRule }>`
    select id, rule from chat_group where rule is not null and ended_at is null order by id for no key update`.execute(
    trx,
  )
  const changed = rows
    .map(({ id, rule }) => ({ id, rule: withSuccessors(rule, carried), before: rule }))
    .filter(({ rule, before }) => rule !== before)
    .map(({ id, rule }) => ({ id, rule }))
  if (changed.length > 0)
    await sql`update chat_group g set rule = c.rule
      from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) c (id bigint, rule jsonb) where g.id = c.id`.execute(
      trx,
    )
  return changed.length
}
