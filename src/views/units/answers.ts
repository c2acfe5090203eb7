import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { UnitAnswer, UnitProfile } from '../../contract/units.ts'
import { asUrgency, referenceOf } from '../../domain/directive/index.ts'
import { type UnitFacts, unitState } from '../board/index.ts'

/** The cells of a unit page. */
const SHOWN = 10
/** Of so many directives that asked for an answer the time to it is taken: about a year's. */
const MEASURED = 50

interface Row extends Omit<UnitFacts, 'acknowledged' | 'overdueSince'> {
  readonly directiveId: number
  readonly targetId: number
  readonly number: number | null
  readonly symbol: string | null
  readonly title: string
  readonly urgency: number
  readonly issuedAt: Date
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  readonly overdueSince: Date | null
  readonly acknowledgedAt: Date | null
  readonly late: boolean
  readonly via: string | null
  readonly unverified: boolean
}

/** How the unit stood and stands in its last directives, as their boards show it. */
export async function unitAnswers(db: Db, unitId: number, now: Date): Promise<UnitAnswer[]> {
  const { rows } = await sql<Row>`
    with asked as materialized (
      select t.* from target t join directive d on d.id = t.directive_id and d.state in ('sending', 'sent', 'stopped', 'closed')
        and not d.is_drill
      where t.unit_id = ${unitId} order by t.id desc limit ${SHOWN}
    )
    select d.id as "directiveId", t.id as "targetId", d.number, d.symbol, d.title, d.urgency, d.issued_at as "issuedAt",
      d.acknowledge, d.acknowledge_before as "acknowledgeBefore", t.overdue_since as "overdueSince",
      t.acknowledged_at as "acknowledgedAt", t.excluded_at is not null as excluded,
      coalesce(a.is_late, false) as late, a.via, coalesce(a.unverified, false) as unverified,
      r.stage, r.people, r.no_channel as "noChannel", r.failed, r.unknown
    from asked t join directive d on d.id = t.directive_id
    left join acknowledgement a on a.id = t.acknowledgement_id
    cross join lateral (select coalesce(max(stage), 0) as stage, count(*)::int as people,
        count(*) filter (where stage = 0 and problem = 'no_channel')::int as no_channel,
        count(*) filter (where stage = 0 and problem in ('failed', 'expired', 'stopped'))::int as failed,
        count(*) filter (where stage = 0 and problem = 'unknown')::int as unknown
      from recipient r where r.target_id = t.id
        and not loa_is_gone(r.left_at, d.valid_until, d.closed_at, d.stopped_at, d.replaced_at)) r
    order by t.id desc`.execute(db)
  return rows.map((row) => ({
    directiveId: row.directiveId,
    targetId: row.targetId,
    reference: row.number !== null && row.symbol !== null ? referenceOf(row.number, row.symbol) : null,
    title: row.title,
    urgency: asUrgency(row.urgency),
    issuedAt: row.issuedAt.toISOString(),
    state: unitState({ ...row, acknowledged: row.acknowledgedAt !== null }, row, now),
    late: row.late,
    via: row.via,
    unverified: row.unverified,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
  }))
}

/** Half of the answers came within the median; those who have not answered are said beside it, not averaged away. */
export async function unitResponsiveness(db: Db, unitId: number): Promise<UnitProfile['responsiveness']> {
  const { rows } = await sql<UnitProfile['responsiveness']>`
    select count(*)::int as asked, count(t.acknowledged_at)::int as answered,
      (extract(epoch from percentile_cont(0.5) within group (order by t.acknowledged_at - d.issued_at)) * 1000)::bigint as "medianMs"
    from (select t.* from target t where t.unit_id = ${unitId} and t.excluded_at is null order by t.id desc limit ${MEASURED}) t
    join directive d on d.id = t.directive_id and d.acknowledge and not d.is_drill and d.state in ('sending', 'sent', 'stopped', 'closed')`.execute(
    db,
  )
  return rows[0]!
}
