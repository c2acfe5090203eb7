import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { Proof, RecoveryCodes } from '../../contract/account.ts'
import {
  AddPasskey,
  PasskeyOptions,
  PasskeyParams,
  RenamePasskey,
  UsePasskey,
} from '../../contract/passkey.ts'
import { record } from '../../domain/audit/index.ts'
import {
  addPasskey,
  closeStep,
  credentialsOf,
  dropRecoveryCodes,
  factorsOf,
  findMember,
  hasFactor,
  openStep,
  readPolicy,
  readStep,
  removePasskey,
  renamePasskey,
  renewRecoveryCodes,
  tellStaffChanged,
} from '../../domain/identity/index.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { tidy } from '../../kernel/text.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { shownPasskey } from '../sign-in/passkey-use.ts'
import { Passkeys } from '../sign-in/passkeys.ts'
import { Passwords } from '../sign-in/passwords.ts'
import { PROOF_SECONDS, proofOf } from '../sign-in/proof.ts'
import { dropStep, giveStep, stepOf } from '../sign-in/step-cookie.ts'
import { claimTries, forgiveTries } from '../sign-in/waits.ts'

/** «Khóa đăng nhập» of one's own account: add, rename, remove; and show one to prove that it is still oneself. */
export const passkeyAccountRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const passkeys = new Passkeys(world)
  const proof = proofOf(world, new Passwords(app.sessions.auth))
  const config = { permission: 'account.own' } as const
  const tags = ['account']
  const clock = () => world.machineClock.now()
  const entry = (staffId: number, action: string, data = {}) => ({
    at: world.clock.now(),
    actor: { kind: 'staff' as const, id: staffId },
    action,
    entity: 'staff',
    entityId: staffId,
    data,
  })
  const assertPossible = async () => {
    if (!passkeys.possible) throw new Problem('conflict', 'passkey_impossible')
    if ((await readPolicy(world.db)).passkeys === 'none')
      throw new Problem('forbidden', 'passkey_not_allowed')
  }

  app.post(
    '/api/account/passkeys/options',
    { config, schema: { operationId: 'beginPasskey', tags, body: Proof, response: { 200: PasskeyOptions } } },
    async (request, reply) => {
      await assertPossible()
      await proof.check(request, request.body.password)
      const { staffId, name } = request.staff
      const member = await findMember(world.db, staffId)
      const { options, challenge } = await passkeys.toAdd(
        { staffId, name, email: member?.email ?? '' },
        await credentialsOf(world.db, staffId),
      )
      const token = await openStep(world.db, { kind: 'passkey_new', staffId, data: { challenge } }, clock())
      giveStep(reply, world, 'passkey_new', token)
      return options
    },
  )

  app.post(
    '/api/account/passkeys',
    {
      config,
      schema: { operationId: 'addPasskey', tags, body: AddPasskey, response: { 200: RecoveryCodes } },
    },
    async (request, reply) => {
      await assertPossible()
      reply.header('cache-control', 'no-store')
      const { staffId } = request.staff
      const token = stepOf(request, 'passkey_new')
      const begun = await readStep(world.db, token, 'passkey_new', clock())
      const challenge = begun?.data['challenge']
      dropStep(reply, 'passkey_new')
      if (!token || begun?.staffId !== staffId || typeof challenge !== 'string')
        throw new Problem('conflict', 'passkey_step_over')
      const passkey = await passkeys.added(request.body.answer, challenge)
      const codes = await world.db.transaction().execute(async (trx) => {
        if (!(await closeStep(trx, token))) throw new Problem('conflict', 'passkey_step_over')
        if (!(await addPasskey(trx, staffId, { ...passkey, name: tidy(request.body.name) }, clock())))
          throw conflict('passkey_known')
        await record(trx, entry(staffId, 'staff.factor_added', { factor: 'passkey' }))
        await tellStaffChanged(trx, staffId)
        const { recoveryCodesLeft } = await factorsOf(trx, staffId)
        return recoveryCodesLeft > 0 ? [] : renewRecoveryCodes(trx, world.secret, staffId)
      })
      app.sessions.forget(staffId)
      return { codes: [...codes] }
    },
  )

  app.patch(
    '/api/account/passkeys/:id',
    {
      config,
      schema: {
        operationId: 'renamePasskey',
        tags,
        params: PasskeyParams,
        body: RenamePasskey,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { staffId } = request.staff
      await world.db.transaction().execute(async (trx) => {
        if (!(await renamePasskey(trx, staffId, request.params.id, tidy(request.body.name))))
          throw notFound('passkey')
        await record(trx, entry(staffId, 'staff.passkey_renamed'))
      })
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/account/passkeys/:id/remove',
    {
      config,
      schema: {
        operationId: 'removePasskey',
        tags,
        params: PasskeyParams,
        body: Proof,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await proof.check(request, request.body.password)
      const { staffId } = request.staff
      await world.db.transaction().execute(async (trx) => {
        if (!(await removePasskey(trx, staffId, request.params.id))) throw notFound('passkey')
        if (!hasFactor(await factorsOf(trx, staffId))) await dropRecoveryCodes(trx, staffId)
        await record(trx, entry(staffId, 'staff.factor_removed', { factor: 'passkey' }))
        await tellStaffChanged(trx, staffId)
      })
      app.sessions.forget(staffId)
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/account/proof/options',
    { config, schema: { operationId: 'beginProof', tags, response: { 200: PasskeyOptions } } },
    async (request, reply) => {
      const { staffId } = request.staff
      const known = await credentialsOf(world.db, staffId)
      if (known.length === 0) throw conflict('no_passkey')
      const { options, challenge } = await passkeys.toUse(known)
      const token = await openStep(world.db, { kind: 'passkey', staffId, data: { challenge } }, clock())
      giveStep(reply, world, 'passkey', token)
      return options
    },
  )

  app.post(
    '/api/account/proof',
    {
      config,
      schema: { operationId: 'proveByPasskey', tags, body: UsePasskey, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { staffId } = request.staff
      const tries = [['code', `proof:${staffId}`]] as const
      await claimTries(world, tries)
      dropStep(reply, 'passkey')
      const shown = {
        answer: request.body.answer,
        token: stepOf(request, 'passkey'),
        step: 'passkey',
      } as const
      const { error } = await shownPasskey(world, passkeys, shown, staffId)
      // Not «unauthenticated»: the session goes on, only this proof failed.
      if (error) throw new Problem('forbidden', error.code)
      await forgiveTries(world, tries)
      const sessionId = request.signIn.sessionId ?? ''
      const token = await world.db.transaction().execute(async (trx) => {
        await record(trx, entry(staffId, 'staff.proved'))
        return openStep(trx, { kind: 'proof', staffId, data: { sessionId } }, clock(), PROOF_SECONDS * 1000)
      })
      giveStep(reply, world, 'proof', token, PROOF_SECONDS)
      return reply.status(204).send()
    },
  )
}
