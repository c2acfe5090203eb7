import { betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import type { HttpWorld } from '../world.ts'

const SESSION_SECONDS = 12 * 3600
/** Where the sign-in library reads the caller's address: set by us from the connection, whatever the client sent. */
export const CLIENT_ADDRESS_HEADER = 'x-loa-client-address'

/**
 * The sign-in library over our own tables (db/migrations/0060_sign_in.sql): hashing of passwords, sessions, signed
 * cookies. It has no address of its own on the web: every way in is a route of ours, which asks for the second factor and
 * counts failures (docs/decisions/0120). Session times are the machine's own clock, not the calendar of the organisation,
 * which a demo may shift.
 */
export function createAuth(world: Pick<HttpWorld, 'db' | 'secret' | 'publicUrl' | 'log'>) {
  return betterAuth({
    appName: 'Loa',
    baseURL: world.publicUrl,
    basePath: '/api/auth',
    secret: world.secret,
    database: { db: world.db, type: 'postgres', transaction: true },
    emailAndPassword: { enabled: true, disableSignUp: true },
    user: {
      modelName: 'auth_user',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        staffId: { type: 'number', required: true, input: false, fieldName: 'staff_id' },
      },
    },
    session: {
      modelName: 'auth_session',
      expiresIn: SESSION_SECONDS,
      updateAge: 3600,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      // How the person came in, kept for what is asked of them afterwards.
      additionalFields: { way: { type: 'string', required: false, input: false } },
    },
    account: {
      modelName: 'auth_account',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'auth_verification',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'loa',
      useSecureCookies: world.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: {
      // Its messages may quote an address; the level and our own event are enough (invariant 14).
      log: (level) => {
        if (level === 'error') world.log.error({ part: 'sign-in' }, 'sign-in library error')
      },
    },
    plugins: [oneClick()],
  })
}

export type Auth = ReturnType<typeof createAuth>

/** Opens a session for somebody whom Loa itself has recognised. Callable from the server alone: it has no URL. */
function oneClick() {
  return {
    id: 'loa-one-click',
    endpoints: {
      openSession: createAuthEndpoint(
        { method: 'POST', body: z.object({ userId: z.string(), way: z.string() }) },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
          if (!user) throw ctx.error('NOT_FOUND')
          const session = await ctx.context.internalAdapter.createSession(user.id, false, {
            way: ctx.body.way,
          })
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ opened: true })
        },
      ),
    },
  }
}
