import { z } from 'zod'
import { DeviceEntry } from './account.ts'
import { Id, Instant } from './common.ts'
import { Role } from './session.ts'
import { Email } from './sign-in.ts'
import { StaffPolicy } from './staff-policy.ts'

export const StaffEntry = z.object({
  id: z.number(),
  name: z.string(),
  jobTitle: z.string(),
  email: z.string(),
  /** What they may do, and where; only the places that the reader may see. */
  grants: z.array(
    z.object({
      id: z.number(),
      role: Role,
      unitId: z.number(),
      unitName: z.string(),
      /** Null: from before anybody wrote it down. */
      since: Instant.nullable(),
      /** When it ends by itself; null: until it is taken. */
      until: Instant.nullable(),
      grantedBy: z.string().nullable(),
    }),
  ),
  unit: z.object({ id: z.number(), name: z.string() }),
  /**
   * Sample: of the cast of a demo, comes in by its link; invited: has never set a password nor come in; disabled: the access is
   * withdrawn.
   */
  state: z.enum(['active', 'sample', 'invited', 'disabled']),
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
  /** Can invitations be mailed from here? */
  mail: z.boolean(),
})
export type StaffPage = z.infer<typeof StaffPage>

/** One member of staff: besides the entry, where they are signed in. */
export const StaffMemberPage = StaffEntry.extend({
  /** They hold a role somewhere beyond the reader's part of the tree: then only somebody above acts upon their sign-in. */
  beyond: z.boolean(),
  devices: z.array(DeviceEntry.omit({ id: true, current: true, address: true })),
})
export type StaffMemberPage = z.infer<typeof StaffMemberPage>

/** A role asked for at once with the invitation; it waits for the second person as every role does. */
const WantedRole = z.object({
  role: Role,
  unitId: Id,
  validTo: Instant.nullable().default(null),
  reason: z.string().trim().max(300).default(''),
})

/** Who comes in may read; any further role is asked for, because two people decide it. */
export const InviteStaff = z.object({
  name: z.string().trim().min(1).max(120),
  email: Email,
  unitId: Id,
  jobTitle: z.string().trim().min(1).max(120),
  wanted: WantedRole.nullable().default(null),
})
export type InviteStaff = z.infer<typeof InviteStaff>

export const StaffParams = z.object({ id: Id })

/** The link is shown here and never again; `mailed`: a copy went to the person's address. */
export const LinkGiven = z.object({
  staffId: z.number(),
  url: z.string(),
  expiresAt: Instant,
  mailed: z.boolean(),
  /** The request for the wanted role: it waits for the second person, or was carried out at once; null: none was wanted. */
  asked: z.enum(['waiting', 'done']).nullable(),
})
export type LinkGiven = z.infer<typeof LinkGiven>

/** «Quy định đăng nhập», and what of it means anything here. */
export const SignInPolicyPage = z.object({
  policy: StaffPolicy,
  /** Does the reader hold the right on the whole installation? */
  mayChange: z.boolean(),
  /** The name of the organisation's own accounts; null when none are connected. */
  oidc: z.string().nullable(),
  passkeysPossible: z.boolean(),
})
export type SignInPolicyPage = z.infer<typeof SignInPolicyPage>
