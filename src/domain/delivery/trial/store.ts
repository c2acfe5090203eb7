import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import { feasibleContacts } from '../../channel/index.ts'

/** A trial that has not left within the hour would only confuse its author. */
const TRIAL_VALID_MS = 3_600_000

/** One message to the author on each asked channel that leads to them; returns those channels. */
export async function queueTrial(
  trx: Db,
  trial: {
    directiveId: number
    federationId: number
    personId: number
    personName: string
    channels: readonly string[]
    now: Date
  },
): Promise<string[]> {
  const { rows } = await sql<{ channel: string }>`
    with me as (
      insert into recipient (directive_id, person_id, person_name)
      values (${trial.directiveId}, ${trial.personId}, ${trial.personName}) returning id
    ), way as (
      select distinct on (f.channel) f.* from (${feasibleContacts(trial.federationId)}) f
      where f.person_id = ${trial.personId} and f.channel = any(${[...trial.channels]}::text[])
      order by f.channel, f.rank, f.contact_point_id, f.account_id
    )
    insert into delivery (directive_id, recipient_id, purpose, channel, account_id, contact_point_id, address, urgency,
      due_at, valid_until, created_at)
    select ${trial.directiveId}::bigint, me.id, 'test', way.channel, way.account_id, way.contact_point_id, way.address,
      -- Its author is waiting for it: past any routine queue.
      3, ${trial.now}::timestamptz, ${addMs(trial.now, TRIAL_VALID_MS)}::timestamptz, ${trial.now}::timestamptz
    from me cross join way
    returning channel`.execute(trx)
  return rows.map((row) => row.channel)
}
