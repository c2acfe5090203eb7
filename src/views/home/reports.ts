import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Home } from '../../contract/board.ts'
import { referenceOf } from '../../domain/directive/index.ts'

const AT_MOST = 20

/**
 * «Báo cáo lãnh đạo»: escalations that reached this leader and that they have not called seen. Units are counted as the
 * report said and as it stands now; a report all of whose units have answered meanwhile is still shown until it is seen.
 */
export async function unseenReports(db: Db, staffId: number): Promise<Home['reports']> {
  const { rows } = await sql<{
    id: number
    directiveId: number
    title: string
    number: number | null
    symbol: string | null
    at: Date
    units: number
    silent: number
  }>`
    select n.id, n.directive_id as "directiveId", d.title, d.number, d.symbol, n.at, n.units,
      (select count(*)::int from target t where t.directive_id = n.directive_id and t.acknowledged_at is null
        and t.excluded_at is null) as silent
    from leader_notice n join directive d on d.id = n.directive_id
    where n.staff_id = ${staffId} and n.read_at is null
    order by n.at desc, n.id desc limit ${AT_MOST}`.execute(db)
  return rows.map(({ number, symbol, at, ...row }) => ({
    ...row,
    reference: number !== null && symbol !== null ? referenceOf(number, symbol) : null,
    at: at.toISOString(),
  }))
}
