import type { Db } from '../../../db/client.ts'
import { type ApprovalKind, DangerousAct } from '../../contract/approval.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { record } from '../audit/index.ts'
import { rolesWith, type StaffMember } from '../identity/index.ts'
import { type ActContext, carryOut, judge, kept } from './acts.ts'
import { asksTwo, expiryOf, isToAll, PERMISSION_OF, stateAt } from './rules.ts'
import {
  type ApprovalRow,
  decideRow,
  holders,
  insertApproval,
  issueFacts,
  lockApproval,
  markSeen,
  policyFor,
  tell,
  waitingIssueOf,
} from './store.ts'

/**
 * Asks for a dangerous act. Where the policy of the unit asks for nobody else, it is carried out at once; otherwise it
 * waits for a second person with the same permission. `trx` runs in the scope of that permission. Returns the request.
 */
export async function askFor(
  trx: Db,
  who: StaffMember,
  act: DangerousAct,
  reason: string,
  context: ActContext,
): Promise<number> {
  const { now } = context
  const facts = await judge(trx, act, now)
  if (facts.directiveId !== null && (await waitingIssueOf(trx, facts.directiveId, now)) !== null)
    throw conflict('approval_waits_already')
  const needsTwo = facts.isDangerous && asksTwo(act.kind, await policyFor(trx, facts.unitId))
  const { act: stored, sealed } = kept(act, context.keys)
  const id = await insertApproval(trx, {
    kind: act.kind,
    unitId: facts.unitId,
    act: stored,
    sealed,
    directiveId: facts.directiveId,
    reason,
    by: who.staffId,
    expiresAt: expiryOf(act.kind, now),
    now,
  })
  if (needsTwo) await note(trx, 'approval.requested', id, act.kind, who.staffId, now)
  else {
    await carryOut(trx, id, act, who.staffId, context)
    await decideRow(trx, id, { state: 'direct', by: who.staffId, note: null, now })
  }
  return id
}

/**
 * The second person lets it happen: it is carried out exactly as it was asked for, or refused with what has changed since.
 * @throws Problem approval_not_found, approval_decided, approval_expired, approval_own, approval_requester_left
 */
export async function approve(
  trx: Db,
  who: StaffMember,
  id: number,
  remark: string,
  context: ActContext,
): Promise<void> {
  const row = await waiting(trx, id, context.now)
  if (row.requestedBy === who.staffId) throw new Problem('forbidden', 'approval_own')
  const { kind } = row
  const able = await holders(trx, row.unitId, rolesWith(PERMISSION_OF[kind]), context.now)
  if (!able.some((holder) => holder.staffId === row.requestedBy)) throw conflict('approval_requester_left')
  await carryOut(trx, id, DangerousAct.parse(row.act), row.requestedBy, context)
  await decideRow(trx, id, { state: 'approved', by: who.staffId, note: remark || null, now: context.now })
  await note(trx, 'approval.approved', id, kind, who.staffId, context.now)
}

export async function refuse(
  trx: Db,
  who: StaffMember,
  id: number,
  remark: string,
  now: Date,
): Promise<void> {
  const row = await waiting(trx, id, now)
  if (row.requestedBy === who.staffId) throw new Problem('forbidden', 'approval_own')
  await decideRow(trx, id, { state: 'refused', by: who.staffId, note: remark || null, now })
  await note(trx, 'approval.refused', id, row.kind, who.staffId, now)
}

/** Whoever asked takes it back. */
export async function withdraw(trx: Db, who: StaffMember, id: number, now: Date): Promise<void> {
  const row = await waiting(trx, id, now)
  if (row.requestedBy !== who.staffId) throw new Problem('forbidden', 'approval_not_own')
  await decideRow(trx, id, { state: 'withdrawn', by: who.staffId, note: null, now })
  await note(trx, 'approval.withdrawn', id, row.kind, who.staffId, now)
}

/**
 * An emergency: who asked carries it out alone, with a written reason. Everybody who could have been the second person is
 * told in the same transaction, and the act is marked for good.
 * @throws Problem approval_override_not_allowed when the policy gives the caller's roles no such right
 */
export async function override(
  trx: Db,
  who: StaffMember,
  id: number,
  why: string,
  context: ActContext,
): Promise<void> {
  const { now } = context
  const row = await waiting(trx, id, now)
  if (row.requestedBy !== who.staffId) throw new Problem('forbidden', 'approval_not_own')
  if (!(await mayOverride(trx, who, row, now)))
    throw new Problem('forbidden', 'approval_override_not_allowed')
  await carryOut(trx, id, DangerousAct.parse(row.act), who.staffId, context)
  await decideRow(trx, id, { state: 'overridden', by: who.staffId, note: why, now })
  const others = await holders(trx, row.unitId, rolesWith(PERMISSION_OF[row.kind]), now)
  const told = others.map((holder) => holder.staffId).filter((staffId) => staffId !== who.staffId)
  await tell(trx, id, told, now)
  await note(trx, 'approval.overridden', id, row.kind, who.staffId, now, { told: told.length })
}

export async function mayOverride(
  trx: Db,
  who: StaffMember,
  { unitId }: { readonly unitId: number },
  now: Date,
): Promise<boolean> {
  const { overrideRoles } = await policyFor(trx, unitId)
  return (await holders(trx, unitId, overrideRoles, now)).some((holder) => holder.staffId === who.staffId)
}

/** «Đã biết»: the reader has seen that an act was carried out by one person alone. */
export async function seen(trx: Db, who: StaffMember, id: number, now: Date): Promise<void> {
  const kind = await markSeen(trx, id, who.staffId, now)
  if (!kind) throw notFound('approval')
  await note(trx, 'approval.seen', id, kind, who.staffId, now)
}

/** Must this draft be approved before it is issued? Null when one person may issue it. */
export async function secondPersonFor(
  trx: Db,
  directiveId: number,
  staffId: number,
  now: Date,
): Promise<{ readonly approvers: readonly string[]; readonly waitingId: number | null } | null> {
  const facts = await issueFacts(trx, directiveId, now)
  if (!facts) throw notFound('directive')
  if (!facts.isDraft || !isToAll(facts.urgency, facts)) return null
  if (!asksTwo('directive_issue', await policyFor(trx, facts.unitId))) return null
  const able = await holders(trx, facts.unitId, rolesWith('directive.issue'), now)
  return {
    approvers: able.filter((holder) => holder.staffId !== staffId).map((holder) => holder.name),
    waitingId: await waitingIssueOf(trx, directiveId, now),
  }
}

/** Before an issue by one person: refuses when two are asked for. */
export async function refuseIfTwoAreAsked(
  trx: Db,
  directiveId: number,
  staffId: number,
  now: Date,
): Promise<void> {
  if (await secondPersonFor(trx, directiveId, staffId, now)) throw conflict('second_person_needed')
}

async function waiting(trx: Db, id: number, now: Date): Promise<ApprovalRow> {
  const row = await lockApproval(trx, id)
  if (!row) throw notFound('approval')
  const state = stateAt(row, now)
  if (state === 'expired') throw conflict('approval_expired')
  if (state !== 'waiting') throw conflict('approval_decided')
  return row
}

const note = (
  trx: Db,
  action: string,
  id: number,
  kind: ApprovalKind,
  by: number,
  now: Date,
  more: Record<string, number> = {},
): Promise<void> =>
  record(trx, {
    at: now,
    actor: { kind: 'staff', id: by },
    action,
    entity: 'approval',
    entityId: id,
    data: { kind, ...more },
  })
