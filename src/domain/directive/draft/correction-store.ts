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

/** A recall carries no files of what it recalls. */
export async function dropFiles(trx: Db, draftId: number): Promise<void> {
  await trx.deleteFrom('attachment').where('directive_id', '=', draftId).execute()
}
