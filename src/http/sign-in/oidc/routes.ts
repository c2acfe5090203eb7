import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { BeginOidc, FinishOidc, OidcAddress, SignInStep } from '../../../contract/sign-in.ts'
import {
  accountByEmail,
  closeStep,
  linkOidc,
  noteOidcUse,
  openStep,
  readPolicy,
  readStep,
  staffOfOidc,
} from '../../../domain/identity/index.ts'
import { Problem } from '../../../kernel/errors.ts'
import { seal, unseal } from '../../../kernel/secret-box.ts'
import type { RegisterRoutes } from '../../routes.ts'
import type { HttpWorld, OidcSettings } from '../../world.ts'
import { afterFirstProof, assertOwnPages, letIn, noteFailure } from '../door.ts'
import { dropStep, giveStep, stepOf } from '../step-cookie.ts'
import { claimTries, forgiveTries } from '../waits.ts'
import { type OidcBegun, type OidcPerson, OidcProvider } from './provider.ts'

/** Sign-in through the organisation's own accounts. It finds members of staff; it makes none, and gives no right. */
export const oidcRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'public' } as const
  const provider = world.oidc && new OidcProvider(world, world.oidc)
  const configured = (): { provider: OidcProvider; settings: OidcSettings } => {
    if (!provider || !world.oidc) throw new Problem('not_found', 'oidc_not_configured')
    return { provider, settings: world.oidc }
  }
  const clock = () => world.machineClock.now()

  app.post(
    '/api/sign-in/oidc/begin',
    {
      config,
      schema: {
        operationId: 'beginOidcSignIn',
        tags: ['sign-in'],
        body: BeginOidc,
        response: { 200: OidcAddress },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const { provider } = configured()
      await claimTries(world, [['challenge_address', request.ip]])
      const { url, begun } = await provider.begin(request.body.another)
      const sealed = seal(world.keys, JSON.stringify(begun)).toString('base64')
      const token = await openStep(world.db, { kind: 'oidc', staffId: null, data: { sealed } }, clock())
      giveStep(reply, world, 'oidc', token)
      return { url }
    },
  )

  app.post(
    '/api/sign-in/oidc/finish',
    {
      config,
      schema: {
        operationId: 'finishOidcSignIn',
        tags: ['sign-in'],
        body: FinishOidc,
        response: { 200: SignInStep },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const { provider, settings } = configured()
      const tries = [['address', request.ip]] as const
      await claimTries(world, tries)
      const begun = await begunBy(request)
      dropStep(reply, 'oidc')
      const person = await provider.finish(request.body.search, begun).catch(async (error: unknown) => {
        await noteFailure(world, null, 'oidc')
        throw error
      })
      const staffId = await memberOf(world, settings, person)
      await forgiveTries(world, tries)
      if ((await readPolicy(world.db)).oidcSecondFactor === 'own')
        return afterFirstProof(request, reply, world, staffId, 'oidc')
      await letIn(request, reply, world, staffId, 'oidc')
      return { next: 'done' as const }
    },
  )

  /** What this browser began; used up here, so that an address that came back works once. */
  async function begunBy(request: FastifyRequest): Promise<OidcBegun> {
    const token = stepOf(request, 'oidc')
    const step = await readStep(world.db, token, 'oidc', clock())
    const sealed = step?.data['sealed']
    if (!token || typeof sealed !== 'string' || !(await closeStep(world.db, token)))
      throw new Problem('unauthenticated', 'oidc_step_over')
    return JSON.parse(unseal(world.keys, Buffer.from(sealed, 'base64'))) as OidcBegun
  }
}

/**
 * The member of staff behind an account of the organisation: the one it was tied to, else the one who was invited under the
 * address for which the organisation vouches. The first use ties the two together.
 */
async function memberOf(world: HttpWorld, settings: OidcSettings, person: OidcPerson): Promise<number> {
  const now = world.machineClock.now()
  const refuse = async (code: string, staffId: number | null): Promise<never> => {
    await noteFailure(world, staffId, 'oidc')
    throw new Problem('forbidden', code, {
      values: { name: settings.name, email: person.verifiedEmail ?? '' },
    })
  }
  const { verifiedEmail: email } = person
  const isAllowed =
    settings.domains.length === 0 ||
    (email !== null && settings.domains.includes(email.slice(email.lastIndexOf('@') + 1)))
  const known = await staffOfOidc(world.db, person)
  if (known !== null) {
    if (!isAllowed) return refuse('oidc_domain', known)
    await noteOidcUse(world.db, person, now)
    return known
  }
  if (email === null) return refuse('oidc_no_email', null)
  if (!isAllowed) return refuse('oidc_domain', null)
  const account = await accountByEmail(world.db, email)
  if (!account) return refuse('oidc_nobody', null)
  const linked = await world.db
    .transaction()
    .execute((trx) => linkOidc(trx, account.staffId, person, { now: world.clock.now(), clock: now }))
  return linked ? account.staffId : refuse('oidc_other_account', account.staffId)
}
