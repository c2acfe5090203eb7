import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'

export interface LendOrder {
  readonly accountId: number
  /** The unit that may speak through the account, and every unit below it. */
  readonly borrowerUnitId: number
  /** Local days, yyyy-mm-dd; `until` is the first day without it, absent: until it is ended. */
  readonly from: string
  readonly until?: string | null
}

/**
 * Lends an account downward, from its day on. Call in a scope: only who sees the account's owner can lend it.
 *
 * @throws Problem channel_account_not_found, loan_not_downward, loan_overlaps, loan_dates
 */
export async function lendChannel(trx: Db, actor: Actor, order: LendOrder, now: Date): Promise<number> {
  if (order.until && order.until <= order.from) throw conflict('loan_dates')
  const account = await trx
    .selectFrom('channel_account')
    .select('id')
    .where('id', '=', order.accountId)
    .executeTakeFirst()
  if (!account) throw notFound('channel_account')
  const { id } = await refusing(() =>
    trx
      .insertInto('channel_loan')
      .values({
        account_id: order.accountId,
        borrower_unit_id: order.borrowerUnitId,
        valid_from: order.from,
        valid_to: order.until ?? null,
        state: stateOn(localDay(now), order.from, order.until ?? null),
        lent_by: actor.kind === 'staff' ? actor.id : null,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  await record(trx, {
    at: now,
    actor,
    action: 'channel_account.lent',
    entity: 'channel_account',
    entityId: order.accountId,
    data: { unitId: order.borrowerUnitId, loan: id },
  })
  return id
}

/**
 * Takes a loan back today. What is queued on the account still leaves; nothing new is planned on it.
 * @throws Problem loan_not_found
 */
export async function endLoan(trx: Db, actor: Actor, loanId: number, now: Date): Promise<void> {
  const today = localDay(now)
  const { rows } = await sql<{ accountId: number }>`
    update channel_loan set state = 'ended', valid_to = greatest(${today}::date, valid_from + 1)
    where id = ${loanId} and state <> 'ended' and account_id in (select id from channel_account)
    returning account_id as "accountId"`.execute(trx)
  const [loan] = rows
  if (!loan) throw notFound('loan')
  await record(trx, {
    at: now,
    actor,
    action: 'channel_account.loan_ended',
    entity: 'channel_account',
    entityId: loan.accountId,
    data: { loan: loanId },
  })
}

/** Opens loans whose day has come and ends those whose last day is over. Returns how many changed. */
export async function settleLoans(db: Db, now: Date): Promise<number> {
  const today: RawBuilder<string> = sql`${localDay(now)}::date`
  const { numAffectedRows } = await sql`
    update channel_loan set state = case when valid_to <= ${today} then 'ended' else 'open' end
    where (state = 'planned' and valid_from <= ${today}) or (state = 'open' and valid_to <= ${today})`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0)
}

const stateOn = (today: string, from: string, until: string | null): 'planned' | 'open' | 'ended' =>
  until !== null && until <= today ? 'ended' : from <= today ? 'open' : 'planned'

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === 'LOA15') throw new Problem('conflict', 'loan_not_downward', { cause: error })
    if (constraint === 'channel_loan_once') throw conflict('loan_overlaps')
    throw error
  }
}
