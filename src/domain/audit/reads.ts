import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { addMs, minutes } from '../../kernel/clock.ts'
import { KEY, record } from './store.ts'

/** Somebody who looks at the same thing again within this time has looked once: screens ask again by themselves. */
const ONE_LOOK_MS = minutes(60)

/**
 * Writes down that a member of staff, or their key, was shown people's contacts or other data that the law asks to account for (P10). In
 * the transaction that reads, so that nothing is shown that the log does not know of.
 */
export async function recordRead(
  trx: Db,
  read: {
    readonly at: Date
    readonly staffId: number
    /** `person.contacts_read`, `target.contacts_read` … */
    readonly action: string
    readonly entity: string
    readonly entityId: number
    readonly data?: Readonly<Record<string, string | number>>
  },
): Promise<void> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from audit_entry where entity = ${read.entity} and entity_id = ${read.entityId}
      and actor_kind <> 'officer' and actor_kind = case when ${KEY} is null then 'staff' else 'api_key' end
      and actor_id = coalesce(${KEY}, ${read.staffId}::bigint) and action = ${read.action}
      and at > ${addMs(read.at, -ONE_LOOK_MS)} and at <= ${read.at}) as known`.execute(trx)
  if (rows[0]!.known) return
  const { staffId, ...entry } = read
  await record(trx, { ...entry, actor: { kind: 'staff', id: staffId } })
}
