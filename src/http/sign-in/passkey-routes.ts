import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { PasskeyOptions, UsePasskey } from '../../contract/passkey.ts'
import { SignInStep } from '../../contract/sign-in.ts'
import { closeStep, credentialsOf, openStep, readPolicy, readStep } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { RegisterRoutes } from '../routes.ts'
import { assertOwnPages, letIn, noteFailure } from './door.ts'
import { shownPasskey } from './passkey-use.ts'
import { Passkeys } from './passkeys.ts'
import { dropStep, giveStep, stepOf } from './step-cookie.ts'
import { claimTries, forgiveTries } from './waits.ts'

/** Sign-in with a passkey: after the password as the second step, or without any password. */
export const passkeyRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const passkeys = new Passkeys(world)
  const config = { permission: 'public' } as const
  const clock = () => world.machineClock.now()

  app.post(
    '/api/sign-in/passkey/options',
    {
      config,
      schema: { operationId: 'beginPasskeySignIn', tags: ['sign-in'], response: { 200: PasskeyOptions } },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      await claimTries(world, [['challenge_address', request.ip]])
      const waiting = await readStep(world.db, stepOf(request, 'second_factor'), 'second_factor', clock())
      const known = waiting?.staffId ? await credentialsOf(world.db, waiting.staffId) : null
      if (!known && (await readPolicy(world.db)).passkeys !== 'alone')
        throw new Problem('forbidden', 'passkey_not_alone')
      const { options, challenge } = await passkeys.toUse(known)
      const token = await openStep(world.db, { kind: 'passkey', staffId: null, data: { challenge } }, clock())
      giveStep(reply, world, 'passkey', token)
      return options
    },
  )

  app.post(
    '/api/sign-in/passkey',
    {
      config,
      schema: {
        operationId: 'signInWithPasskey',
        tags: ['sign-in'],
        body: UsePasskey,
        response: { 200: SignInStep },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const tries = [['address', request.ip]] as const
      await claimTries(world, tries)
      const second = stepOf(request, 'second_factor')
      const waiting = await readStep(world.db, second, 'second_factor', clock())
      if (!waiting && (await readPolicy(world.db)).passkeys !== 'alone')
        throw new Problem('forbidden', 'passkey_not_alone')
      dropStep(reply, 'passkey')
      const { staffId, error } = await shownPasskey(
        world,
        passkeys,
        { answer: request.body.answer, token: stepOf(request, 'passkey'), step: 'passkey' },
        waiting?.staffId ?? null,
      )
      if (error) {
        await noteFailure(world, staffId, 'passkey')
        throw error
      }
      if (second && waiting) {
        if (!(await closeStep(world.db, second))) throw new Problem('unauthenticated', 'sign_in_step_over')
        dropStep(reply, 'second_factor')
      }
      await forgiveTries(world, tries)
      await letIn(request, reply, world, staffId, 'passkey')
      return { next: 'done' as const }
    },
  )
}
