import type { Urgency } from '../../contract/common.ts'
import type { EscalationStep } from '../../contract/directive.ts'
import { addMs } from '../../kernel/clock.ts'
import { fromLocal, localParts } from '../../kernel/dates.ts'

/** What a degree of urgency means in time. One row a degree; the composer's defaults and the delivery both read it. */
export interface UrgencyPolicy {
  /** Seconds between «Gửi» and the first message, in which «Dừng gửi» costs nothing. */
  readonly holdSeconds: number
  /** Minutes of the local day between which messages leave by themselves; null = at any hour. */
  readonly hours: { readonly from: number; readonly to: number } | null
  /** Hours after release in which the message is of use when the sender names no end (invariant 5). */
  readonly validHours: number
  /** Is an acknowledgement asked for unless the kind or the sender says otherwise, and within how many minutes? */
  readonly acknowledgeWithinMinutes: number | null
  readonly escalation: readonly EscalationStep[]
  /** Minutes an unanswered request stays ambiguous before the person's next channel is used. */
  readonly unknownGraceMinutes: number
}

const at = (hour: number, minute = 0): number => hour * 60 + minute

const POLICIES: Readonly<Record<Urgency, UrgencyPolicy>> = {
  // Thường
  0: {
    holdSeconds: 60,
    hours: { from: at(7), to: at(21) },
    validHours: 72,
    acknowledgeWithinMinutes: null,
    escalation: [],
    unknownGraceMinutes: 30,
  },
  // Khẩn
  1: {
    holdSeconds: 30,
    hours: { from: at(7), to: at(21) },
    validHours: 48,
    acknowledgeWithinMinutes: 10 * 60,
    escalation: [
      { afterMinutes: 240, act: 'remind' },
      { afterMinutes: 480, act: 'call' },
    ],
    unknownGraceMinutes: 10,
  },
  // Thượng khẩn
  2: {
    holdSeconds: 20,
    hours: { from: at(5, 30), to: at(22, 30) },
    validHours: 24,
    acknowledgeWithinMinutes: 120,
    escalation: [
      { afterMinutes: 30, act: 'next_channel' },
      { afterMinutes: 60, act: 'next_channel' },
      { afterMinutes: 90, act: 'call' },
    ],
    unknownGraceMinutes: 5,
  },
  // Hỏa tốc
  3: {
    holdSeconds: 10,
    hours: null,
    validHours: 24,
    acknowledgeWithinMinutes: 60,
    escalation: [
      { afterMinutes: 15, act: 'next_channel' },
      { afterMinutes: 30, act: 'call' },
      { afterMinutes: 45, act: 'leader' },
    ],
    unknownGraceMinutes: 2,
  },
}

export const urgencyPolicy = (urgency: Urgency): UrgencyPolicy => POLICIES[urgency]

/** A column of the database as the type; the table's check allows nothing else. */
export const asUrgency = (value: number): Urgency => (value === 1 || value === 2 || value === 3 ? value : 0)

/** The first instant from `earliest` on at which a message of this urgency may leave by itself. */
export function nextAllowedInstant(urgency: Urgency, earliest: Date): Date {
  const { hours } = POLICIES[urgency]
  if (!hours) return earliest
  const local = localParts(earliest)
  const minute = local.hour * 60 + local.minute
  if (minute >= hours.from && minute < hours.to) return earliest
  const opening = fromLocal(local.year, local.month, local.day, Math.floor(hours.from / 60), hours.from % 60)
  return minute < hours.from ? opening : addMs(opening, 24 * 3_600_000)
}

export interface Hold {
  /** The end of the undo window, whatever the hour. */
  readonly earliest: Date
  /** When the directive leaves by itself. */
  readonly until: Date
  /** The same instant when quiet hours, not the undo window, decide it; null otherwise. */
  readonly quietUntil: Date | null
}

/** May a reason override quiet hours? Routine words always wait for the morning; Hỏa tốc knows no quiet hours. */
export const mayOverrideQuietHours = (urgency: Urgency): boolean => urgency > 0

/** The undo window of an issue at `now`: the seconds of the urgency, then the end of quiet hours. */
export function holdFrom(urgency: Urgency, now: Date): Hold {
  const earliest = addMs(now, POLICIES[urgency].holdSeconds * 1000)
  const until = nextAllowedInstant(urgency, earliest)
  return { earliest, until, quietUntil: until > earliest ? until : null }
}

/**
 * Until when messages of a directive may still be delivered: what the sender chose, else the urgency's hours after
 * release, and never before the deadline of the acknowledgement it asks for.
 */
export function validUntil(
  urgency: Urgency,
  releasedAt: Date,
  chosen: Date | null,
  acknowledgeBefore: Date | null,
): Date {
  if (chosen) return chosen
  const usual = addMs(releasedAt, POLICIES[urgency].validHours * 3_600_000)
  return acknowledgeBefore && acknowledgeBefore > usual ? acknowledgeBefore : usual
}
