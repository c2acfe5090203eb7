import { Problem } from '../../../kernel/errors.ts'

/** Somebody sits at the machine or is telephoned: a day is enough, a week would be a key under the mat. */
export const SETUP_LINK_MS = 24 * 3_600_000

export interface SetupLinkState {
  readonly expiresAt: Date
  readonly usedAt: Date | null
  readonly revokedAt: Date | null
}

/** Refuses a setup link that works no more, and says what to do instead. `isOver`: the installation has its people. */
export function checkSetupLink(link: SetupLinkState | null, isOver: boolean, now: Date): void {
  if (link?.usedAt || isOver) throw new Problem('gone', 'setup.over')
  if (!link) throw new Problem('not_found', 'setup.link_unknown')
  if (link.revokedAt) throw new Problem('gone', 'setup.link_replaced')
  if (link.expiresAt <= now) throw new Problem('gone', 'setup.link_expired')
}
