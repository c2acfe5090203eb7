import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { ApprovalKind, ApprovalState } from '../../contract/approval.ts'
import { Audience } from '../../contract/audience.ts'
import { Role } from '../../contract/session.ts'
import { localDay } from '../../kernel/dates.ts'
import { audienceQuery } from '../audience/index.ts'
import { type ApprovalPolicy, STRICT } from './rules.ts'

export interface ApprovalRow {
  readonly id: number
  readonly kind: ApprovalKind
  readonly unitId: number
  readonly act: unknown
  readonly directiveId: number | null
  readonly reason: string
  readonly requestedBy: number
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly state: Exclude<ApprovalState, 'expired'>
}

export async function policyFor(trx: Db, unitId: number): Promise<ApprovalPolicy> {
  const { rows } = await sql<{ roles: boolean; channels: boolean; issuing: boolean; override: string[] }>`
    select roles, channels, issuing, override_roles as override from loa_approval_policy(${unitId})`.execute(
    trx,
  )
  const row = rows[0]
  return row ? { ...row, overrideRoles: row.override.map((role) => Role.parse(role)) } : STRICT
}

export async function writePolicy(trx: Db, unitId: number, policy: ApprovalPolicy, now: Date): Promise<void> {
  const values = {
    roles: policy.roles,
    channels: policy.channels,
    issuing: policy.issuing,
    override_roles: [...policy.overrideRoles],
    changed_at: now,
  }
  await trx
    .insertInto('approval_policy')
    .values({ unit_id: unitId, ...values })
    .onConflict((on) => on.column('unit_id').doUpdateSet(values))
    .execute()
}

export async function insertApproval(
  trx: Db,
  row: {
    kind: ApprovalKind
    unitId: number
    act: object
    sealed: Buffer | null
    directiveId: number | null
    reason: string
    by: number
    expiresAt: Date
    now: Date
  },
): Promise<number> {
  const { id } = await trx
    .insertInto('approval')
    .values({
      kind: row.kind,
      unit_id: row.unitId,
      act: JSON.stringify(row.act),
      sealed: row.sealed,
      directive_id: row.directiveId,
      reason: row.reason,
      requested_by: row.by,
      requested_at: row.now,
      expires_at: row.expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Reads a request and holds it until the transaction ends: of two who decide, the first one does. */
export async function lockApproval(trx: Db, id: number): Promise<ApprovalRow | null> {
  const { rows } = await sql<ApprovalRow>`
    select id, kind, unit_id as "unitId", act, directive_id as "directiveId", reason, requested_by as "requestedBy",
      requested_at as "requestedAt", expires_at as "expiresAt", state
    from approval where id = ${id} for update`.execute(trx)
  return rows[0] ?? null
}

/** What has become of a request, as the reader's scope shows it. */
export async function approvalState(trx: Db, id: number): Promise<ApprovalRow['state'] | null> {
  const { rows } = await sql<Pick<ApprovalRow, 'state'>>`select state from approval where id = ${id}`.execute(
    trx,
  )
  return rows[0]?.state ?? null
}

/** The sealed credentials of a request; only for the owner of the tables. */
export async function sealedOf(owner: Db, id: number): Promise<Buffer | null> {
  const row = await owner.selectFrom('approval').select('sealed').where('id', '=', id).executeTakeFirst()
  return row?.sealed ?? null
}

export async function decideRow(
  trx: Db,
  id: number,
  decision: {
    state: Exclude<ApprovalState, 'expired' | 'waiting'>
    by: number
    note: string | null
    now: Date
  },
): Promise<void> {
  await trx
    .updateTable('approval')
    .set({ state: decision.state, decided_by: decision.by, decided_at: decision.now, note: decision.note })
    .where('id', '=', id)
    .execute()
}

export async function waitingIssueOf(trx: Db, directiveId: number, now: Date): Promise<number | null> {
  const row = await trx
    .selectFrom('approval')
    .select('id')
    .where('directive_id', '=', directiveId)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.id ?? null
}

export interface Holder {
  readonly staffId: number
  readonly name: string
}

/** Who holds one of these roles on a unit, at or above it. */
export async function holders(trx: Db, unitId: number, roles: readonly Role[], now: Date): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select staff_id as "staffId", name from loa_role_holders(${unitId}, ${roles}::text[], ${now})`.execute(
    trx,
  )
  return rows
}

export async function tell(
  trx: Db,
  approvalId: number,
  staffIds: readonly number[],
  now: Date,
): Promise<void> {
  if (staffIds.length === 0) return
  await trx
    .insertInto('approval_notice')
    .values(staffIds.map((staffId) => ({ approval_id: approvalId, staff_id: staffId, at: now })))
    .execute()
}

/** Marks an emergency as seen by one who was told; answers of what kind it was, null when nobody told them. */
export async function markSeen(
  trx: Db,
  approvalId: number,
  staffId: number,
  now: Date,
): Promise<ApprovalKind | null> {
  const { rows } = await sql<{ kind: ApprovalKind }>`
    update approval_notice n set seen_at = coalesce(n.seen_at, ${now}) from approval a
    where n.approval_id = ${approvalId} and n.staff_id = ${staffId} and a.id = n.approval_id returning a.kind`.execute(
    trx,
  )
  return rows[0]?.kind ?? null
}

/** How urgent a draft is, whose it is, and how many of the units that could be asked it goes to. */
export async function issueFacts(
  trx: Db,
  directiveId: number,
  now: Date,
): Promise<{
  unitId: number
  urgency: number
  chosen: number
  due: number
  revision: number
  isDraft: boolean
} | null> {
  const directive = await trx
    .selectFrom('directive')
    .select(['owner_unit_id', 'urgency', 'audience', 'revision', 'state'])
    .where('id', '=', directiveId)
    .executeTakeFirst()
  if (!directive) return null
  const { owner_unit_id: unitId, urgency, revision } = directive
  const about = { unitId, urgency, revision, isDraft: directive.state === 'draft' }
  // Only a Hỏa tốc is counted: the others never need a second person.
  if (urgency < 3) return { ...about, chosen: 0, due: 0 }
  const on = localDay(now)
  const everyone = Audience.parse({ lines: [{ all: true }] })
  const { rows } = await sql<{ chosen: number; due: number }>`
    select (select count(*) from (${audienceQuery(unitId, Audience.parse(directive.audience), on).units}) a) as chosen,
      (select count(*) from (${audienceQuery(unitId, everyone, on).units}) b) as due`.execute(trx)
  return { ...about, ...rows[0]! }
}

export async function unitOfAccount(trx: Db, accountId: number): Promise<number | null> {
  const row = await trx
    .selectFrom('channel_account')
    .select('owner_unit_id')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return row?.owner_unit_id ?? null
}

export async function unitIsThere(trx: Db, unitId: number): Promise<boolean> {
  return (await trx.selectFrom('unit').select('id').where('id', '=', unitId).executeTakeFirst()) !== undefined
}

/** The unit in whose name the whole installation is changed: the first one at the top of the tree. */
export async function topUnit(trx: Db): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from unit where nlevel(path) = 1 and valid_to is null order by id limit 1`.execute(trx)
  return rows[0]?.id ?? null
}
