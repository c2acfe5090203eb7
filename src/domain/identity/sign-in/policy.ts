import { type Factors, hasFactor } from '../factors/store.ts'

export interface SignInPolicy {
  readonly secondFactor: 'required' | 'optional'
  /** How long newcomers may work before they must have one. */
  readonly graceDays: number
  /** May passkeys be added, and do they sign in alone? Those that are there go on as a second step in any case. */
  readonly passkeys: 'none' | 'second' | 'alone'
  /** A session ends so many hours after it began. */
  readonly sessionHours: number
  /** Is a sign-in through the organisation's own accounts proof enough, or does Loa's second step follow? */
  readonly oidcSecondFactor: 'own' | 'provider'
}

export type Demand =
  /** A factor is there, or none is asked. */
  | { readonly kind: 'none' }
  | { readonly kind: 'until'; readonly dueAt: Date }
  /** Nothing but setting one up is allowed. */
  | { readonly kind: 'now' }

/** What is asked of a member of staff now. The sample cast of a demo is never asked: its links have no second step. */
export function demandOf(
  member: {
    readonly factors: Factors
    readonly dueAt: Date | null
    readonly isSample: boolean
    /** Did they come in through the organisation's own accounts? */
    readonly byOidc: boolean
  },
  policy: SignInPolicy,
  now: Date,
): Demand {
  if (policy.secondFactor === 'optional' || member.isSample || hasFactor(member.factors))
    return { kind: 'none' }
  if (member.byOidc && policy.oidcSecondFactor === 'provider') return { kind: 'none' }
  if (member.dueAt && member.dueAt > now) return { kind: 'until', dueAt: member.dueAt }
  return { kind: 'now' }
}

/** Has a session that began then lasted as long as one may? */
export const sessionIsOver = (policy: SignInPolicy, openedAt: Date, now: Date): boolean =>
  now.getTime() - openedAt.getTime() >= policy.sessionHours * 3_600_000

export const graceEnd = (policy: SignInPolicy, now: Date): Date =>
  new Date(now.getTime() + policy.graceDays * 86_400_000)
