import { type Factors, hasFactor } from '../factors/store.ts'

export interface SignInPolicy {
  readonly secondFactor: 'required' | 'optional'
  /** How long newcomers may work before they must have one. */
  readonly graceDays: number
}

export type Demand =
  /** A factor is there, or none is asked. */
  | { readonly kind: 'none' }
  | { readonly kind: 'until'; readonly dueAt: Date }
  /** Nothing but setting one up is allowed. */
  | { readonly kind: 'now' }

/** What is asked of a member of staff now. The sample cast of a demo is never asked: its links have no second step. */
export function demandOf(
  member: { readonly factors: Factors; readonly dueAt: Date | null; readonly isSample: boolean },
  policy: SignInPolicy,
  now: Date,
): Demand {
  if (policy.secondFactor === 'optional' || member.isSample || hasFactor(member.factors))
    return { kind: 'none' }
  if (member.dueAt && member.dueAt > now) return { kind: 'until', dueAt: member.dueAt }
  return { kind: 'now' }
}

export const graceEnd = (policy: SignInPolicy, now: Date): Date =>
  new Date(now.getTime() + policy.graceDays * 86_400_000)
