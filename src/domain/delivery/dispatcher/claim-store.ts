import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
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
  /** The address has not been known to work within the last hour: an acceptance is worth writing down. */
  readonly contactStale: boolean
  readonly personName: string
  readonly salutation: string | null
  readonly unitName: string | null
  readonly linkGeneration: number
  readonly claimedAt: Date
  /** An earlier try may have been taken: the same request is a repetition that the provider drops until then. */
  readonly repeatUntil: Date | null
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
  /** Lines taken, also those that had expired or were no longer wanted: fewer than asked = the queue is dry. */
  readonly urgentTaken: number
  readonly routineTaken: number
}

/** From Thượng khẩn on a message uses the capacity that is kept free of routine ones. */
export const URGENT = 2

/** A link works this long after its message was of use: late acknowledgements count too. */
const LINK_LIFE = '30 days'

/**
 * Takes the next messages of a lane in order of urgency. One statement takes their lines in the queue in this worker's
 * name; one marks the deliveries «sending», settles those that expired or that nobody needs any more, and stores the links
 * of the others. Committed before anything is sent (invariants 1 and 10).
 */
export async function claim(db: Db, order: ClaimOrder): Promise<Claim> {
  return db.transaction().execute(async (trx) => {
    const picked = await pick(trx, order)
    if (picked.length === 0) return { messages: [], urgentTaken: 0, routineTaken: 0 }
    const tokens = new Map(
      picked.map((row) => [
        row.id,
        derivedToken(order.secret, `link:${row.recipientId}:${row.linkGeneration}`),
      ]),
    )
    const rows = await take(trx, order, picked, tokens)
    const messages: Claimed[] = []
    const unwanted: number[] = []
    for (const { state, ...row } of rows) {
      if (state === 'sending') messages.push({ ...row, token: tokens.get(row.id)! })
      else unwanted.push(row.recipientId)
    }
    await refreshProblems(trx, unwanted)
    if (rows.length < picked.length) await strikeOut(trx, picked, rows)
    const urgentTaken = picked.filter((row) => row.urgency >= URGENT).length
    return { messages, urgentTaken, routineTaken: picked.length - urgentTaken }
  })
}

/**
 * Puts back what a claim took whose answer got lost on its way from the database, after it was committed: it stands as
 * claimed by this worker at that instant, and the lane does not hold it. None of it was sent.
 */
