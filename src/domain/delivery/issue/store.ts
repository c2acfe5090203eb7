import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { Audience } from '../../../contract/audience.ts'
import type { Urgency } from '../../../contract/common.ts'
import type { DirectiveState } from '../../../contract/directive.ts'
import { localParts } from '../../../kernel/dates.ts'
import { asUrgency } from '../../directive/index.ts'

export interface LockedDirective {
  readonly id: number
  readonly ownerUnitId: number
  readonly state: DirectiveState
  readonly revision: number
  readonly issueKey: string | null
  readonly urgency: Urgency
  readonly audience: Audience
  readonly acknowledgeBefore: Date | null
  readonly validUntil: Date | null
  readonly heldUntil: Date | null
  readonly register: string
  readonly abbreviation: string | null
  readonly unitName: string
  readonly unitSymbol: string | null
}

/** Reads a directive and holds it until the transaction ends: of several clicks the first one decides. */
export async function lockDirective(trx: Db, id: number): Promise<LockedDirective | null> {
  const { rows } = await sql<{
    id: number
    owner_unit_id: number
    state: DirectiveState
    revision: number
    issue_key: string | null
    urgency: number
    audience: unknown
    acknowledge_before: Date | null
    valid_until: Date | null
    held_until: Date | null
    register: string
    abbreviation: string | null
    unit_name: string
    unit_symbol: string | null
  }>`
    select d.id, d.owner_unit_id, d.state, d.revision, d.issue_key, d.urgency, d.audience, d.acknowledge_before,
      d.valid_until, d.held_until, k.register, k.abbreviation, u.name as unit_name, u.symbol as unit_symbol
    from directive d
    join directive_kind k on k.code = d.kind_code
    join unit u on u.id = d.owner_unit_id
    where d.id = ${id} for no key update of d`.execute(trx)
  const row = rows[0]
  if (!row) return null
  return {
    id: row.id,
    ownerUnitId: row.owner_unit_id,
    state: row.state,
    revision: row.revision,
    issueKey: row.issue_key,
    urgency: asUrgency(row.urgency),
    audience: Audience.parse(row.audience),
    acknowledgeBefore: row.acknowledge_before,
    validUntil: row.valid_until,
    heldUntil: row.held_until,
    register: row.register,
    abbreviation: row.abbreviation,
    unitName: row.unit_name,
    unitSymbol: row.unit_symbol,
  }
}

/**
 * The next number of a register (sổ). It runs per issuing body and calendar year from 1 (Decree 30/2020, annex I). The
 * register's row stays locked until commit, so a rolled-back issue leaves no gap.
 */
export async function takeNumber(trx: Db, unitId: number, register: string, now: Date): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into number_register as r (unit_id, year, register, next_number)
    values (${unitId}, ${localParts(now).year}, ${register}, 2)
    on conflict (unit_id, year, register) do update set next_number = r.next_number + 1
    returning next_number - 1 as number`.execute(trx)
  return rows[0]!.number
}

export async function markHeld(
  trx: Db,
  id: number,
  issue: {
    number: number
    symbol: string
    issuerName: string
    staffId: number
    issueKey: string
    heldUntil: Date
    validUntil: Date
    now: Date
  },
): Promise<void> {
  await trx
    .updateTable('directive')
    .set({
      state: 'held',
      number: issue.number,
      symbol: issue.symbol,
      issuer_name: issue.issuerName,
      issued_at: issue.now,
      issued_by: issue.staffId,
      issue_key: issue.issueKey,
      held_until: issue.heldUntil,
      valid_until: issue.validUntil,
      updated_at: issue.now,
      updated_by: issue.staffId,
    })
    .where('id', '=', id)
    .execute()
}

export async function setState(
  trx: Db,
  id: number,
  change: { state?: DirectiveState; heldUntil?: Date; stoppedAt?: Date; closedAt?: Date },
): Promise<void> {
  await trx
    .updateTable('directive')
    .set({
      ...(change.state && { state: change.state }),
      ...(change.heldUntil && { held_until: change.heldUntil }),
      ...(change.stoppedAt && { stopped_at: change.stoppedAt }),
      ...(change.closedAt && { closed_at: change.closedAt }),
    })
    .where('id', '=', id)
    .execute()
}

/** Tells every process that a directive's state changed; heard when the transaction commits. */
export async function notifyDirective(trx: Db, id: number): Promise<void> {
  await sql`select pg_notify('loa_directive', ${String(id)}), pg_notify('loa_board', ${String(id)})`.execute(
    trx,
  )
}

/**
 * Takes back what still waits, of every purpose or of the issue and its reminders only; a message already in the hands
 * of a worker goes out. Returns how many people will not get it.
 */
export async function cancelQueuedOf(trx: Db, directiveId: number): Promise<number> {
  const { rows } = await sql<{ cancelled: number }>`
    with waiting as (
      select d.id from delivery d join recipient r on r.id = d.recipient_id
      where r.directive_id = ${directiveId} and d.state = 'queued' order by d.id for update of d
    ), gone as (
      update delivery set state = 'cancelled' where id in (select id from waiting) returning recipient_id
    )
    select count(distinct recipient_id)::int as cancelled from gone`.execute(trx)
  return rows[0]?.cancelled ?? 0
}

/** People whom nothing has reached and nothing is on its way to, because the sending was stopped. */
export async function markUnsentAsStopped(trx: Db, directiveId: number): Promise<void> {
  await sql`
    update recipient r set problem = 'stopped'
    where r.directive_id = ${directiveId} and r.stage = 0 and r.problem is null
      and not exists (select from delivery d where d.recipient_id = r.id and d.state in ('queued', 'sending', 'unknown'))`.execute(
    trx,
  )
}
