import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Audience } from '../../../contract/audience.ts'
import { audienceQuery } from '../../audience/index.ts'
import { firstFeasibleContact } from '../../channel/index.ts'

export interface SamplePerson {
  readonly name: string
  readonly salutation: string | null
  readonly unitName: string | null
}

/** The `index`th (from 1) of the people chosen, in the order of units, and how many there are. */
export async function samplePerson(
  db: Db,
  federationId: number,
  audience: Audience,
  on: string,
  index: number,
): Promise<{ person: SamplePerson | null; index: number; of: number; smsPeople: number }> {
  const chosen = audienceQuery(federationId, audience, on)
  const { rows } = await sql<{
    of: number
    smsPeople: number
    name: string | null
    salutation: string | null
    unitName: string | null
  }>`
    with chosen as materialized (${chosen.people}),
    counted as (select count(*) as of from chosen),
    sms as (select count(*) as people
      from (${firstFeasibleContact(federationId, sql`select person_id from chosen`)}) f where f.channel = 'sms')
    select counted.of, sms.people as "smsPeople", s.name, s.salutation, s."unitName"
    from counted cross join sms left join lateral (
      select p.full_name as name, p.salutation, u.name as "unitName"
      from chosen c join person p on p.id = c.person_id left join unit u on u.id = c.unit_id
      order by u.name collate "vi-x-icu" nulls last, c.contact_order nulls last, c.person_id
      offset ${Math.max(0, index - 1)} limit 1) s on true`.execute(db)
  const row = rows[0]!
  const person =
    row.name === null ? null : { name: row.name, salutation: row.salutation, unitName: row.unitName }
  return { person, index: person ? index : 0, of: row.of, smsPeople: row.smsPeople }
}

/** The name under which officers see a chat message: that of the Official Account that would carry it. */
export async function zaloAccountName(db: Db, federationId: number): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select a.name from channel_account a join loa_usable_accounts(${federationId}) usable on usable.account_id = a.id
    where usable.channel = 'zalo' order by usable.rank, a.id limit 1`.execute(db)
  return rows[0]?.name ?? null
}
