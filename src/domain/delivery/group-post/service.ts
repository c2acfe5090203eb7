import type { Db } from '../../../../db/client.ts'
import { notFound } from '../../../kernel/errors.ts'
import { record } from '../../audit/index.ts'
import { notifyBoards } from '../plan/notices-store.ts'
import { markPosted, postById } from './store.ts'

/**
 * «Đã đăng»: nobody but the person who posted knows, so a person says it, and may take it back. Saying it twice is saying
 * it once, by whoever said it first.
 */
export async function sayPosted(
  trx: Db,
  id: number,
  posted: boolean,
  staffId: number,
  now: Date,
): Promise<void> {
  const directiveId = await markPosted(trx, id, posted ? { at: now, by: staffId } : null)
  if (directiveId === null) {
    if (!(await postById(trx, id))) throw notFound('group_post')
    return
  }
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: staffId },
    action: posted ? 'group_post.posted' : 'group_post.unposted',
    entity: 'group_post',
    entityId: id,
    data: { directiveId },
  })
  await notifyBoards(trx, [directiveId])
}
