import { z } from 'zod'
import { Instant } from './common.ts'
import { PASSWORD_MAX } from './password.ts'

const Password = z.string().min(1).max(PASSWORD_MAX)
export const Token = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
export const Email = z.email().max(254)

/** Which ways in this installation offers. */
export const SignInWays = z.object({
  /** The organisation's own accounts (OIDC), by the name that people know them by. */
  oidc: z.object({ name: z.string() }).nullable(),
  /** Does a passkey sign in without a password here? */
  passkey: z.boolean(),
  /** May «Quên mật khẩu» send a mail? Else an administrator gives a link. */
  mail: z.boolean(),
  isDemo: z.boolean(),
  /** Nobody is here yet: the wizard of the first run comes before any sign-in. */
  firstRun: z.boolean(),
})
export type SignInWays = z.infer<typeof SignInWays>

export const PasswordSignIn = z.object({ email: z.string().trim().min(1).max(254), password: Password })

/** What comes after a right password: nothing, or one of the person's second factors. */
export const SignInStep = z.discriminatedUnion('next', [
  z.object({ next: z.literal('done') }),
  z.object({ next: z.literal('factor'), app: z.boolean(), passkey: z.boolean(), recovery: z.boolean() }),
])
export type SignInStep = z.infer<typeof SignInStep>

/** Six digits of the app, or a recovery code. */
export const CodeSignIn = z.object({ code: z.string().trim().min(1).max(40) })

/** `another`: whoever is signed in there is not who wants to come in here. */
export const BeginOidc = z.object({ another: z.boolean().default(false) })
/** Where the organisation's own sign-in is; the browser goes there. */
export const OidcAddress = z.object({ url: z.string() })
export type OidcAddress = z.infer<typeof OidcAddress>
/** With what it came back: its address from «?» on. */
export const FinishOidc = z.object({ search: z.string().startsWith('?').max(8000) })

export const ForgottenPassword = z.object({ email: z.string().trim().min(1).max(254) })

export const LinkToken = z.object({ token: Token })
/** To whom a link belongs, before anything is done with it. */
export const LinkGreeting = z.object({
  kind: z.enum(['invitation', 'reset']),
  name: z.string(),
  email: z.string(),
  unitName: z.string(),
  expiresAt: Instant,
})
export type LinkGreeting = z.infer<typeof LinkGreeting>
export const AcceptLink = z.object({ token: Token, password: Password })
/** `signedIn`: a session is open, a second factor comes next; else sign in with the new password. */
export const LinkAccepted = z.object({ signedIn: z.boolean() })
export type LinkAccepted = z.infer<typeof LinkAccepted>
