import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Audience } from '../../../contract/audience.ts'
import { addMs } from '../../../kernel/clock.ts'
import { audienceQuery } from '../../audience/index.ts'
import { firstFeasibleContact } from '../../channel/index.ts'
import { referenceOf } from '../reference.ts'

export interface AudienceFacts {
  readonly units: number
  readonly people: number
  readonly unitsWithoutChannel: number
  readonly peopleWithoutChannel: number
  readonly smsPeople: number
}

/** The counts that decide about an issue: the same selects that the issue itself inserts from. */
export async function audienceFacts(
  db: Db,
  federationId: number,
  audience: Audience,
  on: string,
  messageClass: string,
): Promise<AudienceFacts> {
  const chosen = audienceQuery(federationId, audience, on)
  const { rows } = await sql<AudienceFacts>`
    with unit_chosen as materialized (${chosen.units}), person_chosen as materialized (${chosen.people}),
    reach as materialized (${firstFeasibleContact(federationId, sql`select person_id from person_chosen`, sql`${messageClass}::text`)})
    select (select count(*) from unit_chosen) as units,
      (select count(*) from person_chosen) as people,
      (select count(*) from unit_chosen u where not exists (
        select from person_chosen p join reach r using (person_id) where p.unit_id = u.unit_id)) as "unitsWithoutChannel",
      (select count(*) from person_chosen p where not exists (
        select from reach r where r.person_id = p.person_id)) as "peopleWithoutChannel",
      (select count(*) from reach where channel = 'sms') as "smsPeople"`.execute(db)
  return rows[0]!
}

/**
 * The same counts, of an audience that the issue has frozen in this transaction. Nothing is joined: the planner knows
 * nothing yet of rows that were written a moment ago.
 */
export async function frozenFacts(db: Db, id: number): Promise<AudienceFacts> {
  const { rows } = await sql<AudienceFacts>`
    with reached as materialized (
      select target_id, count(*) as people, count(*) filter (where problem is null) as with_channel,
        count(*) filter (where channel = 'sms') as sms
      from recipient where directive_id = ${id} group by target_id)
    select (select count(*) from target where directive_id = ${id}) as units,
      (select coalesce(sum(people), 0)::int8 from reached) as people,
      (select count(*) from target where directive_id = ${id})
        - (select count(*) from reached where target_id is not null and with_channel > 0) as "unitsWithoutChannel",
      (select coalesce(sum(people - with_channel), 0)::int8 from reached) as "peopleWithoutChannel",
      (select coalesce(sum(sms), 0)::int8 from reached) as "smsPeople"`.execute(db)
  return rows[0]!
}

const DAY_MS = 24 * 3_600_000

/** An issued directive of the last 24 hours with the same words, of which at least one unit would get it twice. */
export async function duplicateWithinDay(
  db: Db,
  draft: { id: number; ownerUnitId: number; audience: Audience; frozen: boolean },
  on: string,
  now: Date,
): Promise<{ id: number; reference: string } | null> {
  const units = draft.frozen
    ? sql`select unit_id from target where directive_id = ${draft.id}`
    : audienceQuery(draft.ownerUnitId, draft.audience, on).units
  const { rows } = await sql<{ id: number; number: number; symbol: string }>`
    select d.id, d.number, d.symbol
    from directive d
    join directive mine on mine.id = ${draft.id}
    where d.owner_unit_id = mine.owner_unit_id and d.id <> mine.id and d.issued_at > ${addMs(now, -DAY_MS)}
      and d.number is not null and d.is_drill = mine.is_drill
      -- Stopped before anything left: nobody got it.
      and not (d.state = 'stopped' and d.released_at is null)
      and d.title_fold = mine.title_fold and d.actions = mine.actions and loa_fold(d.body) = loa_fold(mine.body)
      and exists (select from target t where t.directive_id = d.id and t.unit_id in
        (select c.unit_id from (${units}) c))
    order by d.issued_at desc limit 1`.execute(db)
  const row = rows[0]
  return row ? { id: row.id, reference: referenceOf(row.number, row.symbol) } : null
}

/** What one SMS part costs in VND on the account that would carry it; 0 when its settings name no price. */
export async function smsPrice(db: Db, federationId: number): Promise<number> {
  const { rows } = await sql<{ price: number | null }>`
    select (a.config ->> 'pricePerPart')::float8 as price
    from channel_account a join loa_usable_accounts(${federationId}) usable on usable.account_id = a.id
    where usable.channel = 'sms' order by usable.rank, a.id limit 1`.execute(db)
  return rows[0]?.price ?? 0
}

/** Rows of a draft that the check needs and the contract does not show. */
export async function ownerOf(
  db: Db,
  id: number,
): Promise<{ ownerUnitId: number; isPrivate: boolean; validUntil: Date | null } | null> {
  const { rows } = await sql<{ ownerUnitId: number; isPrivate: boolean; validUntil: Date | null }>`
    select d.owner_unit_id as "ownerUnitId", k.is_private as "isPrivate", d.valid_until as "validUntil"
    from directive d join directive_kind k on k.code = d.kind_code where d.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export interface LastIssued {
  readonly reference: string
  readonly units: number
  readonly issuedAt: Date
}

/** The last directive of this draft's kind that really left, drills apart, and to how many units it was addressed. */
export async function lastOfKind(db: Db, id: number): Promise<LastIssued | null> {
  const { rows } = await sql<{ number: number; symbol: string; issuedAt: Date; units: number }>`
    select d.number, d.symbol, d.issued_at as "issuedAt",
      (select count(*) from target t where t.directive_id = d.id) as units
    from directive mine
    join directive d on d.owner_unit_id = mine.owner_unit_id and d.kind_code = mine.kind_code and d.id <> mine.id
    where mine.id = ${id} and d.released_at is not null and not d.is_drill and d.number is not null
    order by d.issued_at desc, d.id desc limit 1`.execute(db)
  const row = rows[0]
  return row
    ? { reference: referenceOf(row.number, row.symbol), units: row.units, issuedAt: row.issuedAt }
    : null
}
