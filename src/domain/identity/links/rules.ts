import { Problem } from '../../../kernel/errors.ts'

export type LinkKind = 'invitation' | 'reset_by_staff' | 'reset_by_self'

const HOUR = 3_600_000

/** An invitation waits over a weekend and a holiday; a way back in is used while somebody is waiting for it. */
export const LINK_LIFE_MS: Readonly<Record<LinkKind, number>> = {
  invitation: 7 * 24 * HOUR,
  reset_by_staff: 24 * HOUR,
  reset_by_self: HOUR,
}

/**
 * Whoever gave the link has seen the person, so it lets them begin anew: second factors are dropped, and the link signs
 * in. A link that was only mailed proves a letter-box: it changes the password and nothing else.
 */
export const beginsAnew = (kind: LinkKind): boolean => kind !== 'reset_by_self'

export interface LinkState {
  readonly expiresAt: Date
  readonly usedAt: Date | null
  readonly revokedAt: Date | null
  readonly disabledAt: Date | null
}

/** Refuses a link that works no more, and says what to do instead. */
export function checkLink(link: LinkState | null, now: Date): void {
  if (!link || link.disabledAt) throw new Problem('not_found', 'staff_link_unknown')
  if (link.usedAt) throw new Problem('gone', 'staff_link_used')
  if (link.revokedAt) throw new Problem('gone', 'staff_link_revoked')
  if (link.expiresAt <= now) throw new Problem('gone', 'staff_link_expired')
}
