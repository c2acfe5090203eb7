import { sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import type { AuditFilter } from '../../contract/audit.ts'
import { fromLocal } from '../../kernel/dates.ts'

export interface AuditRow {
  readonly id: number
  readonly at: Date
  readonly actorKind: 'staff' | 'api_key' | 'officer' | 'system' | 'provider'
  readonly actorId: number | null
  readonly action: string
  readonly entity: string
  readonly entityId: number | null
  readonly unitId: number | null
  readonly data: Readonly<Record<string, unknown>>
}

const DAY_MS = 86_400_000

/** Midnight in Viet Nam of a calendar day. */
function dayStart(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return fromLocal(year, month, date)
}

/** Lines of the log, newest first, each only to those in whose part of the tree it belongs (row-level security). */
export async function auditRows(
  db: Db,
  filter: z.infer<typeof AuditFilter>,
  { before, limit }: { before: number | null; limit: number },
): Promise<readonly AuditRow[]> {
  const { staff, by, kind, from, to, directive, unit, person } = filter
  const { rows } = await sql<AuditRow>`
    select e.id, e.at, e.actor_kind as "actorKind", e.actor_id as "actorId", e.action, e.entity, e.entity_id as "entityId",
      e.unit_id as "unitId", e.data
    from audit_entry e
    where ${sql.join(
      [
        sql`true`,
        ...(before ? [sql`e.id < ${before}`] : []),
        ...(staff ? [sql`e.actor_kind = 'staff' and e.actor_id = ${staff}`] : []),
        ...(by === 'office' ? [sql`e.actor_kind <> 'officer'`] : []),
        ...(by === 'officers' ? [sql`e.actor_kind = 'officer'`] : []),
        ...(kind ? [sql`e.action like ${`${kind.replaceAll('_', '\\_')}.%`}`] : []),
        ...(from ? [sql`e.at >= ${dayStart(from)}`] : []),
        ...(to ? [sql`e.at < ${new Date(dayStart(to).getTime() + DAY_MS)}`] : []),
        ...(directive
          ? [
              sql`(e.entity = 'directive' and e.entity_id = ${directive}
                or e.data ? 'directiveId' and (e.data ->> 'directiveId')::bigint = ${directive})`,
            ]
          : []),
        ...(unit ? [sql`e.unit_id = ${unit}`] : []),
        ...(person
          ? [
              sql`(e.entity = 'person' and e.entity_id = ${person}
                or e.data ? 'personId' and (e.data ->> 'personId')::bigint = ${person})`,
            ]
          : []),
      ],
      sql` and `,
    )}
    order by e.id desc limit ${limit}`.execute(db)
  return rows
}

/** The name of what the log is filtered by; null for none, or for one that is not the reader's to see. */
export async function aboutOf(db: Db, filter: z.infer<typeof AuditFilter>): Promise<string | null> {
  const { directive, unit, person } = filter
  const { rows } = await sql<{ name: string }>`
    select title as name from directive where id = ${directive ?? null}::bigint
    union all select name from unit where id = ${unit ?? null}::bigint
    union all select p.full_name from person p where p.id = ${person ?? null}::bigint
      and exists (select from post o join unit u on u.id = o.unit_id where o.person_id = p.id)
    limit 1`.execute(db)
  return rows[0]?.name ?? null
}
