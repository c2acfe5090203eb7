import type { Urgency } from '../../contract/common.ts'
import type { FieldFault } from '../../kernel/errors.ts'

/** What an issue is judged by: the draft's own words and the counts of its audience. */
export interface IssueFacts {
  readonly title: string
  readonly hasWords: boolean
  readonly urgency: Urgency
  readonly isPrivate: boolean
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  readonly units: number
  readonly people: number
  readonly peopleWithoutChannel: number
}

export interface IssueFault extends FieldFault {
  /** Blocking faults refuse; the others are asked about on the check page. */
  readonly blocking: boolean
}

/** Crowds from which on the sender types the number of units before the directive leaves (ux.md §3.2 ⑤). */
const TYPED_FROM_UNITS = 50

/** The number to type, or null when none is asked. */
export const typedNumberFor = (urgency: Urgency, units: number): number | null =>
  units >= TYPED_FROM_UNITS || (urgency === 3 && units > 0) ? units : null

/** What stands between a draft and its issue at `now`. */
export function issueFaults(facts: IssueFacts, now: Date): readonly IssueFault[] {
  const faults: IssueFault[] = []
  const block = (field: string, code: string, values?: Record<string, string | number>) =>
    faults.push({ field, code, blocking: true, ...(values && { values }) })
  if (facts.title.trim() === '') block('title', 'title_missing')
  if (!facts.hasWords) block('body', 'words_missing')
  if (facts.people === 0 && facts.units === 0) block('audience', 'audience_empty')
  if (facts.isPrivate && facts.units > 1) block('audience', 'private_to_many', { units: facts.units })
  if (facts.acknowledge && facts.acknowledgeBefore && facts.acknowledgeBefore <= now)
    block('acknowledgeBefore', 'deadline_past')
  if (facts.people > 0 && facts.peopleWithoutChannel === facts.people)
    block('audience', 'nobody_reachable', { people: facts.people })
  else if (facts.peopleWithoutChannel > 0)
    faults.push({
      field: 'audience',
      code: 'people_without_channel',
      blocking: false,
      values: { people: facts.peopleWithoutChannel },
    })
  return faults
}
