import type { ApprovalKind, ApprovalState } from '../../contract/approval.ts'
import type { Permission, Role } from '../../contract/session.ts'

/** What a unit asks of those who do dangerous things in its name. */
export interface ApprovalPolicy {
  readonly roles: boolean
  readonly channels: boolean
  readonly issuing: boolean
  readonly overrideRoles: readonly Role[]
}

/** Where nobody has said otherwise: two people for everything, and an emergency for those who lead. */
export const STRICT: ApprovalPolicy = {
  roles: true,
  channels: true,
  issuing: true,
  overrideRoles: ['administrator', 'leader'],
}

/** The permission that both people hold for an act. */
export const PERMISSION_OF: Readonly<Record<ApprovalKind, Permission>> = {
  role_grant: 'staff.write',
  role_end: 'staff.write',
  channel_change: 'channel.write',
  directive_issue: 'directive.issue',
  approval_policy: 'staff.write',
  sign_in_policy: 'staff.write',
}

/** Does this policy ask for a second person? The policy itself is changed as roles are. */
export function asksTwo(kind: ApprovalKind, policy: ApprovalPolicy): boolean {
  if (kind === 'directive_issue') return policy.issuing
  if (kind === 'channel_change') return policy.channels
  return policy.roles
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Hỏa tốc cannot wait for tomorrow, nor be let go by somebody who reads of it tomorrow. */
const URGENT = HOUR / 4

export const expiryOf = (kind: ApprovalKind, now: Date): Date =>
  new Date(now.getTime() + (kind === 'directive_issue' ? URGENT : DAY))

export function stateAt(
  row: { readonly state: Exclude<ApprovalState, 'expired'>; readonly expiresAt: Date },
  now: Date,
): ApprovalState {
  return row.state === 'waiting' && row.expiresAt <= now ? 'expired' : row.state
}

/** From this share of the units on, leaving a few out makes it no less a message to all. */
const NEARLY_ALL = 0.9

/** Hỏa tốc to all: that is what two people are asked for. One unit alone is not «all». */
export const isToAll = (urgency: number, units: { readonly chosen: number; readonly due: number }): boolean =>
  urgency === 3 && units.due > 1 && units.chosen >= units.due * NEARLY_ALL
