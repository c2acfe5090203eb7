import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** What ended with a post (loa_leave_post, db/migrations/0111). */
export interface Left {
  readonly groups: readonly number[]
  /** The person holds another post of the unit: rights and links stay. */
  readonly stays: boolean
  readonly directives: readonly number[]
  readonly links: number
  readonly cancelled: number
  readonly staff: readonly number[]
}

export async function leavePost(trx: Db, postId: number, at: Date): Promise<Left> {
  const { rows } = await sql<{ left: Left }>`select loa_leave_post(${postId}, ${at}) as left`.execute(trx)
  return rows[0]!.left
}
