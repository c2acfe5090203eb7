import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignInStep } from '../../contract/sign-in.ts'
import { record } from '../../domain/audit/index.ts'
import { factorsOf, findStaff, hasFactor, openStep } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import { fromOwnPages } from '../session.ts'
import type { HttpWorld } from '../world.ts'
import { giveStep } from './step-cookie.ts'

export type WayIn =
  | 'password'
  | 'code'
  | 'recovery_code'
  | 'passkey'
  | 'oidc'
  | 'link'
  | 'demo_link'
  | 'setup'

/** A form of ours sent this, not a page elsewhere: before anything is looked up. */
export function assertOwnPages(request: FastifyRequest, world: HttpWorld): void {
  if (!fromOwnPages(request, world.publicUrl)) throw new Problem('forbidden', 'foreign_origin')
}

/** Lets somebody in who has proved all that is asked. */
export async function letIn(
  request: FastifyRequest,
  reply: FastifyReply,
  world: HttpWorld,
  staffId: number,
  way: WayIn,
): Promise<void> {
  // Whose last role has ended would be sent back to the sign-in page by every screen.
  if (!(await findStaff(world.db, staffId, world.clock.now()))) throw new Problem('forbidden', 'no_role_left')
  await request.server.sessions.open(request, reply, staffId, way)
  await record(world.db, {
    at: world.clock.now(),
    actor: { kind: 'staff', id: staffId },
    action: 'staff.signed_in',
    entity: 'staff',
    entityId: staffId,
    data: { way },
  })
}

/** The first proof was right: in, or on to the second one. */
export async function afterFirstProof(
  request: FastifyRequest,
  reply: FastifyReply,
  world: HttpWorld,
  staffId: number,
  way: WayIn,
): Promise<SignInStep> {
  const factors = await factorsOf(world.db, staffId)
  if (!hasFactor(factors)) {
    await letIn(request, reply, world, staffId, way)
    return { next: 'done' }
  }
  const token = await openStep(world.db, { kind: 'second_factor', staffId }, world.machineClock.now())
  giveStep(reply, world, 'second_factor', token)
  return {
    next: 'factor',
    app: factors.totpSince !== null,
    passkey: factors.passkeys > 0,
    recovery: factors.recoveryCodesLeft > 0,
  }
}

/** Somebody could not prove who they are. The log names the account if there is one, never what was typed. */
export async function noteFailure(
  world: HttpWorld,
  staffId: number | null,
  proof: 'password' | 'code' | 'passkey' | 'oidc',
): Promise<void> {
  await record(world.db, {
    at: world.clock.now(),
    actor: { kind: 'system' },
    action: 'staff.sign_in_failed',
    entity: 'staff',
    entityId: staffId,
    data: { proof },
  })
}
