import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { CodeSignIn, PasswordSignIn, SignInStep, SignInWays } from '../../contract/sign-in.ts'
import {
  accountByEmail,
  closeStep,
  forgetOldAttempts,
  isFirstRun,
  readPolicy,
  readStep,
  takeRecoveryCode,
  takeTotp,
} from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { RegisterRoutes } from '../routes.ts'
import { afterFirstProof, assertOwnPages, letIn, noteFailure } from './door.ts'
import { canMail } from './mail.ts'
import { Passkeys } from './passkeys.ts'
import { Passwords } from './passwords.ts'
import { dropStep, stepOf } from './step-cookie.ts'
import { claimTries, forgiveTries } from './waits.ts'

/** Sign-in by password, then a code of the app or from the paper. */
export const passwordRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const passwords = new Passwords(app.sessions.auth)
  const config = { permission: 'public' } as const

  app.get(
    '/api/sign-in/ways',
    {
      config,
      schema: { operationId: 'readSignInWays', tags: ['sign-in'], response: { 200: SignInWays } },
    },
    async () => ({
      oidc: world.oidc ? { name: world.oidc.name } : null,
      passkey: new Passkeys(world).possible && (await readPolicy(world.db)).passkeys === 'alone',
      mail: await canMail(world),
      isDemo: world.isDemo,
      firstRun: await isFirstRun(world.db),
    }),
  )

  app.post(
    '/api/sign-in/password',
    {
      config,
      schema: {
        operationId: 'signInWithPassword',
        tags: ['sign-in'],
        body: PasswordSignIn,
        response: { 200: SignInStep },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const { email, password } = request.body
      const tries = [
        ['address', request.ip],
        ['account', email.toLowerCase()],
      ] as const
      await claimTries(world, tries)
      const account = await accountByEmail(world.db, email)
      if (!(await passwords.fits(account?.passwordHash ?? null, password)) || !account) {
        await noteFailure(world, account?.staffId ?? null, 'password')
        throw new Problem('unauthenticated', 'sign_in_wrong')
      }
      await forgiveTries(world, tries)
      await forgetOldAttempts(world.db, world.machineClock.now())
      return afterFirstProof(request, reply, world, account.staffId, 'password')
    },
  )

  app.post(
    '/api/sign-in/code',
    {
      config,
      schema: {
        operationId: 'signInWithCode',
        tags: ['sign-in'],
        body: CodeSignIn,
        response: { 200: SignInStep },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const now = world.machineClock.now()
      const token = stepOf(request, 'second_factor')
      const step = await readStep(world.db, token, 'second_factor', now)
      if (!token || !step?.staffId) throw new Problem('unauthenticated', 'sign_in_step_over')
      const { staffId } = step
      const tries = [['code', String(staffId)]] as const
      await claimTries(world, tries)
      const { code } = request.body
      const fromApp = /^[\d\s]+$/.test(code)
      const right = fromApp
        ? await takeTotp(world.db, world.keys, staffId, code, now)
        : await takeRecoveryCode(world.db, world.secret, staffId, code, now)
      if (!right) {
        await noteFailure(world, staffId, 'code')
        throw new Problem('unauthenticated', fromApp ? 'code_wrong' : 'recovery_code_wrong')
      }
      if (!(await closeStep(world.db, token))) throw new Problem('unauthenticated', 'sign_in_step_over')
      await forgiveTries(world, tries)
      dropStep(reply, 'second_factor')
      await letIn(request, reply, world, staffId, fromApp ? 'code' : 'recovery_code')
      return { next: 'done' as const }
    },
  )
}
