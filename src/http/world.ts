import type pg from 'pg'
import type { Db } from '../../db/client.ts'
import type { Notices } from '../../db/notices.ts'
import type { Permission } from '../contract/session.ts'
import type { StaffMember } from '../domain/identity/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Locale, Translate } from '../kernel/i18n.ts'
import type { KeyRing } from '../kernel/key-ring.ts'
import type { Log } from '../kernel/log.ts'
import type { Recognised, Sessions } from './sign-in/sessions.ts'

/** What request handlers may use. Built once in runtime/, or by a test. */
export interface HttpWorld {
  readonly db: Db
  /** The same connections, for statements that are planned once and run thousands of times a second. */
  readonly pool: pg.Pool
  /** What PostgreSQL says to all processes: see the channels in ARCHITECTURE.md. */
  readonly notices: Notices
  readonly clock: Clock
  /** The machine's own time, which no demo shifts: sessions, codes of authenticator apps, waits after failures. */
  readonly machineClock: Clock
  readonly log: Log
  readonly secret: string
  /** What seals credentials and restricted fields. */
  readonly keys: KeyRing
  /** What links begin with; no slash at the end. */
  readonly publicUrl: string
  readonly isDemo: boolean
  /** How many calls an API key may make in a minute, in each web process. */
  readonly apiCallsPerMinute: number
  /** Pages of these origins may call the API with a key; none by default. */
  readonly corsOrigins: readonly string[]
  /** Sign-in through the organisation's own accounts; null when none are set up. */
  readonly oidc: OidcSettings | null
  readonly translate: (locale: Locale) => Translate
}

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What people call these accounts; stands on the button. */
  readonly name: string
  /** Addresses of these domains alone come in; none: those of any domain. Only members of staff in any case. */
  readonly domains: readonly string[]
}

export type { StaffMember }

declare module 'fastify' {
  interface FastifyInstance {
    sessions: Sessions
  }
  interface FastifyRequest {
    /** Set on every route whose permission is not public, link or webhook. */
    staff: StaffMember
    /** The session behind `staff`. */
    signIn: Recognised
    locale: Locale
    t: Translate
  }
  interface FastifyContextConfig {
    /**
     * Who may call: a staff permission, or `public` (nothing personal), `link` (the token in the path decides),
     * `webhook` (the provider's signature decides). A route without one stops the start.
     */
    permission?: Permission | 'public' | 'link' | 'webhook'
    /** Reached also by those who have yet to set up the second factor that is asked of them. */
    beforeSecondFactor?: boolean
    /** The body is a form with one file, read as a stream. */
    upload?: boolean
    /** False: its reply must not be kept, so it takes no Idempotency-Key. */
    repeatable?: boolean
    /** The act keeps `requestKey` of its body for ever; an Idempotency-Key is taken for it. */
    requestKey?: boolean
  }
}
