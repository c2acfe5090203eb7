import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** The numbers of one directive in a list: units, counted by the rules of the board. */
export interface DirectiveFigures {
  readonly due: number
  readonly acknowledged: number
  readonly opened: number
  /** On the call list, or without any way to reach them; a unit that is both counts once. */
  readonly needsAttention: number
  readonly toCall: number
  readonly problems: number
  readonly openQuestions: number
}

const NONE: DirectiveFigures = {
  due: 0,
  acknowledged: 0,
  opened: 0,
  needsAttention: 0,
  toCall: 0,
  problems: 0,
  openQuestions: 0,
}

/**
 * The numbers of several directives in one statement. Those that no longer run have no people read: what was opened or
 * failed in them is history, and the board of each shows it.
 */
export async function directiveFigures(
  db: Db,
  directiveIds: readonly number[],
): Promise<(id: number) => DirectiveFigures> {
  if (directiveIds.length === 0) return () => NONE
  const ids = sql`${directiveIds}::bigint[]`
  const { rows } = await sql<DirectiveFigures & { id: number }>`
    with person as (
      select r.target_id, max(r.stage) as stage, count(*) as people,
        count(*) filter (where r.stage = 0 and r.problem in ('no_channel', 'failed', 'expired', 'stopped')) as blocked
      from recipient r join directive d on d.id = r.directive_id
      where r.directive_id = any(${ids}) and d.state in ('held', 'sending', 'sent') and r.target_id is not null
        and not loa_is_gone(r.left_at, d.valid_until, d.closed_at, d.stopped_at, d.replaced_at)
      group by r.target_id
    ), counted as (
      select t.directive_id, t.excluded_at is null as due,
        t.excluded_at is null and t.acknowledged_at is not null as acknowledged,
        t.excluded_at is null and (t.acknowledged_at is not null or coalesce(p.stage, 0) >= 3) as opened,
        t.excluded_at is null and t.acknowledged_at is null and t.to_call_since is not null as to_call,
        d.state in ('held', 'sending', 'sent') and t.excluded_at is null and t.acknowledged_at is null
          and coalesce(p.stage, 0) = 0 and coalesce(p.blocked, 0) >= coalesce(p.people, 0) as problem
      from target t join directive d on d.id = t.directive_id left join person p on p.target_id = t.id
      where t.directive_id = any(${ids})
    )
    select d.id, coalesce(c.due, 0) as due, coalesce(c.acknowledged, 0) as acknowledged, coalesce(c.opened, 0) as opened,
      coalesce(c.attention, 0) as "needsAttention", coalesce(c.to_call, 0) as "toCall", coalesce(c.problems, 0) as problems,
      (select count(*) from question q where q.directive_id = d.id and q.answered_at is null) as "openQuestions"
    from unnest(${ids}) d (id)
    left join (select directive_id, count(*) filter (where due) as due, count(*) filter (where acknowledged) as acknowledged,
        count(*) filter (where opened) as opened, count(*) filter (where to_call or problem) as attention,
        count(*) filter (where to_call) as to_call, count(*) filter (where problem) as problems
      from counted group by directive_id) c on c.directive_id = d.id`.execute(db)
  const found = new Map(rows.map(({ id, ...figures }) => [id, figures]))
  return (id) => found.get(id) ?? NONE
}
