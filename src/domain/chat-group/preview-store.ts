import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupPreview, GroupRule } from '../../contract/group.ts'
import { audienceQuery, plannedForSize } from '../audience/index.ts'
import { ruleAudience } from './rules.ts'

/** What a rule would mean on a day, against the members that the group has then; nothing is written. One statement. */
export function previewRule(
  db: Db,
  of: { rule: GroupRule; ownerUnitId: number; groupId: number | null; on: string },
): Promise<GroupPreview> {
  const { units, people } = audienceQuery(of.ownerUnitId, ruleAudience(of.rule, of.ownerUnitId), of.on)
  return plannedForSize(db, of.ownerUnitId, async (trx) => {
    const { rows } = await sql<GroupPreview>`
      with fits as materialized (${people}), chosen as materialized (${units}),
      member as materialized (
        select distinct m.person_id from chat_group_member m where m.group_id = ${of.groupId}::bigint
          and m.valid_from <= ${of.on}::date and (m.valid_to is null or m.valid_to > ${of.on}::date)
      )
      select (select count(*) from chosen) as units, (select count(*) from fits) as people,
        (select count(*) from chosen c where not exists (select from fits f where f.unit_id = c.unit_id)) as "unitsWithout",
        (select count(*) from fits f where not exists (select from contact_point c where c.person_id = f.person_id
          and c.channel in ('sms', 'phone') and c.state <> 'invalid' and c.removed_at is null)) as "withoutPhone",
        (select count(*) from fits f where not exists (select from member m where m.person_id = f.person_id)) as joining,
        (select count(*) from member m where not exists (select from fits f where f.person_id = m.person_id)) as leaving`.execute(
      trx,
    )
    return rows[0]!
  })
}
