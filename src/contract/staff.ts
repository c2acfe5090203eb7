import { z } from 'zod'
import { DeviceEntry } from './account.ts'
import { Id, Instant } from './common.ts'
import { Role } from './session.ts'
import { Email } from './sign-in.ts'

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

/** What the installation asks of everybody who signs in. */
export const StaffPolicy = z.object({
  secondFactor: z.enum(['required', 'optional']),
  /** How long newcomers may work before they must have one. */
  graceDays: z.number().int().min(0).max(60),
  /** May passkeys be added, and do they sign in alone? */
  passkeys: z.enum(['none', 'second', 'alone']),
  /** A session ends so many hours after it began. */
  sessionHours: z.number().int().min(1).max(720),
  /** Is a sign-in through the organisation's own accounts proof enough, or does Loa's second step follow? */
  oidcSecondFactor: z.enum(['own', 'provider']),
})
export type StaffPolicy = z.infer<typeof StaffPolicy>

export const StaffPage = z.object({
  items: z.array(StaffEntry),
  /** Where a new member of staff may belong. */
  units: z.array(z.object({ id: z.number(), name: z.string() })),
  policy: StaffPolicy,
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
