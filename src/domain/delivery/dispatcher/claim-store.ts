import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import { derivedToken, tokenHash } from '../../../kernel/ids.ts'
import type { MessageInput } from '../../directive/message/index.ts'
import { refreshProblems } from '../plan/problems-store.ts'

/** A message that this worker alone may send now. */
export interface Claimed {
  readonly id: number
  readonly directiveId: number
  readonly recipientId: number
  readonly contactPointId: number | null
  readonly purpose: MessageInput['purpose']
  readonly purposeRef: number
  readonly address: string
  readonly urgency: 0 | 1 | 2 | 3
  readonly attempts: number
  readonly validUntil: Date
  readonly createdAt: Date
  readonly windowUntil: Date | null
  readonly personName: string
  readonly salutation: string | null
  readonly unitName: string | null
  readonly linkGeneration: number
  /** The personal link's token; only its hash is stored. */
  readonly token: string
}

export interface ClaimOrder {
  readonly accountId: number
  readonly workerId: number
  /** How many in all, urgent ones first. */
  readonly total: number
  /** How many of them may be routine (Thường, Khẩn). */
  readonly routine: number
  readonly secret: string
  readonly now: Date
}

export interface Claim {
  readonly messages: readonly Claimed[]
  /** Rows looked at, also those that had expired or were no longer wanted: fewer than asked = the queue is dry. */
  readonly urgentTaken: number
  readonly routineTaken: number
}

/** From Thượng khẩn on a message uses the capacity that is kept free of routine ones. */
export const URGENT = 2

/** A link works this long after its message was of use: late acknowledgements count too. */
const LINK_LIFE_MS = 30 * 24 * 3_600_000

/**
 * Takes the next messages of a lane in order of urgency: one statement marks them «sending» in this worker's name, and
 * settles those that expired or that nobody needs any more; one stores the links. Committed before anything is sent
 * (invariants 1 and 10).
 */
export async function claim(db: Db, order: ClaimOrder): Promise<Claim> {
  return db.transaction().execute(async (trx) => {
    const rows = await take(trx, order)
    const messages: Claimed[] = []
    for (const { state, ...row } of rows) {
      if (state !== 'sending') continue
      const token = derivedToken(order.secret, `link:${row.recipientId}:${row.linkGeneration}`)
      messages.push({ ...row, token })
    }
    await storeLinks(trx, messages, order.now)
    if (messages.length < rows.length)
      await refreshProblems(
        trx,
        rows.filter((row) => row.state !== 'sending').map((row) => row.recipientId),
      )
    const urgentTaken = rows.filter((row) => row.urgency >= URGENT).length
    return { messages, urgentTaken, routineTaken: rows.length - urgentTaken }
  })
}

async function take(
  trx: Db,
  { accountId, workerId, total, routine, now }: ClaimOrder,
): Promise<(Omit<Claimed, 'token'> & { state: string })[]> {
  const waiting = sql`account_id = ${accountId} and state = 'queued' and due_at <= ${now}::timestamptz`
  const { rows } = await sql<Omit<Claimed, 'token'> & { state: string }>`
    with urgent as (
      select id, recipient_id, directive_id, contact_point_id from delivery where ${waiting} and urgency >= ${URGENT}
      order by urgency desc, due_at, id limit ${total} for update skip locked
    ), routine as (
      select id, recipient_id, directive_id, contact_point_id from delivery where ${waiting} and urgency < ${URGENT}
      order by urgency desc, due_at, id
      limit greatest(0, least(${routine}::int, ${total}::int - (select count(*)::int from urgent))) for update skip locked
    ), next as (select * from urgent union all select * from routine)
    update delivery d set
      state = case
        when d.valid_until <= ${now} then 'expired'
        when d.purpose in ('issue', 'nudge', 'escalation') and (x.directive_state not in ('sending', 'sent')
          or x.answered or x.excluded) then 'cancelled'
        when d.purpose in ('nudge', 'escalation') and x.settled then 'cancelled'
        when d.purpose = 'issue' and x.stage > 0 and exists (select from delivery o where o.recipient_id = d.recipient_id
          and o.purpose = 'issue' and o.state in ('accepted', 'delivered', 'seen')) then 'cancelled'
        else 'sending' end,
      claimed_by = ${workerId}, claimed_at = ${now}, attempts = d.attempts + 1
    from (
      select n.id, r.stage, r.person_name, r.link_generation, r.acknowledged_at is not null as answered,
        t.unit_name, t.excluded_at is not null as excluded, t.acknowledged_at is not null as settled,
        p.salutation, c.window_until, dir.state as directive_state
      from next n
      join recipient r on r.id = n.recipient_id
      join person p on p.id = r.person_id
      join directive dir on dir.id = n.directive_id
      left join target t on t.id = r.target_id
      left join contact_point c on c.id = n.contact_point_id
      offset 0
    ) x
    where d.id = x.id
    returning d.id, d.directive_id as "directiveId", d.recipient_id as "recipientId",
      d.contact_point_id as "contactPointId", d.purpose, d.purpose_ref as "purposeRef", d.address, d.urgency, d.attempts,
      d.valid_until as "validUntil", d.created_at as "createdAt", d.state, x.window_until as "windowUntil",
      x.person_name as "personName", x.salutation, x.unit_name as "unitName", x.link_generation as "linkGeneration"`.execute(
    trx,
  )
  return rows.sort((a, b) => b.urgency - a.urgency || a.id - b.id)
}

async function storeLinks(trx: Db, messages: readonly Claimed[], now: Date): Promise<void> {
  if (messages.length === 0) return
  await sql`
    insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
    select l.hash, l.recipient, l.generation, ${now}::timestamptz, l.expires
    from unnest(${messages.map((one) => tokenHash(one.token))}::bytea[], ${messages.map((one) => one.recipientId)}::bigint[],
      ${messages.map((one) => one.linkGeneration)}::smallint[], ${messages.map((one) => addMs(one.validUntil, LINK_LIFE_MS))}::timestamptz[])
      l (hash, recipient, generation, expires)
    on conflict do nothing`.execute(trx)
}
