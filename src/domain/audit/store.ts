import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

export type Actor =
  /** When a key of theirs acted, the line is the key's: kind `api_key`, see db/scope.ts. */
  | { readonly kind: 'staff'; readonly id: number }
  /** An officer who acts through a personal link: the recipient's id. */
  | { readonly kind: 'officer'; readonly id: number }
  /** Loa itself: a timer, a rule. */
  | { readonly kind: 'system' }
  /** A provider through its webhook: the channel account's id. */
  | { readonly kind: 'provider'; readonly id: number }

export interface AuditEntry {
  readonly at: Date
  readonly actor: Actor
  /** Verb of the domain in the past: `directive.issued`, `target.excluded`, `nudge.sent`. */
  readonly action: string
  /** The table of the thing acted upon. */
  readonly entity: string
  readonly entityId: number | null
  /** The unit whose log this line belongs to; found from the thing and the actor when not given. */
  readonly unitId?: number
  /** Ids, codes and counts; never texts, names, addresses or secrets. */
  readonly data?: Readonly<Record<string, string | number | boolean | null | readonly number[]>>
}

/**
 * Writes what somebody did, in the transaction that did it: an act without its entry cannot be committed. The database
 * lets nobody change or delete an entry afterwards.
 */
export async function record(trx: Db, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await trx
    .insertInto('audit_entry')
    .values(
      entries.map((entry) => ({
        at: entry.at,
        ...actorOf(entry.actor),
        action: entry.action,
        entity: entry.entity,
        entity_id: entry.entityId,
        data: JSON.stringify(entry.data ?? {}),
        unit_id: entry.unitId ?? unitOf(entry),
      })),
    )
    .execute()
}

/** What an officer did through a personal link, or by answering in a chat. */
export interface OfficerAct {
  readonly recipientId: number
  readonly action: string
  readonly data?: AuditEntry['data']
}

/**
 * Writes what an officer did about a directive, in the transaction that did it. The line belongs to the log of the
 * officer's unit, else of whoever sent the directive.
 */
export async function recordOfficer(trx: Db, at: Date, act: OfficerAct): Promise<void> {
  const { rows } = await sql<{ directiveId: number; unitId: number }>`
    select r.directive_id as "directiveId", coalesce(t.unit_id, d.owner_unit_id) as "unitId"
    from recipient r join directive d on d.id = r.directive_id left join target t on t.id = r.target_id
    where r.id = ${act.recipientId}`.execute(trx)
  if (rows[0]) await recordOfficers(trx, at, [{ ...act, ...rows[0] }])
}

/**
 * The same for a whole batch of presses, thousands a minute while a directive is answered: the caller has read whose they
 * are, so that nothing is looked up again, and one statement with one parameter writes them all.
 */
export async function recordOfficers(
  trx: Db,
  at: Date,
  acts: readonly (OfficerAct & { readonly directiveId: number; readonly unitId: number })[],
): Promise<void> {
  if (acts.length === 0) return
  const rows = JSON.stringify(
    acts.map(({ recipientId, directiveId, unitId, action, data }) => ({
      recipient: recipientId,
      directive: directiveId,
      unit: unitId,
      action,
      data: data ?? {},
    })),
  )
  await sql`
    insert into audit_entry (at, actor_kind, actor_id, action, entity, entity_id, unit_id, data)
    select ${at}::timestamptz, 'officer', a.recipient, a.action, 'directive', a.directive, a.unit, a.data
    from json_to_recordset(${rows}::json) a (recipient bigint, directive bigint, unit bigint, action text, data jsonb)`.execute(
    trx,
  )
}

/** The key that acts in this transaction, when one does (db/scope.ts). */
export const KEY = sql`nullif(current_setting('loa.api_key', true), '')::bigint`

function actorOf(actor: Actor) {
  if (actor.kind !== 'staff') return { actor_kind: actor.kind, actor_id: 'id' in actor ? actor.id : null }
  return {
    actor_kind: sql<string>`case when ${KEY} is null then 'staff' else 'api_key' end`,
    actor_id: sql<number>`coalesce(${KEY}, ${actor.id}::bigint)`,
  }
}

const unitOf = ({ actor, entity, entityId }: AuditEntry) =>
  sql<
    number | null
  >`loa_audit_unit(${actor.kind}, ${'id' in actor ? actor.id : null}, ${entity}, ${entityId})`
