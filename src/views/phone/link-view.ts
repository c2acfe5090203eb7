import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** All that a personal page needs to know of its reader, by the hash of the link's token. One row a token. */
export interface LinkRow {
  readonly tokenHash: Buffer
  readonly expiresAt: Date
  /** Revoked, or «Không phải tôi». */
  readonly closed: boolean
  readonly linkSince: Date
  readonly recipientId: number
  readonly directiveId: number
  readonly targetId: number | null
  readonly personId: number
  readonly personName: string
  readonly salutation: string | null
  readonly unitName: string | null
  readonly unitAcknowledgedAt: Date | null
  /** The unit was left out afterwards: nothing is asked of it. */
  readonly unitExcluded: boolean
  readonly questions: number
  readonly delegations: number
  /** The reader's own standing acknowledgement. */
  readonly ackCode: string | null
  readonly ackAnswer: 'received' | 'not_applicable' | null
  readonly ackAt: Date | null
  readonly ackLate: boolean | null
  readonly ackTextOpened: boolean | null
  // The directive as it stands now; its words never change (invariant 8) and are read once.
  readonly state: 'held' | 'sending' | 'sent' | 'stopped' | 'closed'
  readonly replacedById: number | null
  readonly replacedByRelation: 'replaces' | 'corrects' | 'recalls' | null
  readonly replacedByNumber: number | null
  readonly replacedBySymbol: string | null
  readonly published: number
}

/** Many links in one statement; tokens that are none give no row. Reads only. */
export async function linkRows(db: Db, hashes: readonly Buffer[]): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    with link as materialized (
      select l.token_hash, l.expires_at, l.revoked_at, l.created_at, r.*
      from access_link l join recipient r on r.id = l.recipient_id
      where l.token_hash = any(${hashes}::bytea[])
    ), state as materialized (
      select d.id, d.state, later.id as later_id, later.relation, later.number, later.symbol,
        (select count(*) from question q where q.directive_id = d.id and q.published_at is not null) as published
      from directive d
      left join lateral (
        select n.id, n.relation, n.number, n.symbol from directive n
        where n.replaces_id = d.id and n.issued_at is not null and n.state not in ('draft', 'held', 'discarded')
        order by n.issued_at desc limit 1) later on true
      where d.id in (select directive_id from link)
    )
    select l.token_hash as "tokenHash", l.expires_at as "expiresAt", l.created_at as "linkSince",
      l.revoked_at is not null or l.disowned_at is not null as closed,
      l.id as "recipientId", l.directive_id as "directiveId", l.target_id as "targetId", l.person_id as "personId",
      l.person_name as "personName", p.salutation, t.unit_name as "unitName",
      t.acknowledged_at as "unitAcknowledgedAt", t.excluded_at is not null as "unitExcluded",
      (select count(*) from question q where q.recipient_id = l.id) as questions,
      (select count(*) from delegation g where g.from_recipient_id = l.id) as delegations,
      a.receipt_code as "ackCode", a.answer as "ackAnswer", a.at as "ackAt", a.is_late as "ackLate",
      a.text_opened as "ackTextOpened",
      s.state, s.later_id as "replacedById", s.relation as "replacedByRelation", s.number as "replacedByNumber",
      s.symbol as "replacedBySymbol", s.published
    from link l
    join state s on s.id = l.directive_id
    join person p on p.id = l.person_id
    left join target t on t.id = l.target_id
    left join acknowledgement a on a.recipient_id = l.id and a.withdrawn_at is null and a.via <> 'phone'`.execute(
    db,
  )
  return rows
}
