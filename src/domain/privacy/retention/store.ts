import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

export type RetentionKind = 'contacts' | 'deliveries' | 'texts' | 'sign_ins' | 'lists'

export interface PrivacySettings {
  readonly openedReported: boolean
  readonly contactDays: number
  readonly deliveryMonths: number
}

export async function readSettings(db: Db): Promise<PrivacySettings> {
  const { rows } = await sql<PrivacySettings>`
    select opened_reported as "openedReported", contact_days as "contactDays", delivery_months as "deliveryMonths"
    from privacy_setting`.execute(db)
  return rows[0]!
}

/** False when the settings are not the reader's to change. */
export async function writeSettings(trx: Db, settings: PrivacySettings): Promise<boolean> {
  const result = await sql`
    update privacy_setting set opened_reported = ${settings.openedReported}, contact_days = ${settings.contactDays},
      delivery_months = ${settings.deliveryMonths}`.execute(trx)
  return Number(result.numAffectedRows ?? 0) > 0
}

export async function insertRun(
  trx: Db,
  run: { kind: RetentionKind; cutoff: Date; removed: number; now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into retention_run (at, kind, cutoff, removed) values (${run.now}, ${run.kind}, ${run.cutoff}, ${run.removed})
    returning id`.execute(trx)
  return rows[0]!.id
}

/**
 * Removes the addresses of people whose last post ended before the day and who are not staff. The row stays, because
 * what was sent there names it; the address does not.
 */
export async function removeContactsOfFormerOfficers(trx: Db, before: string, now: Date): Promise<number> {
  const result = await sql`
    update contact_point c set address = 'erased-' || c.id, account_id = null, state = 'invalid',
      removed_at = coalesce(c.removed_at, ${now}::timestamptz), last_failure_reason = null
    where c.address not like 'erased-%'
      and coalesce((select m.merged_into from person m where m.id = c.person_id), c.person_id) in (
      select o.person_id from post o group by o.person_id
      having bool_and(o.valid_to is not null and o.valid_to < ${before}::date))
      and not exists (select from staff s where s.person_id = c.person_id and s.disabled_at is null)`.execute(
    trx,
  )
  await sql`
    update link_conflict l set address = '', settled_at = ${now}, outcome = 'void'
    where l.settled_at is null and exists (select from contact_point c
      where c.person_id in (l.holder_id, l.claimant_id) and c.address like 'erased-%')
      and not exists (select from contact_point c where c.person_id = l.holder_id and c.account_id = l.account_id
        and c.address = l.address)`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** Issued directives whose traces are older than the term and still there. */
export async function directivesWithOldTraces(
  trx: Db,
  cutoff: Date,
  limit: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from directive where issued_at < ${cutoff} and traces_removed_at is null order by id limit ${limit}
    for update skip locked`.execute(trx)
  return rows.map((row) => row.id)
}

/** Addresses to which messages of these directives went. Counts, states and times stay. */
export async function removeDeliveryAddresses(trx: Db, directiveIds: readonly number[]): Promise<number> {
  const result = await sql`
    update delivery set address = '' where directive_id = any(${directiveIds}::bigint[]) and address <> ''`.execute(
    trx,
  )
  return Number(result.numAffectedRows ?? 0)
}

/** What people typed beside their answers and calls, and codes that were asked for. */
export async function removeTexts(trx: Db, directiveIds: readonly number[]): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with a as (update acknowledgement set note = null, spoke_with = null
        where directive_id = any(${directiveIds}::bigint[]) and (note is not null or spoke_with is not null) returning 1),
      c as (update call_result r set note = null, spoke_with = null from target t
        where t.id = r.target_id and t.directive_id = any(${directiveIds}::bigint[])
          and (r.note is not null or r.spoke_with is not null) returning 1),
      s as (delete from step_up_code k using recipient r
        where r.id = k.recipient_id and r.directive_id = any(${directiveIds}::bigint[]) returning 1)
    select (select count(*) from a) + (select count(*) from c) + (select count(*) from s) as removed`.execute(
    trx,
  )
  await sql`delete from privacy_visit v using recipient r
    where r.id = v.recipient_id and r.directive_id = any(${directiveIds}::bigint[])`.execute(trx)
  return rows[0]?.removed ?? 0
}

export async function markTracesRemoved(trx: Db, directiveIds: readonly number[], now: Date): Promise<void> {
  await sql`update directive set traces_removed_at = ${now} where id = any(${directiveIds}::bigint[])`.execute(
    trx,
  )
}

/** Sessions that ended long ago, with the addresses they came from. */
export async function removeOldSignIns(trx: Db, cutoff: Date): Promise<number> {
  const result = await sql`delete from auth_session where expires_at < ${cutoff}`.execute(trx)
  await sql`delete from auth_verification where expires_at < ${cutoff}`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** What lists held that were read in and not worked on since: rows, corrections, sheets. That they were read in stays. */
export async function removeOldLists(trx: Db, cutoff: Date): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with old as materialized (select id from list_import where worked_at < ${cutoff}),
      r as (delete from list_import_row where import_id in (select id from old) returning 1),
      e as (delete from list_import_edit where import_id in (select id from old) returning 1),
      s as (delete from list_import_sheet where import_id in (select id from old) returning 1),
      d as (update list_import set state = 'discarded' where id in (select id from old)
        and state not in ('done', 'undone', 'discarded') returning 1)
    select (select count(*) from r) + (select count(*) from e) + (select count(*) from s) + 0 * (select count(*) from d) as removed`.execute(
    trx,
  )
  return rows[0]?.removed ?? 0
}
