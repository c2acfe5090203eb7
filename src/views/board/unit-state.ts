import type { UnitState } from '../../contract/board.ts'

/** What is known of one unit and its people, as the rows stand. */
export interface UnitFacts {
  readonly excluded: boolean
  readonly acknowledged: boolean
  /** Since when the unit is past its reminder mark; set by escalation. */
  readonly overdueSince: Date | null
  /** The furthest of its people: 0 waiting · 1 accepted · 2 delivered · 3 opened · 4 acknowledged. */
  readonly stage: number
  readonly people: number
  /** People at stage 0, by what stands in the way; whoever is in none of them is still to be sent to. */
  readonly noChannel: number
  readonly failed: number
  readonly unknown: number
}

/** What the state depends on besides the unit: does the directive ask, and is its deadline over? */
export interface Asked {
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
}

/**
 * The one state of a unit (ux.md §6.3). «Quá mốc nhắc» stands above every state of a unit that was or may be reached and
 * did not open; a unit that opened is overdue only after the deadline itself. A unit that could not be reached keeps its
 * cause («Gửi lỗi», «Chưa có kênh»), however late it is: it needs another channel, not another reminder.
 */
export function unitState(unit: UnitFacts, asked: Asked, now: Date): UnitState {
  if (unit.excluded) return 'excluded'
  if (unit.acknowledged) return 'acknowledged'
  const pastDeadline =
    asked.acknowledge && asked.acknowledgeBefore !== null && now.getTime() > asked.acknowledgeBefore.getTime()
  if (unit.stage >= 3) return pastDeadline ? 'overdue' : 'opened'
  if (unit.stage === 0) {
    const reach = unreached(unit)
    if (reach) return reach
  }
  if (asked.acknowledge && (pastDeadline || unit.overdueSince)) return 'overdue'
  if (unit.stage === 2) return 'delivered'
  if (unit.stage === 1) return 'accepted'
  return unit.unknown > 0 && unit.unknown + unit.failed + unit.noChannel >= unit.people
    ? 'unknown'
    : 'waiting'
}

/** Why nobody of a unit can have it; null while there is still somebody to hope for. */
function unreached(unit: UnitFacts): 'no_channel' | 'failed' | null {
  if (unit.noChannel >= unit.people) return 'no_channel'
  if (unit.failed > 0 && unit.failed + unit.noChannel >= unit.people) return 'failed'
  return null
}
