import type { Db } from '../../../../db/client.ts'
import type { Urgency } from '../../../contract/common.ts'
import { clockText, dateTimeText } from '../../../kernel/dates.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/errors.ts'
import { record } from '../../audit/index.ts'
import { refreshChangedGroups } from '../../chat-group/index.ts'
import {
  type CheckContext,
  type CheckResult,
  checkForIssue,
  type Hold,
  holdFrom,
  mayOverrideQuietHours,
  nextAllowedInstant,
  referenceOf,
  symbolOf,
  validUntil,
} from '../../directive/index.ts'
import { releaseHeld } from '../plan/release.ts'
import { freezeAudience } from './freeze-store.ts'
import {
  cancelQueuedOf,
  type LockedDirective,
  lockDirective,
  markHeld,
  markUnsentAsStopped,
  notifyDirective,
  setState,
  takeNumber,
} from './store.ts'

/** The member of staff who acts. */
export interface Issuer {
  readonly staffId: number
}

export interface IssueOrder {
  readonly revision: number
  readonly typedNumber?: number | null
  readonly acceptWarnings: boolean
  /** Why it may not wait for the end of quiet hours; null or empty: it waits. */
  readonly overrideQuietHours?: string | null | undefined
  readonly requestKey: string
}

export interface Issued {
  readonly directiveId: number
  readonly reference: string
  readonly heldUntil: Date
  /** Set when quiet hours, not the undo window, keep it back. */
  readonly quietUntil: Date | null
}

/**
 * Issues a draft, in the caller's transaction: number and symbol, frozen text, units, people and group posts, and the
 * undo window. Nothing leaves before the window ends; it is a row, so it survives a reload and a restart. The same
 * request key twice is one issue.
 *
 * @throws Problem draft_changed_elsewhere, already_issued, or `invalid` with what the check page would have said
 */
export async function issueDirective(
  trx: Db,
  issuer: Issuer,
  directiveId: number,
  order: IssueOrder,
  context: CheckContext,
): Promise<Issued | null> {
  const { now } = context
  const draft = await lockDirective(trx, directiveId)
  if (!draft) throw notFound('directive')
  if (draft.state !== 'draft') {
    if (draft.issueKey === order.requestKey) return null
    throw conflict(draft.issueKey ? 'already_issued' : 'not_a_draft')
  }
  if (draft.revision !== order.revision) throw conflict('draft.changed_since_check')
  if (!draft.unitSymbol) throw conflict('federation_without_symbol')

  // Whom a group by rule holds is frozen as posts and units stand in this moment.
  await refreshChangedGroups(trx, now)
  const frozen = await freezeAudience(trx, directiveId, draft.ownerUnitId, draft.audience, now)
  refuseFaults(await checkForIssue(trx, directiveId, { ...context, frozen: true }), order)

  const number = await takeNumber(trx, draft.ownerUnitId, draft.register, now)
  const symbol = symbolOf(draft.abbreviation, draft.unitSymbol)
  const { hold, reason } = holdOf(draft.urgency, order.overrideQuietHours, now)
  await markHeld(trx, directiveId, {
    number,
    symbol,
    issuerName: draft.unitName,
    staffId: issuer.staffId,
    issueKey: order.requestKey,
    heldUntil: hold.until,
    validUntil: validUntil(draft.urgency, hold.until, draft.validUntil, draft.acknowledgeBefore),
    now,
  })
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: issuer.staffId },
    action: 'directive.issued',
    entity: 'directive',
    entityId: directiveId,
    data: { number, ...frozen, ...(reason && { quietHoursOverridden: true, reason }) },
  })
  await notifyDirective(trx, directiveId)
  return {
    directiveId,
    reference: referenceOf(number, symbol),
    heldUntil: hold.until,
    quietUntil: hold.quietUntil,
  }
}

