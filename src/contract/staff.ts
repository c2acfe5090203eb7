import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { Role } from './session.ts'
import { Email } from './sign-in.ts'

export const StaffEntry = z.object({
  id: z.number(),
  name: z.string(),
  jobTitle: z.string(),
  email: z.string(),
  /** What they may do, and where; only the places that the reader may see. */
  grants: z.array(z.object({ role: Role, unitId: z.number(), unitName: z.string() })),
  unit: z.object({ id: z.number(), name: z.string() }),
  /** Invited: has never set a password nor come in; disabled: the access is withdrawn. */
  state: z.enum(['active', 'invited', 'disabled']),
  totp: z.boolean(),
  passkeys: z.number().int(),
  sessions: z.number().int(),
  lastSeenAt: Instant.nullable(),
  link: z
    .object({ kind: z.enum(['invitation', 'reset']), expiresAt: Instant, mailed: z.boolean() })
    .nullable(),
  isMe: z.boolean(),
})
export type StaffEntry = z.infer<typeof StaffEntry>

export const StaffPage = z.object({
  items: z.array(StaffEntry),
  /** Where a new member of staff may belong. */
  units: z.array(z.object({ id: z.number(), name: z.string() })),
  policy: z.object({ secondFactor: z.enum(['required', 'optional']), graceDays: z.number().int() }),
  /** Can invitations be mailed from here? */
  mail: z.boolean(),
})
export type StaffPage = z.infer<typeof StaffPage>

/** Who comes in may read; any further role is asked for apart, because two people decide it. */
export const InviteStaff = z.object({
  name: z.string().trim().min(1).max(120),
  email: Email,
  unitId: Id,
  jobTitle: z.string().trim().min(1).max(120),
})
export type InviteStaff = z.infer<typeof InviteStaff>

export const StaffParams = z.object({ id: Id })

/** The link is shown here and never again; `mailed`: a copy went to the person's address. */
export const LinkGiven = z.object({
  staffId: z.number(),
  url: z.string(),
  expiresAt: Instant,
  mailed: z.boolean(),
})
export type LinkGiven = z.infer<typeof LinkGiven>

export const StaffPolicy = z.object({
  secondFactor: z.enum(['required', 'optional']),
  graceDays: z.number().int().min(0).max(60),
})
export type StaffPolicy = z.infer<typeof StaffPolicy>
