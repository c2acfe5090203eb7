import type { EscalationStep } from '../../contract/directive.ts'
import { addMs, minutes } from '../../kernel/clock.ts'

/** A unit that still owes its answer, as the steps see it. */
export interface SilentUnit {
  readonly targetId: number
  /** How many of the frozen steps were taken for it already. */
  readonly stepsTaken: number
}

export interface DueStep {
  readonly targetId: number
  /** The step's place in the frozen list, from 0; its deliveries refer to it. */
  readonly index: number
  readonly act: EscalationStep['act']
}

/** The steps in the order of time, as they are counted. Frozen with the directive (invariant 9). */
export const inOrder = (steps: readonly EscalationStep[]): readonly EscalationStep[] =>
  steps.toSorted((a, b) => a.afterMinutes - b.afterMinutes)

/** When the step falls due for a directive released at `releasedAt`. */
export const dueAt = (releasedAt: Date, step: EscalationStep): Date =>
  addMs(releasedAt, minutes(step.afterMinutes))

/**
 * What to do at `now` for units without an answer. Each step is taken once. After a standstill (a night without power)
 * several are due at once: then one message is enough, the last of those missed; the call list and the word to leaders
 * are never left out.
 */
export function dueSteps(
  steps: readonly EscalationStep[],
  releasedAt: Date,
  units: readonly SilentUnit[],
  now: Date,
): readonly DueStep[] {
  const ordered = inOrder(steps)
  const passed = ordered.filter((step) => dueAt(releasedAt, step) <= now).length
  return units.flatMap(({ targetId, stepsTaken }) => {
    const due = ordered
      .slice(0, passed)
      .map((step, index): DueStep => ({ targetId, index, act: step.act }))
      .slice(stepsTaken)
    const lastMessage = due.findLast((step) => isMessage(step.act))
    return due.filter((step) => !isMessage(step.act) || step === lastMessage)
  })
}

const isMessage = (act: EscalationStep['act']): boolean => act === 'remind' || act === 'next_channel'

/** How many steps have fallen due at `now`. */
export const stepsPassed = (steps: readonly EscalationStep[], releasedAt: Date, now: Date): number =>
  steps.filter((step) => dueAt(releasedAt, step) <= now).length
