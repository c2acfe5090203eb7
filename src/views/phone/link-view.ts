import type pg from 'pg'

/** All that a personal page needs to know of its reader, by the hash of the link's token. One row a token. */
export interface LinkRow {
  readonly tokenHash: Buffer
  readonly expired: boolean
  /** Revoked, or «Không phải tôi». */
  readonly closed: boolean
  readonly recipientId: number
  readonly directiveId: number
  readonly personId: number
  readonly personName: string
  readonly salutation: string | null
  readonly unitName: string | null
  readonly unitAcknowledgedAt: Date | null
  /** The unit was left out afterwards: nothing is asked of it. */
  readonly unitExcluded: boolean
  /** The reader's own standing acknowledgement. */
  readonly answer: {
    readonly code: string
    readonly kind: 'received' | 'not_applicable'
    readonly at: Date
    readonly isLate: boolean
    readonly textOpened: boolean | null
    /** Pressed on a phone that nobody has checked yet. */
    readonly unverified: boolean
  } | null
  /** The directive as it stands now; its words never change (invariant 8) and are read once. */
  readonly standing: DirectiveStanding
}

export interface DirectiveStanding {
  readonly state: 'held' | 'sending' | 'sent' | 'stopped' | 'closed'
  readonly later: {
    readonly id: number
    readonly relation: 'replaces' | 'corrects' | 'recalls'
    readonly number: number
    readonly symbol: string
  } | null
  /** Questions whose answers every unit may read. */
  readonly published: number
}

/**
 * Few columns and no times as text: reading them back is the larger part of the work. What is the same for all readers
 * of a directive comes with the first of them alone.
 */
const LINK_ROWS = `
  with link as materialized (
    select l.token_hash, l.expires_at <= $2::timestamptz as expired,
      l.revoked_at is not null or r.disowned_at is not null as closed,
      r.id, r.directive_id, r.person_id, r.person_name, r.target_id, r.stage,
      row_number() over (partition by r.directive_id) = 1 as leads
    from access_link l join recipient r on r.id = l.recipient_id
    where l.token_hash = any($1::bytea[])
  )
  select l.token_hash, l.expired, l.closed, l.id, l.directive_id, l.person_id, l.person_name, p.salutation, t.unit_name,
    date_part('epoch', t.acknowledged_at), t.excluded_at is not null,
    case when l.stage = 4 then (
      select jsonb_build_array(a.receipt_code, a.answer, date_part('epoch', a.at), a.is_late, a.text_opened, a.unverified)
      from acknowledgement a where a.recipient_id = l.id and a.withdrawn_at is null and a.via <> 'phone') end,
    case when l.leads then (
      select jsonb_build_object('state', d.state,
        'later', (select jsonb_build_object('id', n.id, 'relation', n.relation, 'number', n.number, 'symbol', n.symbol)
          from directive n where n.replaces_id = d.id and n.issued_at is not null
            and n.state not in ('draft', 'held', 'discarded')
          order by n.issued_at desc limit 1),
        'published', (select count(*) from question q where q.directive_id = d.id and q.published_at is not null))
      from directive d where d.id = l.directive_id) end
  from link l
  join person p on p.id = l.person_id
  left join target t on t.id = l.target_id`

type Columns = [
  Buffer,
  boolean,
  boolean,
  number,
  number,
  number,
  string,
  string | null,
  string | null,
  number | null,
  boolean,
  [string, 'received' | 'not_applicable', number, boolean, boolean | null, boolean] | null,
  DirectiveStanding | null,
]

/** Many links in one statement, which the server has planned before; tokens that are none give no row. Reads only. */
export async function linkRows(pool: pg.Pool, hashes: readonly Buffer[], now: Date): Promise<LinkRow[]> {
  const { rows } = await pool.query<Columns>({
    name: 'phone_links',
    text: LINK_ROWS,
    values: [hashes, now],
    rowMode: 'array',
  })
  const standings = new Map<number, DirectiveStanding>()
  for (const row of rows) if (row[12]) standings.set(row[4], row[12])
  return rows.map((row) => ({
    tokenHash: row[0],
    expired: row[1],
    closed: row[2],
    recipientId: row[3],
    directiveId: row[4],
    personId: row[5],
    personName: row[6],
    salutation: row[7],
    unitName: row[8],
    unitAcknowledgedAt: row[9] === null ? null : instant(row[9]),
    unitExcluded: row[10],
    answer: row[11] && {
      code: row[11][0],
      kind: row[11][1],
      at: instant(row[11][2]),
      isLate: row[11][3],
      textOpened: row[11][4],
      unverified: row[11][5],
    },
    standing: standings.get(row[4])!,
  }))
}

const instant = (epochSeconds: number): Date => new Date(Math.round(epochSeconds * 1000))
