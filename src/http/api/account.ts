import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  Account,
  ChangePassword,
  ConfirmTotp,
  DeviceParams,
  Proof,
  RecoveryCodes,
  SessionsEnded,
  TotpSetup,
} from '../../contract/account.ts'
import { record } from '../../domain/audit/index.ts'
import {
  beginTotp,
  confirmTotp,
  devicesOf,
  dropRecoveryCodes,
  dropTotp,
  endSessions,
  factorsOf,
  findMember,
  listPasskeys,
  oidcSince,
  passwordHashOf,
  readPolicy,
  renewRecoveryCodes,
  storePassword,
  tellStaffChanged,
} from '../../domain/identity/index.ts'
import { invalid, notFound, Problem } from '../../kernel/errors.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { browserOf, systemOf } from '../sign-in/devices.ts'
import { Passkeys } from '../sign-in/passkeys.ts'
import { checkPassword, Passwords } from '../sign-in/passwords.ts'
import { proofOf } from '../sign-in/proof.ts'
import { totpSetup } from '../sign-in/totp-setup.ts'
import { claimTries, forgiveTries } from '../sign-in/waits.ts'

/** «Tài khoản của tôi»: everybody's own password, second factors and devices. */
export const accountRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const passwords = new Passwords(app.sessions.auth)
  const passkeys = new Passkeys(world)
  const proof = proofOf(world, passwords)
  const config = { permission: 'account.own' } as const
  const tags = ['account']
  const clock = () => world.machineClock.now()

  const entry = (request: FastifyRequest, action: string, data = {}) => ({
    at: world.clock.now(),
    actor: { kind: 'staff' as const, id: request.staff.staffId },
    action,
    entity: 'staff',
    entityId: request.staff.staffId,
    data,
  })

  app.get(
    '/api/account',
    { config, schema: { operationId: 'readAccount', tags, response: { 200: Account } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { staffId } = request.staff
      const { demand, sessionId } = request.signIn
      const [member, factors, keys, devices, hash, policy, since] = await Promise.all([
        findMember(world.db, staffId),
        factorsOf(world.db, staffId),
        listPasskeys(world.db, staffId),
        devicesOf(world.db, staffId, clock()),
        passwordHashOf(world.db, staffId),
        readPolicy(world.db),
        world.oidc ? oidcSince(world.db, staffId, world.oidc.issuer) : null,
      ])
      if (!member) throw notFound('staff')
      return {
        name: member.name,
        email: member.email,
        hasPassword: hash !== null,
        secondFactor: {
          needed: demand.kind === 'now',
          dueAt: demand.kind === 'until' ? demand.dueAt.toISOString() : null,
        },
        totpSince: factors.totpSince?.toISOString() ?? null,
        recoveryCodesLeft: factors.recoveryCodesLeft,
        passkeys: keys.map((key) => ({
          ...key,
          createdAt: key.createdAt.toISOString(),
          lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
        })),
        addPasskeys: !passkeys.possible
          ? ('impossible' as const)
          : policy.passkeys === 'none'
            ? ('not_allowed' as const)
            : ('yes' as const),
        oidc: world.oidc && { name: world.oidc.name, since: since?.toISOString() ?? null },
        devices: devices.map((device) => ({
          id: device.id,
          current: device.id === sessionId,
          browser: browserOf(device.userAgent),
          system: systemOf(device.userAgent),
          address: device.address,
          openedAt: device.openedAt.toISOString(),
          lastSeenAt: device.lastSeenAt.toISOString(),
        })),
        proofNeeded: (hash !== null || keys.length > 0) && proof.isStale(request),
      }
    },
  )

  app.post(
    '/api/account/password',
    {
      config,
      schema: { operationId: 'changePassword', tags, body: ChangePassword, response: { 200: SessionsEnded } },
    },
    async (request) => {
      const { staffId, name } = request.staff
      const { current, next } = request.body
      const member = await findMember(world.db, staffId)
      const tries = [['code', `password:${staffId}`]] as const
      await claimTries(world, tries)
      if (!(await passwords.fits(await passwordHashOf(world.db, staffId), current)))
        throw invalid({ field: 'current', code: 'password_wrong' })
      await forgiveTries(world, tries)
      checkPassword(next, 'next', [name, member?.email ?? ''])
      const hash = await passwords.hash(next)
      const ended = await world.db.transaction().execute(async (trx) => {
        await storePassword(trx, staffId, hash, clock())
        const count = await endSessions(trx, staffId, { except: request.signIn.sessionId ?? '' })
        await record(trx, entry(request, 'staff.password_changed', { ended: count }))
        return count
      })
      app.sessions.forget(staffId)
      return { ended }
    },
  )

  app.post(
    '/api/account/totp',
    { config, schema: { operationId: 'beginTotp', tags, body: Proof, response: { 200: TotpSetup } } },
    async (request, reply) => {
      await proof.check(request, request.body.password)
      reply.header('cache-control', 'no-store')
      const { staffId } = request.staff
      const member = await findMember(world.db, staffId)
      const secret = await beginTotp(world.db, world.keys, staffId, clock())
      return totpSetup(secret, member?.email ?? '')
    },
  )

  app.post(
    '/api/account/totp/confirm',
    {
      config,
      schema: { operationId: 'confirmTotp', tags, body: ConfirmTotp, response: { 200: RecoveryCodes } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { staffId } = request.staff
      const tries = [['code', `confirm:${staffId}`]] as const
      await claimTries(world, tries)
      const codes = await world.db.transaction().execute(async (trx) => {
        if (!(await confirmTotp(trx, world.keys, staffId, request.body.code, clock())))
          throw invalid({ field: 'code', code: 'code_wrong' })
        await record(trx, entry(request, 'staff.factor_added', { factor: 'totp' }))
        await tellStaffChanged(trx, staffId)
        // Codes from before stay good: the paper in the drawer is still right.
        const { recoveryCodesLeft } = await factorsOf(trx, staffId)
        return recoveryCodesLeft > 0 ? [] : renewRecoveryCodes(trx, world.secret, staffId)
      })
      await forgiveTries(world, tries)
      app.sessions.forget(staffId)
      return { codes: [...codes] }
    },
  )

  app.post(
    '/api/account/totp/remove',
    { config, schema: { operationId: 'removeTotp', tags, body: Proof, response: { 204: NoContent } } },
    async (request, reply) => {
      await proof.check(request, request.body.password)
      const { staffId } = request.staff
      await world.db.transaction().execute(async (trx) => {
        if (!(await dropTotp(trx, staffId))) throw new Problem('conflict', 'no_totp')
        if ((await factorsOf(trx, staffId)).passkeys === 0) await dropRecoveryCodes(trx, staffId)
        await record(trx, entry(request, 'staff.factor_removed', { factor: 'totp' }))
        await tellStaffChanged(trx, staffId)
      })
      app.sessions.forget(staffId)
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/account/recovery-codes',
    {
      config,
      schema: { operationId: 'renewRecoveryCodes', tags, body: Proof, response: { 200: RecoveryCodes } },
    },
    async (request, reply) => {
      await proof.check(request, request.body.password)
      reply.header('cache-control', 'no-store')
      const { staffId } = request.staff
      const codes = await world.db.transaction().execute(async (trx) => {
        const factors = await factorsOf(trx, staffId)
        if (factors.totpSince === null && factors.passkeys === 0) throw new Problem('conflict', 'no_factor')
        await record(trx, entry(request, 'staff.recovery_codes_renewed'))
        return renewRecoveryCodes(trx, world.secret, staffId)
      })
      return { codes: [...codes] }
    },
  )

  app.delete(
    '/api/account/devices/:id',
    {
      config,
      schema: { operationId: 'endDevice', tags, params: DeviceParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { staffId } = request.staff
      await world.db.transaction().execute(async (trx) => {
        if ((await endSessions(trx, staffId, { only: request.params.id })) === 0) throw notFound('device')
        await record(trx, entry(request, 'staff.sessions_ended', { ended: 1 }))
      })
      app.sessions.forget(staffId)
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/account/devices/end-others',
    { config, schema: { operationId: 'endOtherDevices', tags, response: { 200: SessionsEnded } } },
    async (request) => {
      const { staffId } = request.staff
      const ended = await world.db.transaction().execute(async (trx) => {
        const count = await endSessions(trx, staffId, { except: request.signIn.sessionId ?? '' })
        await record(trx, entry(request, 'staff.sessions_ended', { ended: count }))
        return count
      })
      app.sessions.forget(staffId)
      return { ended }
    },
  )
}
