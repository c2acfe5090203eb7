import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { GroupPlatform } from '../../contract/group.ts'
import { nameFits } from '../../domain/people/index.ts'
import { isMember } from './figures.ts'

export interface FoundGroup {
  readonly id: number
  readonly name: string
  readonly platform: GroupPlatform
  readonly members: number
}

/** Groups that have not ended and whose names hold the words, the best fit first. Nothing typed finds nothing. */
export async function findGroups(
  db: Db,
  { q, on, limit }: { q: string; on: string; limit: number },
): Promise<FoundGroup[]> {
  if (q.trim() === '') return []
  const { rows } = await sql<FoundGroup>`
    with found as (
      select g.id, g.name, g.platform, g.sort from chat_group g
      where g.ended_at is null and ${nameFits(sql`g.name`, q)}
      order by not starts_with(loa_fold(g.name), loa_fold(${q})), g.sort, g.id limit ${limit}
    )
    select f.id, f.name, f.platform, (select count(*)::int from chat_group_member m where m.group_id = f.id and ${isMember(on)}) as members
    from found f order by not starts_with(loa_fold(f.name), loa_fold(${q})), f.sort, f.id`.execute(db)
  return rows
}
