import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { RecoveryCodes, TotpSetup } from '../../contract/account.ts'
import { FinishSetup, PrepareSetup, SetupOpened, SetupToken } from '../../contract/setup.ts'
import {
  finishSetup,
  preparedSetup,
  prepareSetup,
  readSetupLink,
  setLocale,
} from '../../domain/identity/index.ts'
import { type Federation, managingTiers } from '../../domain/organisation/index.ts'
import { invalid, Problem } from '../../kernel/errors.ts'
import { tidy } from '../../kernel/text.ts'
import type { RegisterRoutes } from '../routes.ts'
import { assertOwnPages, letIn } from './door.ts'
import { checkPassword, Passwords } from './passwords.ts'
import { dropStep, giveStep, stepOf } from './step-cookie.ts'
import { totpSetup } from './totp-setup.ts'
import { claimTries, forgiveTries } from './waits.ts'

const COOKIE_SECONDS = 24 * 3600

/** The wizard of the first run: no session, the link from the machine's own terminal decides. */
export const setupRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const passwords = new Passwords(app.sessions.auth)
  const config = { permission: 'public' } as const
  const tags = ['sign-in']
  const clock = () => world.machineClock.now()
  /** The link, or the reason why it does not work; tokens that somebody guesses at are counted. */
  const linkOf = async (address: string, token: string) => {
    const tries = [['link_address', address]] as const
    await claimTries(world, tries)
    const link = await readSetupLink(world.db, token, clock())
    await forgiveTries(world, tries)
    return link
  }

  app.post(
    '/api/setup/link',
    {
      config,
      schema: { operationId: 'openSetup', tags, body: SetupToken, response: { 200: SetupOpened } },
    },
    async (request) => {
      const link = await linkOf(request.ip, request.body.token)
      const prepared = await preparedSetup(world.db, world.keys, stepOf(request, 'setup'), clock())
      return {
        expiresAt: link.expiresAt.toISOString(),
        tiers: await managingTiers(world.db, request.locale),
        prepared: prepared && {
          federation: asTyped(prepared.federation),
          administrator: prepared.administrator,
          totp: await totpSetup(prepared.totpSecret, prepared.administrator.email),
        },
      }
    },
  )

  app.post(
    '/api/setup/prepare',
    {
      config,
      schema: { operationId: 'prepareSetup', tags, body: PrepareSetup, response: { 200: TotpSetup } },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const { token, administrator } = request.body
      await linkOf(request.ip, token)
      const federation = asKept(request.body.federation)
      const tiers = await managingTiers(world.db, request.locale)
      if (!tiers.some((tier) => tier.code === federation.typeCode))
        throw invalid({ field: 'federation.typeCode', code: 'setup.tier_unknown' })
      const { password, ...person } = administrator
      const tidied = {
        name: tidy(person.name),
        jobTitle: tidy(person.jobTitle),
        email: tidy(person.email).toLowerCase(),
      }
      checkPassword(password, 'administrator.password', [tidied.name, tidied.email])
      const prepared = await prepareSetup(
        world.db,
        world.keys,
        { federation, administrator: tidied, passwordHash: await passwords.hash(password) },
        clock(),
      )
      giveStep(reply, world, 'setup', prepared.step, COOKIE_SECONDS)
      return totpSetup(prepared.totpSecret, tidied.email)
    },
  )

  app.post(
    '/api/setup/finish',
    {
      config,
      schema: { operationId: 'finishSetup', tags, body: FinishSetup, response: { 200: RecoveryCodes } },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const { token, code } = request.body
      await linkOf(request.ip, token)
      const step = stepOf(request, 'setup')
      if (!step) throw new Problem('conflict', 'setup.step_over')
      const tries = [['code', `setup:${step}`]] as const
      await claimTries(world, tries)
      const { secret, keys } = world
      const { staffId, recoveryCodes } = await world.db.transaction().execute(async (trx) => {
        const at = { now: world.clock.now(), clock: clock() }
        const done = await finishSetup(trx, { token, step, code, keys, secret }, at)
        await setLocale(trx, done.staffId, request.locale)
        return done
      })
      await forgiveTries(world, tries)
      dropStep(reply, 'setup')
      await letIn(request, reply, world, staffId, 'setup')
      return { codes: [...recoveryCodes] }
    },
  )
}

function asKept(federation: PrepareSetup['federation']): Federation {
  const orNull = (text: string) => tidy(text) || null
  return {
    name: tidy(federation.name),
    shortName: tidy(federation.shortName),
    typeCode: federation.typeCode,
    symbol: tidy(federation.symbol),
    placeName: tidy(federation.placeName),
    address: orNull(federation.address),
    letterheadUpper: orNull(federation.letterheadUpper),
    letterheadOwn: orNull(federation.letterheadOwn),
  }
}

const asTyped = (federation: Federation): PrepareSetup['federation'] => ({
  ...federation,
  address: federation.address ?? '',
  letterheadUpper: federation.letterheadUpper ?? '',
  letterheadOwn: federation.letterheadOwn ?? '',
})
