import { z } from 'zod'
import { Instant } from './common.ts'
import { PASSWORD_MAX } from './password.ts'

/** A place where somebody is signed in. */
export const DeviceEntry = z.object({
  id: z.string(),
  current: z.boolean(),
  /** «Chrome trên Windows», as far as the browser tells; null when it tells nothing. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  address: z.string().nullable(),
  openedAt: Instant,
  lastSeenAt: Instant,
})
export type DeviceEntry = z.infer<typeof DeviceEntry>

/** «Tài khoản của tôi». */
export const Account = z.object({
  name: z.string(),
  email: z.string(),
  hasPassword: z.boolean(),
  /** Is a second factor asked of this person, and until when may they do without? */
  secondFactor: z.object({ needed: z.boolean(), dueAt: Instant.nullable() }),
  totpSince: Instant.nullable(),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.array(
    z.object({ id: z.number(), name: z.string(), createdAt: Instant, lastUsedAt: Instant.nullable() }),
  ),
  /** May a passkey be added here? Else why not: the rules of this installation, or its address. */
  addPasskeys: z.enum(['yes', 'not_allowed', 'impossible']),
  /** The organisation's own sign-in, when one is connected; `since`: this account is tied to one there. */
  oidc: z.object({ name: z.string(), since: Instant.nullable() }).nullable(),
  devices: z.array(DeviceEntry),
  /** Changes of factors are taken without the password for some minutes after sign-in. */
  proofNeeded: z.boolean(),
})
export type Account = z.infer<typeof Account>

/** The password once more, before a way to sign in is added or taken away; not needed right after sign-in. */
export const Proof = z.object({ password: z.string().max(PASSWORD_MAX).optional() })

export const ChangePassword = z.object({
  current: z.string().max(PASSWORD_MAX),
  next: z.string().min(1).max(PASSWORD_MAX),
})

export const TotpSetup = z.object({
  /** In groups of four, to be typed where the picture cannot be read. */
  secret: z.string(),
  uri: z.string(),
  /** The picture of `uri`: an SVG. */
  qr: z.string(),
})
export type TotpSetup = z.infer<typeof TotpSetup>
export const ConfirmTotp = z.object({ code: z.string().trim().min(1).max(20) })
/** Shown once. Empty: those from before stay good. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const DeviceParams = z.object({ id: z.string().min(1).max(64) })
export const SessionsEnded = z.object({ ended: z.number().int() })
