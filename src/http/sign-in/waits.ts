import { type AttemptKind, claimAttempt, forgiveAttempt } from '../../domain/identity/index.ts'
import { momentText } from '../../kernel/dates.ts'
import { Problem } from '../../kernel/errors.ts'
import type { HttpWorld } from '../world.ts'

type Tries = readonly (readonly [kind: AttemptKind, subject: string])[]

/** Takes one try from each budget, or refuses and says when the next one is possible. */
export async function claimTries(world: HttpWorld, tries: Tries): Promise<void> {
  const now = world.machineClock.now()
  let until: Date | null = null
  for (const [kind, subject] of tries) {
    const wait = await claimAttempt(world.db, world.secret, kind, subject, now)
    if (wait && (!until || wait > until)) until = wait
  }
  if (!until) return
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000))
  throw new Problem('too_many', 'sign_in_wait', { values: { minutes, until: momentText(until, now) } })
}

/** They succeeded: an account begins anew, an address, which many may share, gets this one try back. */
export async function forgiveTries(world: HttpWorld, tries: Tries): Promise<void> {
  for (const [kind, subject] of tries) {
    const extent = kind.endsWith('address') ? 'last' : 'all'
    await forgiveAttempt(world.db, world.secret, kind, subject, extent)
  }
}
