/** A unit is reminded by hand at most once in this time, whoever presses. */
export const NUDGE_COOL_DOWN_MS = 15 * 60_000
/** A reminder leaves after this time; until then it can be taken back. */
export const NUDGE_UNDO_MS = 5000

/** When a unit reminded at `last` may be reminded again; null: at any time. */
export const nudgeAllowedAt = (last: Date | null): Date | null =>
  last && new Date(last.getTime() + NUDGE_COOL_DOWN_MS)

/** What decides whether a unit is reminded. */
export interface NudgeCandidate {
  readonly acknowledged: boolean
  readonly excluded: boolean
  readonly lastNudgedAt: Date | null
  /** People of the unit whom a channel can reach now. */
  readonly reachable: number
}

export type NudgeRefusal = 'excluded' | 'acknowledged' | 'cool_down' | 'no_channel'

/** Why this unit is not reminded now; null when it is. */
export function nudgeRefusal(unit: NudgeCandidate, now: Date): NudgeRefusal | null {
  if (unit.excluded) return 'excluded'
  if (unit.acknowledged) return 'acknowledged'
  const allowed = nudgeAllowedAt(unit.lastNudgedAt)
  if (allowed && now.getTime() < allowed.getTime()) return 'cool_down'
  return unit.reachable === 0 ? 'no_channel' : null
}

/** A step of the escalation that reminds by itself. */
export interface ScheduledStep {
  readonly afterMinutes: number
  readonly act: string
}

/** «đã hẹn nhắc 14:32»: when the next step that reminds comes for a unit that has taken `taken` steps; null: none. */
export function nextReminder(
  steps: readonly ScheduledStep[],
  taken: number,
  releasedAt: Date | null,
  now: Date,
): Date | null {
  if (!releasedAt) return null
  for (const step of steps.slice(taken)) {
    const at = new Date(releasedAt.getTime() + step.afterMinutes * 60_000)
    if ((step.act === 'remind' || step.act === 'next_channel') && at > now) return at
  }
  return null
}
