import { type RawBuilder, sql } from 'kysely'
import { BOUND_CHANNELS } from '../../contract/common.ts'

/** A contact point through which a person can be reached now, and the account that would carry it. */
export interface FeasibleContact {
  person_id: number
  contact_point_id: number
  account_id: number
  channel: string
  address: string
  window_until: Date | null
}

/**
 * May a person be sent words of this class over this channel? Duty orders always; information unless they stopped the
 * channel; promotion only with consent that stands (Decree 91/2020, Law 91/2025). The same condition everywhere a message
 * is planned; arguments are columns of the statement.
 */
export const mayReceive = (
  messageClass: RawBuilder<unknown>,
  person: RawBuilder<unknown>,
  channel: RawBuilder<unknown>,
): RawBuilder<boolean> =>
  sql`(${messageClass} = 'official' or (
    not exists (select from objection o where o.person_id = ${person} and o.channel = ${channel} and o.ended_at is null)
    and (${messageClass} <> 'promotion' or exists (select from consent y where y.person_id = ${person}
      and y.purpose = 'promotion' and y.channel = ${channel} and y.withdrawn_at is null))))`

/** Duty, when nothing else is said. */
const OFFICIAL = sql`'official'`

/**
 * Rows of FeasibleContact plus `rank`: every working contact point with every enabled account that may carry it, for
 * a federation that speaks through its own accounts and those of the tiers above. Preference: `rank`, then
 * `contact_point_id`, then `account_id`. An address of a chat means something to one account alone.
 */
export function feasibleContacts(federationId: number): RawBuilder<FeasibleContact & { rank: number }> {
  return sql`select cp.person_id, cp.id as contact_point_id, a.account_id, cp.channel, cp.address, cp.window_until, a.rank
    from contact_point cp
    join loa_usable_accounts(${federationId}) a on a.channel = cp.channel
      and (cp.account_id = a.account_id or (cp.account_id is null and cp.channel <> all(${sql.lit(`{${BOUND_CHANNELS.join()}}`)}::text[])))
    where cp.state = 'ok'`
}

/**
 * At most one row of FeasibleContact for each person of `people` (a select with a column `person_id`): the way on
 * which they get a directive first. People without any row have no channel. The composer's counts and the planner of
 * deliveries both read this, so that they cannot disagree.
 */
export function firstFeasibleContact(
  federationId: number,
  people: RawBuilder<unknown>,
  messageClass: RawBuilder<unknown> = OFFICIAL,
): RawBuilder<FeasibleContact> {
  return sql`select distinct on (f.person_id)
      f.person_id, f.contact_point_id, f.account_id, f.channel, f.address, f.window_until
    from (${feasibleContacts(federationId)}) f
    where f.person_id in (select wanted.person_id from (${people}) wanted)
      and ${mayReceive(messageClass, sql`f.person_id`, sql`f.channel`)}
    order by f.person_id, f.rank, f.contact_point_id, f.account_id`
}

/**
 * The same for one person, to be joined laterally: `person` is a column of the outer select. Each person costs one index
 * lookup whatever the statistics say; an issue and its release come right after the rows they read, before any analyze.
 */
export function firstFeasibleContactOf(
  federationId: number,
  person: RawBuilder<unknown>,
  messageClass: RawBuilder<unknown>,
): RawBuilder<FeasibleContact> {
  return sql`select f.person_id, f.contact_point_id, f.account_id, f.channel, f.address, f.window_until
    from (${feasibleContacts(federationId)}) f where f.person_id = ${person}
      and ${mayReceive(messageClass, person, sql`f.channel`)}
    order by f.rank, f.contact_point_id, f.account_id limit 1`
}
