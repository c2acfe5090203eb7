import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { LinkConflicts } from '../../contract/chat-link.ts'
import type { Channel } from '../../contract/common.ts'

export interface UsableChat {
  readonly accountId: number
  readonly kind: string
  readonly channel: Channel
  readonly name: string
  readonly linked: boolean
}

/**
 * Accounts through which a federation writes into chats and to other systems, lent ones too, and whether the person has
 * an address there. Read outside a scope: of the tier above it tells the names of its accounts alone, which stand on every message.
 */
export async function usableChats(db: Db, federationId: number, personId: number): Promise<UsableChat[]> {
  const { rows } = await sql<UsableChat>`
    select a.id as "accountId", a.kind, a.channel, a.name,
      exists (select from contact_point c where c.person_id = ${personId} and c.account_id = a.id and c.state = 'ok') as linked
    from loa_usable_accounts(${federationId}) u join channel_account a on a.id = u.account_id
    order by u.rank, a.id`.execute(db)
  return rows
}

/** Oldest first: who waits longest. A hundred at most; decided ones leave the list. */
export async function linkConflicts(trx: Db): Promise<LinkConflicts['items']> {
  interface Row {
    id: number
    channel: Channel
    at: Date
    holderId: number | null
    holderName: string | null
    holderUnit: string | null
    claimantId: number | null
    claimantName: string | null
    claimantUnit: string | null
  }
  const unitOf = (person: string) => sql`(select u.name from post o join unit u on u.id = o.unit_id
    where o.person_id = ${sql.ref(person)} and o.ended_at is null order by o.contact_order nulls last, o.id limit 1)`
  const { rows } = await sql<Row>`
    select c.id, c.channel, c.at, h.id as "holderId", h.full_name as "holderName", ${unitOf('h.id')} as "holderUnit",
      q.id as "claimantId", q.full_name as "claimantName", ${unitOf('q.id')} as "claimantUnit"
    from link_conflict c left join person h on h.id = c.holder_id left join person q on q.id = c.claimant_id
    where c.settled_at is null order by c.id limit 100`.execute(trx)
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    at: row.at.toISOString(),
    holder: { personId: row.holderId, name: row.holderName, unit: row.holderUnit },
    claimant: { personId: row.claimantId, name: row.claimantName, unit: row.claimantUnit },
    mayDecide: row.holderId !== null && row.claimantId !== null,
  }))
}