/** The undo window, and the reason for which it does not wait for the end of quiet hours. */
function holdOf(
  urgency: Urgency,
  override: string | null | undefined,
  now: Date,
): { hold: Hold; reason: string | null } {
  const hold = holdFrom(urgency, now)
  const reason = override?.trim() || null
  if (!hold.quietUntil || reason === null) return { hold, reason: null }
  if (!mayOverrideQuietHours(urgency)) throw conflict('quiet_hours', { until: dateTimeText(hold.quietUntil) })
  return { hold: { until: hold.earliest, earliest: hold.earliest, quietUntil: null }, reason }
}

function refuseFaults({ faults, typedNumber }: CheckResult, order: IssueOrder): void {
  const standing = order.acceptWarnings ? faults.filter((fault) => fault.blocking) : faults
  if (standing.length > 0) throw invalid(...standing)
  if (typedNumber !== null && order.typedNumber !== typedNumber)
    throw invalid({ field: 'typedNumber', code: 'typed_number_differs', values: { units: typedNumber } })
}

/**
 * «Dừng gửi» while held: nothing leaves, the number stays used. «Dừng phần còn lại» while sending: what still waits is
 * taken back; what has left cannot be. Returns how many people will not get it; pressing twice is pressing once.
 */
export async function stopDirective(trx: Db, issuer: Issuer, id: number, now: Date): Promise<number> {
  const directive = await found(trx, id)
  if (directive.state === 'stopped') return 0
  if (directive.state !== 'held' && directive.state !== 'sending') throw conflict('nothing_to_stop')
  await setState(trx, id, { state: 'stopped', stoppedAt: now })
  const cancelled = await cancelQueuedOf(trx, id)
  await markUnsentAsStopped(trx, id)
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: issuer.staffId },
    action: 'directive.stopped',
    entity: 'directive',
    entityId: id,
    data: { from: directive.state, cancelled },
  })
  await notifyDirective(trx, id)
  return cancelled
}

/**
 * «Gửi ngay»: ends the undo window. Routine words wait for the morning all the same; between the two extremes a reason
 * overrides quiet hours and is kept in the audit log (ux.md §3.2).
 */
export async function sendNow(
  trx: Db,
  issuer: Issuer,
  id: number,
  reason: string | null,
  now: Date,
): Promise<void> {
  const directive = await found(trx, id)
  if (directive.state === 'sending' || directive.state === 'sent') return
  if (directive.state !== 'held') throw conflict('nothing_to_release')
  const allowed = nextAllowedInstant(directive.urgency, now)
  if (allowed > now) {
    if (!mayOverrideQuietHours(directive.urgency))
      throw conflict('quiet_hours', { until: dateTimeText(allowed) })
    if (!reason?.trim())
      throw invalid({ field: 'reason', code: 'quiet_hours_reason', values: { until: clockText(allowed) } })
  }
  await setState(trx, id, { heldUntil: now })
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: issuer.staffId },
    action: 'directive.released',
    entity: 'directive',
    entityId: id,
    data: {
      quietHoursOverridden: allowed > now,
      reason: allowed > now ? (reason ?? '').trim().slice(0, 300) : null,
    },
  })
  await releaseHeld(trx, id, now)
}

/** «Đóng chỉ đạo»: no reminder, escalation or retry follows. Late acknowledgements still count, marked late. */
export async function closeDirective(trx: Db, issuer: Issuer, id: number, now: Date): Promise<void> {
  const directive = await found(trx, id)
  if (directive.state === 'closed') return
  if (!['sending', 'sent', 'stopped'].includes(directive.state)) throw conflict('nothing_to_close')
  await setState(trx, id, { state: 'closed', closedAt: now })
  await cancelQueuedOf(trx, id)
  await markUnsentAsStopped(trx, id)
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: issuer.staffId },
    action: 'directive.closed',
    entity: 'directive',
    entityId: id,
  })
  await notifyDirective(trx, id)
}

async function found(trx: Db, id: number): Promise<LockedDirective> {
  const directive = await lockDirective(trx, id)
  if (!directive) throw new Problem('not_found', 'directive_not_found')
  return directive
}