export async function returnUnheld(
  db: Db,
  claim: {
    readonly accountId: number
    readonly workerId: number
    readonly claimedAt: Date
    readonly held: readonly number[]
  },
): Promise<number> {
  const result = await sql`
    update delivery set state = 'queued', claimed_by = null, attempts = attempts - 1
    where id in (
      select d.id from delivery_queue q join delivery d on d.id = q.delivery_id
      where q.account_id = ${claim.accountId} and q.claimed_by = ${claim.workerId}
        and d.state = 'sending' and d.claimed_at = ${claim.claimedAt} and d.id <> all(${claim.held}::bigint[])
      order by d.id for update of d)`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

interface Picked {
  readonly id: number
  readonly recipientId: number
  readonly linkGeneration: number
  readonly urgency: number
}

async function pick(trx: Db, { accountId, workerId, total, routine, now }: ClaimOrder): Promise<Picked[]> {
  const waiting = sql`account_id = ${accountId} and claimed_by is null and due_at <= ${now}::timestamptz`
  const { rows } = await sql<Picked>`/* keep pick */
    with urgent as (
      select ctid from delivery_queue where ${waiting} and urgency >= ${URGENT}
      order by urgency desc, due_at, delivery_id limit ${total}::int for update skip locked
    ), routine as (
      select ctid from delivery_queue where ${waiting} and urgency < ${URGENT}
      order by urgency desc, due_at, delivery_id
      limit greatest(0, least(${routine}::int, ${total}::int - (select count(*)::int from urgent))) for update skip locked
    )
    update delivery_queue q set claimed_by = ${workerId}
    from (select ctid from urgent union all select ctid from routine) n, recipient r
    where q.ctid = n.ctid and r.id = q.recipient_id
    returning q.delivery_id as id, q.urgency, r.id as "recipientId", r.link_generation as "linkGeneration"`.execute(
    trx,
  )
  return rows
}

/** Lines of the queue whose deliveries do not wait any more: somebody settled them meanwhile. */
async function strikeOut(trx: Db, picked: readonly Picked[], taken: readonly Taken[]): Promise<void> {
  const found = new Set(taken.map((row) => row.id))
  const stale = picked.filter((row) => !found.has(row.id)).map((row) => row.id)
  await sql`delete from delivery_queue where delivery_id = any(${stale}::bigint[])`.execute(trx)
}

type Taken = Omit<Claimed, 'token'> & { readonly state: string }

/** Rows by key only, so that the kept plan is right however long the queue is. */
async function take(
  trx: Db,
  { workerId, now }: ClaimOrder,
  picked: readonly Picked[],
  tokens: ReadonlyMap<number, string>,
): Promise<Taken[]> {
  const { rows } = await sql<Taken>`/* keep claim */
    with taken as (
      update delivery d set
        state = case
          -- It may have been sent, and the provider no longer knows that request: sent again it would be a second message.
          when d.repeat_until <= ${now} then 'unknown'
          when d.valid_until <= ${now} then 'expired'
          when d.purpose in ('issue', 'nudge', 'escalation') and (dir.state not in ('sending', 'sent')
            or dir.replaced_at is not null or r.acknowledged_at is not null or t.excluded_at is not null) then 'cancelled'
          when d.purpose in ('nudge', 'escalation') and t.acknowledged_at is not null then 'cancelled'
          when d.purpose = 'issue' and r.stage > 0 and exists (select from delivery o where o.recipient_id = d.recipient_id
            and o.purpose = 'issue' and o.state in ('accepted', 'delivered', 'seen')) then 'cancelled'
          else 'sending' end,
        claimed_by = ${workerId}, claimed_at = ${now}, attempts = d.attempts + 1
      from unnest(${picked.map((row) => row.id)}::bigint[], ${picked.map((row) => row.recipientId)}::bigint[],
        ${picked.map((row) => row.linkGeneration)}::smallint[],
        ${picked.map((row) => tokenHash(tokens.get(row.id)!))}::bytea[]) i (id, recipient_id, generation, hash)
      join recipient r on r.id = i.recipient_id
      join person p on p.id = r.person_id
      join directive dir on dir.id = r.directive_id
      left join target t on t.id = r.target_id
      where d.id = i.id and d.state = 'queued'
      returning d.*, i.generation, i.hash, r.person_name, p.salutation, t.unit_name
    ), linked as (
      insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
      select n.hash, n.recipient_id, n.generation, ${now}::timestamptz, n.valid_until + ${LINK_LIFE}::interval
      from taken n where n.state = 'sending'
      -- Two messages to one person may leave in one claim (an issue and a reminder after a pause) or from two lanes at once.
      on conflict do nothing
    )
    select n.id, n.directive_id as "directiveId", n.recipient_id as "recipientId",
      n.contact_point_id as "contactPointId", n.purpose, n.purpose_ref as "purposeRef", n.address, n.urgency, n.attempts,
      n.valid_until as "validUntil", n.created_at as "createdAt", n.state, n.person_name as "personName", n.salutation,
      n.unit_name as "unitName", n.generation as "linkGeneration", n.claimed_at as "claimedAt", n.repeat_until as "repeatUntil",
      c.window_until as "windowUntil",
      coalesce(c.last_success_at < ${now}::timestamptz - interval '1 hour', c.id is not null) as "contactStale"
    from taken n left join contact_point c on c.id = n.contact_point_id`.execute(trx)
  return rows.sort((a, b) => b.urgency - a.urgency || a.id - b.id)
}
