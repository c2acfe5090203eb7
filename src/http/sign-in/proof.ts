import type { FastifyRequest } from 'fastify'
import { factorsOf, passwordHashOf, readStep } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { HttpWorld } from '../world.ts'
import type { Passwords } from './passwords.ts'
import { stepOf } from './step-cookie.ts'
import { claimTries, forgiveTries } from './waits.ts'

/** So long after sign-in, or after a passkey was shown, nobody else has sat down at the PC yet. */
export const PROOF_SECONDS = 15 * 60

export interface ProofAsked {
  isStale(request: FastifyRequest): boolean
  /** Refuses unless the sign-in is fresh, a passkey was just shown, or the password is given once more. */
  check(request: FastifyRequest, password: string | undefined): Promise<void>
}

/** Before a way to sign in is added or taken away: is it still the person who signed in? */
export function proofOf(world: HttpWorld, passwords: Passwords): ProofAsked {
  const isStale = (request: FastifyRequest): boolean =>
    world.machineClock.now().getTime() - (request.signIn.openedAt?.getTime() ?? 0) > PROOF_SECONDS * 1000
  const hasShownPasskey = async (request: FastifyRequest): Promise<boolean> => {
    const step = await readStep(world.db, stepOf(request, 'proof'), 'proof', world.machineClock.now())
    return step?.staffId === request.staff.staffId && step.data['sessionId'] === request.signIn.sessionId
  }
  return {
    isStale,
    async check(request, password) {
      if (!isStale(request) || (await hasShownPasskey(request))) return
      const { staffId } = request.staff
      const hash = await passwordHashOf(world.db, staffId)
      const { passkeys } = await factorsOf(world.db, staffId)
      // With neither a password nor a passkey there is one way to prove it: signing in again.
      if (hash === null && passkeys === 0) throw new Problem('forbidden', 'sign_in_again')
      if (password === undefined || hash === null) throw new Problem('forbidden', 'proof_needed')
      const tries = [['code', `password:${staffId}`]] as const
      await claimTries(world, tries)
      if (!(await passwords.fits(hash, password))) throw new Problem('forbidden', 'proof_wrong')
      await forgiveTries(world, tries)
    },
  }
}
