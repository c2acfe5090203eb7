import type { FastifyRequest } from 'fastify'
import { passwordHashOf } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { HttpWorld } from '../world.ts'
import type { Passwords } from './passwords.ts'
import { claimTries, forgiveTries } from './waits.ts'

/** So long after sign-in nobody else has sat down at the PC yet. */
const FRESH_MS = 15 * 60_000

export interface ProofAsked {
  isStale(request: FastifyRequest): boolean
  /** Refuses unless the sign-in is fresh or the password is given once more. */
  check(request: FastifyRequest, password: string | undefined): Promise<void>
}

/** Before a way to sign in is added or taken away: is it still the person who signed in? */
export function proofOf(world: HttpWorld, passwords: Passwords): ProofAsked {
  const isStale = (request: FastifyRequest): boolean =>
    world.machineClock.now().getTime() - (request.signIn.openedAt?.getTime() ?? 0) > FRESH_MS
  return {
    isStale,
    async check(request, password) {
      if (!isStale(request)) return
      const { staffId } = request.staff
      const hash = await passwordHashOf(world.db, staffId)
      // Without a password there is one way to prove it: signing in again.
      if (hash === null) throw new Problem('forbidden', 'sign_in_again')
      if (password === undefined) throw new Problem('forbidden', 'proof_needed')
      const tries = [['code', `password:${staffId}`]] as const
      await claimTries(world, tries)
      if (!(await passwords.fits(hash, password))) throw new Problem('forbidden', 'proof_wrong')
      await forgiveTries(world, tries)
    },
  }
}
