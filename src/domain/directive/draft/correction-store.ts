import type { Db } from '../../../../db/client.ts'

/** The groups in which a directive was to be posted. */
export async function groupsOf(db: Db, directiveId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('group_post')
    .select('group_id')
    .where('directive_id', '=', directiveId)
    .orderBy('group_id')
    .execute()
  return rows.map((row) => row.group_id)
}
