import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

export interface ErasablePerson {
  readonly holdsPost: boolean
  readonly isStaff: boolean
  readonly erased: boolean
}

/** The person, held until the transaction ends; null when there is none to be seen. */
export async function holdPerson(trx: Db, personId: number, on: string): Promise<ErasablePerson | null> {
  const { rows } = await sql<ErasablePerson>`
    select p.erased_at is not null as erased,
      exists (select from post o where o.person_id = p.id and o.valid_from <= ${on}::date
        and (o.valid_to is null or o.valid_to > ${on}::date)) as "holdsPost",
      exists (select from staff s where s.person_id = p.id and s.disabled_at is null) as "isStaff"
    from person p where p.id = ${personId} for update of p`.execute(trx)
  return rows[0] ?? null
}

/**
 * Takes away who somebody is: name, addresses, notes, links, known phones. What was issued, received and confirmed stays,
 * as documents of record must; it speaks of a person without a name from now on.
 */
export async function pseudonymise(
  trx: Db,
  personId: number,
  name: string,
  now: Date,
): Promise<{ contacts: number }> {
  await sql`
    update person set full_name = ${name}, sort_name = null, salutation = null, note = null, erased_at = ${now}
    where id = any(loa_selves(${personId}))`.execute(trx)
  const contacts = await sql`
    update contact_point set address = 'erased-' || id, account_id = null, state = 'invalid',
      removed_at = coalesce(removed_at, ${now}::timestamptz), last_failure_reason = null
    where person_id = any(loa_selves(${personId})) and address not like 'erased-%'`.execute(trx)
  await sql`
    update access_link l set revoked_at = coalesce(l.revoked_at, ${now}::timestamptz)
    from recipient r where r.id = l.recipient_id and r.person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`delete from device where person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`
    update link_conflict set address = '', settled_at = ${now}, outcome = 'void'
    where settled_at is null and ${personId}::bigint in (holder_id, claimant_id)`.execute(trx)
  await sql`
    update chat_group_member set valid_to = greatest(valid_from, ${now}::timestamptz::date), left_at = ${now}
    where person_id = any(loa_selves(${personId})) and valid_to is null`.execute(trx)
  await sql`delete from chat_group_seat where person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`
    update delivery v set address = '' from recipient r where r.id = v.recipient_id and r.person_id = any(loa_selves(${personId}))`.execute(
    trx,
  )
  await sql`
    update recipient set person_name = ${name} where person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`
    update delegation d set named = ${name} from recipient r where r.id = d.to_recipient_id and r.person_id = any(loa_selves(${personId}))`.execute(
    trx,
  )
  await sql`
    update acknowledgement a set spoke_with = null, note = null from recipient r
    where r.id = a.recipient_id and r.person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`
    update call_result c set spoke_with = null, note = null from recipient r
    where r.id = c.recipient_id and r.person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`delete from step_up_code k using recipient r where r.id = k.recipient_id and r.person_id = any(loa_selves(${personId}))`.execute(
    trx,
  )
  await sql`update data_request set note = null where person_id = any(loa_selves(${personId}))`.execute(trx)
  await sql`update consent set withdrawn_at = greatest(given_at, ${now}::timestamptz), withdrawn_how = 'page'
    where person_id = any(loa_selves(${personId})) and withdrawn_at is null`.execute(trx)
  return { contacts: Number(contacts.numAffectedRows ?? 0) }
}
