import type { z } from 'zod'
import type { Urgency } from '../../../contract/common.ts'
import type { MessageClass } from '../../../contract/directive.ts'
import { dateTimeText } from '../../../kernel/dates.ts'
import type { FieldFault } from '../../../kernel/errors.ts'
import { fold } from '../../../kernel/text.ts'
import { SMS_MAX_PARTS } from '../message/sms.ts'
import { ZALO_TEXT_LIMIT } from '../message/zalo.ts'
import { bearsSecrecyMark } from './secrecy.ts'

/** What an issue is judged by: the draft's own words, the counts of its audience, the lengths of its messages. */
export interface IssueFacts {
  readonly title: string
  readonly actions: readonly string[]
  readonly body: string
  readonly urgency: Urgency
  readonly messageClass: z.infer<typeof MessageClass>
  readonly isDrill: boolean
  readonly isPrivate: boolean
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  /** When the last of its messages may still be delivered, as the sender chose it. */
  readonly validUntil: Date | null
  readonly units: number
  readonly people: number
  readonly unitsWithoutChannel: number
  readonly peopleWithoutChannel: number
  readonly smsPeople: number
  readonly smsParts: number
  /** Length of the sender's own Zalo words with their marks; 0 without own words. */
  readonly zaloOverrideLength: number
  readonly duplicateOf: string | null
  readonly attachments: readonly { readonly fileName: string; readonly size: number }[]
}

export interface IssueFault extends FieldFault {
  /** Blocking faults refuse; the others are asked about on the check page. */
  readonly blocking: boolean
}

/** Crowds from which on the sender types the number of units before the directive leaves (ux.md §3.2 ⑤). */
const TYPED_FROM_UNITS = 50
/** All attachments of one directive together: phones open them over mobile data. */
const ATTACHMENTS_TOTAL_MB = 60

/** The number to type, or null when none is asked. */
export const typedNumberFor = (urgency: Urgency, units: number): number | null =>
  units >= TYPED_FROM_UNITS || (urgency === 3 && units > 0) ? units : null

/** A blank of a pattern that nobody filled in: an ellipsis that ends no word. */
const BLANK = /\s…/

/** What stands between a draft and its issue at `now`. Fields are those of DraftContent, so that a screen can go there. */
export function issueFaults(facts: IssueFacts, now: Date): IssueFault[] {
  return [
    ...faultsOfWords(facts),
    ...faultsOfAudience(facts),
    ...faultsOfTimes(facts, now),
    ...faultsOfMessages(facts),
  ]
}

type Values = Record<string, string | number>
const blocks = (field: string, code: string, values?: Values): IssueFault => ({
  field,
  code: `draft.${code}`,
  blocking: true,
  ...(values && { values }),
})
const warns = (field: string, code: string, values?: Values): IssueFault => ({
  ...blocks(field, code, values),
  blocking: false,
})

function faultsOfWords(facts: IssueFacts): IssueFault[] {
  const faults: IssueFault[] = []
  const words = [facts.title, ...facts.actions, facts.body]
  if (facts.title.trim() === '') faults.push(blocks('title', 'title_missing'))
  if (facts.body.trim() === '' && facts.actions.every((action) => action.trim() === ''))
    faults.push(blocks('actions', 'words_missing'))
  if (words.some(bearsSecrecyMark)) faults.push(blocks('body', 'state_secret'))
  if (BLANK.test(facts.body)) faults.push(blocks('body', 'blank_left'))
  if (facts.messageClass === 'promotion') faults.push(blocks('messageClass', 'promotion_without_consent'))
  if (!facts.isDrill && words.some((text) => fold(text).includes('dien tap')))
    faults.push(warns('isDrill', 'drill_words_without_mode'))
  const total = facts.attachments.reduce((sum, file) => sum + file.size, 0)
  if (total > ATTACHMENTS_TOTAL_MB * 1_048_576)
    faults.push(blocks('attachments', 'attachments_too_large', { limit: ATTACHMENTS_TOTAL_MB }))
  return faults
}

function faultsOfAudience(facts: IssueFacts): IssueFault[] {
  if (facts.units === 0 && facts.people === 0) return [blocks('audience', 'audience_empty')]
  const faults: IssueFault[] = []
  if (facts.isPrivate && facts.units > 1)
    faults.push(blocks('audience', 'private_to_many', { units: facts.units }))
  if (facts.peopleWithoutChannel === facts.people) faults.push(blocks('audience', 'nobody_reachable'))
  else {
    if (facts.unitsWithoutChannel > 0)
      faults.push(warns('audience', 'units_without_channel', { units: facts.unitsWithoutChannel }))
    if (facts.peopleWithoutChannel > 0)
      faults.push(warns('audience', 'people_without_channel', { people: facts.peopleWithoutChannel }))
  }
  if (facts.duplicateOf !== null)
    faults.push(warns('title', 'duplicate_within_day', { reference: facts.duplicateOf }))
  return faults
}

function faultsOfTimes(facts: IssueFacts, now: Date): IssueFault[] {
  const { acknowledge, acknowledgeBefore, validUntil } = facts
  const faults: IssueFault[] = []
  if (acknowledge && acknowledgeBefore && acknowledgeBefore <= now)
    faults.push(
      blocks('acknowledgeBefore', 'deadline_past', {
        deadline: dateTimeText(acknowledgeBefore),
        now: dateTimeText(now),
      }),
    )
  if (validUntil && validUntil <= now) faults.push(blocks('validUntil', 'validity_past'))
  if (acknowledge && acknowledgeBefore && validUntil && acknowledgeBefore > validUntil)
    faults.push(blocks('acknowledgeBefore', 'deadline_after_validity', { until: dateTimeText(validUntil) }))
  return faults
}

function faultsOfMessages(facts: IssueFacts): IssueFault[] {
  const faults: IssueFault[] = []
  if (facts.zaloOverrideLength > ZALO_TEXT_LIMIT)
    faults.push(
      blocks('overrides.zalo', 'zalo_too_long', { length: facts.zaloOverrideLength, limit: ZALO_TEXT_LIMIT }),
    )
  if (facts.smsParts > SMS_MAX_PARTS)
    faults.push(blocks('overrides.sms', 'sms_too_long', { parts: facts.smsParts, limit: SMS_MAX_PARTS }))
  return faults
}
