/** Rules of acknowledgement: pure, without a clock of their own. */

/** An officer may take a press back within this time; after it the sender has counted on it. */
export const WITHDRAWAL_MS = 5 * 60_000
/** Hand-overs one officer may make for one directive: a deputy, and another when the first was the wrong one. */
export const DELEGATIONS_PER_OFFICER = 3
/** Questions one officer may ask about one directive. */
export const QUESTIONS_PER_OFFICER = 10

export type Answer = 'received' | 'not_applicable'

/** An acknowledgement that has not been withdrawn. */
export interface Standing {
  readonly id: number
  /** Null: staff recorded by telephone that the unit has it, without naming one of its officers. */
  readonly recipientId: number | null
  readonly answer: Answer
  readonly at: Date
}

/** A person asked for the unit. */
export interface Assigned {
  readonly recipientId: number
  /** The officer who handed the directive on to this one. */
  readonly delegatedFrom: number | null
}

/** Pressed after the time the sender set. Late ones are accepted and marked; nobody is refused for being late. */
export const isLate = (at: Date, acknowledgeBefore: Date | null): boolean =>
  acknowledgeBefore !== null && at.getTime() > acknowledgeBefore.getTime()

/** May this acknowledgement still be taken back? */
export const mayWithdraw = (at: Date, now: Date): boolean => now.getTime() - at.getTime() < WITHDRAWAL_MS

/**
 * Pressing again changes nothing, with one exception: who said «not ours» by mistake may always say «received».
 * The other way round is a withdrawal, and has its five minutes.
 */
export const replacesStanding = (standing: Answer, pressed: Answer): boolean =>
  standing === 'not_applicable' && pressed === 'received'

/**
 * The acknowledgement by which a unit has the directive, or null while it has not (invariant 6).
 *
 * `unit`: one officer is enough. «Received» speaks for the unit before «not ours» does; among equals the first.
 * `person`: every assigned officer must have answered, oneself or through the one it was handed to; the last answer
 * settles it. A telephone result that names no officer speaks for the whole unit either way.
 */
export function settledBy(
  by: 'unit' | 'person',
  assigned: readonly Assigned[],
  standing: readonly Standing[],
): Standing | null {
  if (by === 'unit') return first(standing)
  const forAll = first(standing.filter((one) => one.recipientId === null))
  if (forAll) return forAll
  if (assigned.length === 0) return first(standing)
  const answers = new Map<number, Standing>()
  for (const one of standing)
    if (one.recipientId !== null) answers.set(one.recipientId, first([one, answers.get(one.recipientId)])!)
  const answerOf = (person: Assigned, seen: ReadonlySet<number>): Standing | null => {
    const own = answers.get(person.recipientId)
    if (own) return own
    const handed = assigned.filter(
      (other) => other.delegatedFrom === person.recipientId && !seen.has(other.recipientId),
    )
    return first(handed.map((other) => answerOf(other, new Set([...seen, person.recipientId]))))
  }
  let last: Standing | null = null
  for (const person of assigned) {
    const answer = answerOf(person, new Set())
    // Whoever was asked only on behalf of another is not asked twice.
    if (!answer && person.delegatedFrom !== null) continue
    if (!answer) return null
    if (!last || earlier(last, answer)) last = answer
  }
  return last
}

const earlier = (a: Standing, b: Standing): boolean =>
  a.at.getTime() < b.at.getTime() || (a.at.getTime() === b.at.getTime() && a.id < b.id)

function first(of: readonly (Standing | null | undefined)[]): Standing | null {
  let best: Standing | null = null
  for (const one of of) {
    if (!one) continue
    if (!best) best = one
    else if (best.answer !== one.answer) best = one.answer === 'received' ? one : best
    else if (earlier(one, best)) best = one
  }
  return best
}

/** Between two new links for one person, and how many in a day: a stranger cannot make somebody's phone ring all night. */
export const NEW_LINK_EVERY_MS = 2 * 60_000
export const NEW_LINKS_PER_DAY = 5

/** @param asked times of earlier requests within the last day, newest first */
export const mayAskForLink = (asked: readonly Date[], now: Date): boolean =>
  asked.length < NEW_LINKS_PER_DAY &&
  (asked[0] === undefined || now.getTime() - asked[0].getTime() >= NEW_LINK_EVERY_MS)
