import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** An account through which the sender of a document writes into chats, and whether the reader has linked one there. */
export interface ReaderChat {
  readonly accountId: number
  readonly kind: string
  readonly channel: string
  readonly name: string
  readonly linked: boolean
}

export async function chatsOfReader(db: Db, recipientId: number): Promise<ReaderChat[]> {
  const { rows } = await sql<ReaderChat>`
    select a.id as "accountId", a.kind, a.channel, a.name,
      exists (select from contact_point c where c.person_id = r.person_id and c.account_id = a.id and c.state = 'ok') as linked
    from recipient r join directive d on d.id = r.directive_id
    cross join lateral loa_usable_accounts(d.owner_unit_id) u
    join channel_account a on a.id = u.account_id
    where r.id = ${recipientId} order by u.rank, a.id`.execute(db)
  return rows
}
