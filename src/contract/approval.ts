import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { Role } from './session.ts'
import { StaffPolicy } from './staff-policy.ts'

/** Acts for which two people are asked (design.md §7). */
export const ApprovalKind = z.enum([
  'role_grant',
  'role_end',
  'channel_change',
  'directive_issue',
  'approval_policy',
  'sign_in_policy',
])
export type ApprovalKind = z.infer<typeof ApprovalKind>

/** An act exactly as it will be carried out. */
export const DangerousAct = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('role_grant'),
    staffId: Id,
    role: Role,
    unitId: Id,
    /** When the role ends by itself; null: until it is taken. */
    validTo: Instant.nullable().default(null),
  }),
  z.object({ kind: z.literal('role_end'), grantId: Id }),
  z.object({
    kind: z.literal('channel_change'),
    accountId: Id,
    baseUrl: z.url().max(300).optional(),
    config: z.record(z.string(), z.unknown()).optional(),
    /** Sealed on arrival; never shown again. */
    secrets: z.record(z.string(), z.unknown()).optional(),
    enabled: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('directive_issue'),
    directiveId: Id,
    /** What the requester saw: a draft that changed since is not issued. */
    revision: z.number().int().min(1),
    typedNumber: z.number().int().nullable().default(null),
    acceptWarnings: z.boolean().default(false),
    overrideQuietHours: z.string().trim().max(300).nullable().default(null),
  }),
  z.object({
    kind: z.literal('approval_policy'),
    unitId: Id,
    roles: z.boolean(),
    channels: z.boolean(),
    issuing: z.boolean(),
    mayOverride: z.array(Role).max(6),
  }),
  StaffPolicy.extend({ kind: z.literal('sign_in_policy') }),
])
export type DangerousAct = z.infer<typeof DangerousAct>

export const AskApproval = z.object({
  act: DangerousAct,
  /** Why, for whoever approves. */
  reason: z.string().trim().max(300).default(''),
})

export const ApprovalState = z.enum([
  'waiting',
  'expired',
  'approved',
  'refused',
  'withdrawn',
  'overridden',
  'direct',
])
export type ApprovalState = z.infer<typeof ApprovalState>

export const Approval = z.object({
  id: z.number(),
  kind: ApprovalKind,
  state: ApprovalState,
  /** What will happen, as a sentence in the reader's language. */
  sentence: z.string(),
  unitName: z.string(),
  directiveId: z.number().nullable(),
  /** Whose role it is about, when it is about one. */
  staffId: z.number().nullable(),
  /** The role that would end. */
  grantId: z.number().nullable(),
  accountId: z.number().nullable(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: Instant,
  expiresAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  note: z.string().nullable(),
  isMine: z.boolean(),
  mayDecide: z.boolean(),
  mayOverride: z.boolean(),
  /** An emergency that the reader was told of and has not marked as seen. */
  isUnseen: z.boolean(),
  /** Who could be the second person; only while it waits. */
  approvers: z.array(z.string()),
})
export type Approval = z.infer<typeof Approval>

export const ApprovalQuery = z.object({ state: z.enum(['waiting', 'all']).default('waiting') })
export const ApprovalList = z.object({ items: z.array(Approval) })
export type ApprovalList = z.infer<typeof ApprovalList>
export const ApprovalParams = z.object({ id: Id })
export const DecisionNote = z.object({ note: z.string().trim().max(300).default('') }).default({ note: '' })
/** «Thực hiện một mình»: at least ten letters of why nobody else could be waited for. */
export const EmergencyReason = z.object({ reason: z.string().trim().min(10).max(300) })

/** What a unit asks of those who do dangerous things in its name, and who they are today. */
export const ApprovalPolicyEntry = z.object({
  unitId: z.number(),
  unitName: z.string(),
  /** The unit at or above it whose rule holds here; null: nobody has said anything, the strict rule holds. */
  from: z.object({ unitId: z.number(), unitName: z.string() }).nullable(),
  roles: z.boolean(),
  channels: z.boolean(),
  issuing: z.boolean(),
  mayOverride: z.array(Role),
  /** Who may ask for and approve what, by name. */
  approvers: z.object({
    roles: z.array(z.string()),
    channels: z.array(z.string()),
    issuing: z.array(z.string()),
  }),
})
export type ApprovalPolicyEntry = z.infer<typeof ApprovalPolicyEntry>

/** One unit to look at; without it those of the reader's own roles and every one with a rule of its own. */
export const ApprovalPolicyQuery = z.object({ unitId: Id.optional() })
export const ApprovalPolicies = z.object({ items: z.array(ApprovalPolicyEntry) })
export type ApprovalPolicies = z.infer<typeof ApprovalPolicies>
