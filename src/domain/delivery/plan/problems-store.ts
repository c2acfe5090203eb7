import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

/**
 * Says for each of these people why nothing has reached them and nothing is on its way, or that there is no such
 * problem. Derived from the delivery rows alone, so that asking twice changes nothing. An ambiguous delivery is no
 * success: it says «unknown» until a receipt or another channel settles it (invariant 4).
 */
export async function refreshProblems(trx: Db, recipientIds: readonly number[]): Promise<void> {
  if (recipientIds.length === 0) return
  await sql`
    with held as (
      select r.id, r.stage, r.problem from recipient r where r.id = any(${recipientIds}::bigint[])
      order by r.id for no key update
    ), state as (
      select h.id, case
        when h.stage >= 2 or bool_or(d.state in ('queued', 'sending', 'accepted', 'delivered', 'seen')) then null
        else coalesce(
          case (array_agg(d.state order by d.id desc))[1]
            when 'failed' then 'failed' when 'unknown' then 'unknown' when 'expired' then 'expired' when 'cancelled' then 'stopped'
          end, 'no_channel')
        end as problem
      from held h left join delivery d on d.recipient_id = h.id and d.purpose <> 'test'
      group by h.id, h.stage
    )
    update recipient r set problem = s.problem from state s
    where r.id = s.id and r.problem is distinct from s.problem`.execute(trx)
}
