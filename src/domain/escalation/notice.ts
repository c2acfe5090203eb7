import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { notFound } from '../../kernel/errors.ts'
import { record } from '../audit/index.ts'
import { notifyBoard } from './store.ts'

/**
 * The leader has seen the report of an escalation: it leaves their home, and the timeline of its units says so. Twice is
 * once. A report to somebody else is not found.
 */
export async function seeReport(
  trx: Db,
  order: { readonly noticeId: number; readonly staffId: number },
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ directive_id: number; is_first: boolean }>`
    with held as (
      select id, directive_id, read_at is null as is_first from leader_notice
      where id = ${order.noticeId} and staff_id = ${order.staffId} for update
    ), marked as (update leader_notice n set read_at = ${now} from held h where n.id = h.id and h.is_first)
    select directive_id, is_first from held`.execute(trx)
  const notice = rows[0]
  if (!notice) throw notFound('report')
  if (!notice.is_first) return
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: order.staffId },
    action: 'report.seen',
    entity: 'directive',
    entityId: notice.directive_id,
    data: { report: order.noticeId },
  })
  await notifyBoard(trx, notice.directive_id)
}
