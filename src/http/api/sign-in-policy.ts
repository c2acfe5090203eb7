import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { SignInPolicyPage } from '../../contract/staff.ts'
import { readPolicy, staffUnits } from '../../domain/identity/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { Problem } from '../../kernel/errors.ts'
import type { RegisterRoutes } from '../routes.ts'
import { Passkeys } from '../sign-in/passkeys.ts'
import type { HttpWorld } from '../world.ts'

/** «Quy định đăng nhập» of the whole installation; changed through /api/approvals, by two people where that is the rule. */
export const signInPolicyRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/sign-in-policy',
    {
      config: { permission: 'staff.read' },
      schema: { operationId: 'readSignInPolicy', tags: ['staff'], response: { 200: SignInPolicyPage } },
    },
    async (request) => ({
      policy: await readPolicy(world.db),
      mayChange: request.staff.permissions.has('staff.write') && (await reachesEverything(request, world)),
      oidc: world.oidc?.name ?? null,
      passkeysPossible: new Passkeys(world).possible,
    }),
  )
}

/** What concerns everybody is changed by somebody who may act on everybody's units. */
export async function assertWholeInstallation(request: FastifyRequest, world: HttpWorld): Promise<void> {
  if (!(await reachesEverything(request, world))) throw new Problem('forbidden', 'policy_beyond_scope')
}

async function reachesEverything(request: FastifyRequest, world: HttpWorld): Promise<boolean> {
  const today = localDay(world.clock.now())
  const all = await staffUnits(world.db, today)
  const mine = await inScope(world.db, request.staff.scopeOf('staff.write'), (trx) => staffUnits(trx, today))
  return mine.length >= all.length
}
