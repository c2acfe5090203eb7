import { z } from 'zod'
import { TotpSetup } from './account.ts'
import { Instant } from './common.ts'
import { PASSWORD_MAX } from './password.ts'
import { Email, Token } from './sign-in.ts'

const line = (max: number) => z.string().trim().min(1).max(max)
const optionalLine = (max: number) => z.string().trim().max(max)

/** ① The federation at the top of this installation. Lines of the letterhead as they are printed; empty: from the names. */
export const SetupFederation = z.object({
  name: line(300),
  shortName: line(120),
  typeCode: line(40),
  symbol: line(20),
  placeName: line(60),
  address: optionalLine(300),
  letterheadUpper: optionalLine(200),
  letterheadOwn: optionalLine(200),
})
export type SetupFederation = z.infer<typeof SetupFederation>

/** ② The first administrator. */
export const SetupAdministrator = z.object({ name: line(120), jobTitle: line(120), email: Email })
export type SetupAdministrator = z.infer<typeof SetupAdministrator>

export const SetupToken = z.object({ token: Token })
/** What the wizard shows when its link is opened; `prepared`: this browser has filled in ① and ② before. */
export const SetupOpened = z.object({
  expiresAt: Instant,
  tiers: z.array(z.object({ code: z.string(), name: z.string() })),
  prepared: z
    .object({ federation: SetupFederation, administrator: SetupAdministrator, totp: TotpSetup })
    .nullable(),
})
export type SetupOpened = z.infer<typeof SetupOpened>

export const PrepareSetup = z.object({
  token: Token,
  federation: SetupFederation,
  administrator: SetupAdministrator.extend({ password: z.string().min(1).max(PASSWORD_MAX) }),
})
export type PrepareSetup = z.infer<typeof PrepareSetup>

/** ③ The first code of the authenticator app confirms all of it. */
export const FinishSetup = z.object({ token: Token, code: z.string().trim().min(1).max(20) })
