/** Clocks of requests about one's own data: pure. Days are «2026-11-24», in Viet Nam. */

export const REQUEST_KINDS = ['access', 'correct', 'erase', 'restrict', 'object', 'withdraw'] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

/** Working days in which a request must be answered (Decree 356/2025). */
const ANSWER_WORKING_DAYS = 2
/** Calendar days until withdrawal, restriction or objection take effect; with a processor or third party. */
const STOP_DAYS = { alone: 15, thirdParty: 20 }
/** Calendar days for all other rights; with a processor or third party. */
const OTHER_DAYS = { alone: 10, thirdParty: 20 }
/** One extension, no longer than this. */
export const EXTENSION_DAYS = 15

const DAY_MS = 86_400_000
const at = (day: string): Date => new Date(`${day}T00:00:00Z`)
const dayOf = (date: Date): string => date.toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string =>
  dayOf(new Date(at(day).getTime() + days * DAY_MS))

/** Neither Saturday, Sunday nor a public holiday. */
export function isWorkingDay(day: string, holidays: ReadonlySet<string>): boolean {
  const weekday = at(day).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.has(day)
}

/** The day on which the n-th working day after `day` ends; the day itself does not count. */
export function addWorkingDays(day: string, count: number, holidays: ReadonlySet<string>): string {
  let left = count
  let current = day
  while (left > 0) {
    current = addDays(current, 1)
    if (isWorkingDay(current, holidays)) left--
  }
  return current
}

/**
 * The last days on which a request received on `day` is answered and carried out in time. Calendar days are counted
 * strictly: where the law is silent about a last day that is a holiday, the person is not made to wait for it.
 */
export function deadlines(
  { kind, day, thirdParty }: { kind: RequestKind; day: string; thirdParty: boolean },
  holidays: ReadonlySet<string>,
): { answerBy: string; actBy: string } {
  const span = kind === 'restrict' || kind === 'object' || kind === 'withdraw' ? STOP_DAYS : OTHER_DAYS
  const answerBy = addWorkingDays(day, ANSWER_WORKING_DAYS, holidays)
  const actBy = addDays(day, thirdParty ? span.thirdParty : span.alone)
  // A long holiday (Tết) can push the answer behind the act: the act is then due with it.
  return { answerBy, actBy: [actBy, answerBy].sort().at(-1)! }
}

export type RequestStanding = 'finished' | 'late' | 'answer_late' | 'due_today' | 'open'

/** Where a request stands on a day; an answer or act is late from the day after its last day. */
export function standingOf(
  request: { answerBy: string; actBy: string; answered: boolean; finished: boolean },
  today: string,
): RequestStanding {
  if (request.finished) return 'finished'
  if (today > request.actBy) return 'late'
  if (!request.answered && today > request.answerBy) return 'answer_late'
  return today === request.actBy || (!request.answered && today === request.answerBy) ? 'due_today' : 'open'
}
