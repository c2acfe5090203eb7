import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  AcceptLink,
  ForgottenPassword,
  LinkAccepted,
  LinkGreeting,
  LinkToken,
} from '../../contract/sign-in.ts'
import {
  acceptLink,
  accountByEmail,
  beginsAnew,
  giveLink,
  readLink,
  setLocale,
  useLink,
} from '../../domain/identity/index.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { describeError } from '../../kernel/log.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { assertOwnPages, letIn } from './door.ts'
import { mailToMember } from './links.ts'
import { checkPassword, Passwords } from './passwords.ts'
import { claimTries, forgiveTries } from './waits.ts'

/** Links by which a member of staff comes in or back in, and «Quên mật khẩu». */
export const linkRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const passwords = new Passwords(app.sessions.auth)
  const config = { permission: 'public' } as const

  app.post(
    '/api/sign-in/link',
    {
      config,
      schema: {
        operationId: 'readSignInLink',
        tags: ['sign-in'],
        body: LinkToken,
        response: { 200: LinkGreeting },
      },
    },
    async (request) => {
      const tries = [['link_address', request.ip]] as const
      await claimTries(world, tries)
      const link = await readLink(world.db, request.body.token, world.machineClock.now())
      await forgiveTries(world, tries)
      return {
        kind: link.kind === 'invitation' ? ('invitation' as const) : ('reset' as const),
        name: link.name,
        email: link.email,
        unitName: link.unitName,
        expiresAt: link.expiresAt.toISOString(),
      }
    },
  )

  app.post(
    '/api/sign-in/link/accept',
    {
      config,
      schema: {
        operationId: 'acceptSignInLink',
        tags: ['sign-in'],
        body: AcceptLink,
        response: { 200: LinkAccepted },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const { token, password } = request.body
      const at = { now: world.clock.now(), clock: world.machineClock.now() }
      const tries = [['link_address', request.ip]] as const
      await claimTries(world, tries)
      const seen = await readLink(world.db, token, at.clock)
      await forgiveTries(world, tries)
      checkPassword(password, 'password', [seen.name, seen.email])
      const hash = await passwords.hash(password)
      const link = await world.db.transaction().execute(async (trx) => {
        const locked = await readLink(trx, token, at.clock, true)
        await useLink(trx, locked.id, at.clock)
        await acceptLink(trx, locked, hash, at)
        await setLocale(trx, locked.staffId, request.locale)
        return locked
      })
      app.sessions.forget(link.staffId)
      const signedIn = beginsAnew(link.kind)
      if (signedIn) await letIn(request, reply, world, link.staffId, 'link')
      return { signedIn }
    },
  )

  app.post(
    '/api/sign-in/forgotten',
    {
      config,
      schema: {
        operationId: 'askForNewPassword',
        tags: ['sign-in'],
        body: ForgottenPassword,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      assertOwnPages(request, world)
      const email = request.body.email.toLowerCase()
      await claimTries(world, [
        ['forgotten_address', request.ip],
        ['forgotten', email],
      ])
      // Looked up and sent after the answer: neither its words nor its time tell whether the account exists.
      setImmediate(() => {
        mailReset(email, request.locale).catch((error: unknown) =>
          world.log.error({ error: describeError(error) }, 'mail of a new password failed'),
        )
      })
      return reply.status(204).send()
    },
  )

  async function mailReset(email: string, locale: Locale): Promise<void> {
    const account = await accountByEmail(world.db, email)
    // Who was only invited has a link already, and would lose it.
    if (!account?.passwordHash) return
    const { staffId } = account
    const at = { now: world.clock.now(), clock: world.machineClock.now() }
    const link = await world.db
      .transaction()
      .execute((trx) => giveLink(trx, staffId, 'reset_by_self', null, at))
    await mailToMember(world, link, staffId, 'reset_by_self', locale)
  }
}
