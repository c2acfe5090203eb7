import { dateTimeText, localParts, timeText } from '../../../kernel/dates.ts'
import type { Translate } from '../../../kernel/i18n.ts'
import { tidy } from '../../../kernel/text.ts'
import type { MessageInput } from './input.ts'

/** All of a message that does not depend on the person: prepared once, used for every recipient. */
export type MessageFrame = Omit<MessageInput, 'person' | 'link' | 'ackPayload'>

/** What depends on the person. */
export type MessagePerson = Pick<MessageInput, 'person' | 'link' | 'ackPayload'>

/** The words that all channels share. */
export interface Frame {
  readonly purpose: MessageInput['purpose']
  /** «[GỬI THỬ] [DIỄN TẬP] [HỎA TỐC] », with its blank at the end, or nothing. */
  readonly tags: string
  /** The same without the urgency, for own words that say it themselves. */
  readonly tagsWithoutUrgency: string
  /** «HỎA TỐC»; null when routine. */
  readonly urgencyWord: string | null
  /** «Công điện 12/CĐ-LĐLĐ». */
  readonly name: string
  readonly reference: string | null
  readonly kindName: string
  readonly title: string
  readonly actions: readonly string[]
  readonly body: string
  readonly attachmentNames: readonly string[]
  readonly issuer: string
  readonly acknowledge: boolean
  /** Why this message comes when it is not the issue itself; null for the issue. */
  readonly reason: string | null
  /** «Đề nghị xác nhận đã nhận trước 11:00, 05/09/2021.»; null when nothing is asked. */
  readonly callToAction: string | null
  /** The same for a short message: «Xác nhận trước 11:00 05/09». */
  readonly shortCall: string
  readonly question: { readonly question: string; readonly answer: string } | null
}

const ASKING: ReadonlySet<MessageInput['purpose']> = new Set([
  'issue',
  'nudge',
  'escalation',
  'delegation',
  'replacement',
  'test',
])

export function buildFrame(input: MessageFrame, t: Translate): Frame {
  const { directive, purpose } = input
  const kindName = tidy(directive.kindName)
  const name = directive.reference ? `${kindName} ${directive.reference}` : kindName
  const acknowledge = directive.acknowledge && ASKING.has(purpose)
  const before = directive.acknowledgeBefore
  // Marks that no override may remove: a drill must look like a drill in every message.
  const marks: string[] = []
  // Decree 91/2020: the label of advertising stands before everything else.
  if (directive.messageClass === 'promotion') marks.push(t('message.tag.promotion'))
  if (purpose === 'test') marks.push(t('message.tag.test'))
  if (directive.isDrill) marks.push(t('message.tag.drill'))
  // Words that name the old document themselves need no mark: an SMS would pay for it twice.
  const { replaces, title, overrides } = directive
  const own = [title, overrides.zalo, overrides.sms, overrides.emailSubject].filter((text) => text?.trim())
  if (replaces && !own.every((text) => text!.includes(replaces.reference)))
    marks.push(t(`message.tag.${replaces.relation}`, { reference: replaces.reference }))
  const urgencyWord = directive.urgency > 0 ? t(`message.tag.urgency${directive.urgency}`) : null
  const question = purpose === 'answer' && input.answer ? input.answer : null
  return {
    purpose,
    tags: bracketed(urgencyWord === null ? marks : [...marks, urgencyWord]),
    tagsWithoutUrgency: bracketed(marks),
    urgencyWord,
    name,
    reference: directive.reference,
    kindName,
    title: tidy(directive.title),
    actions: directive.actions.map(tidy).filter((action) => action !== ''),
    body: directive.body.normalize('NFC').trim(),
    attachmentNames: directive.attachmentNames,
    issuer: tidy(directive.issuerName),
    acknowledge,
    reason: purpose === 'issue' || purpose === 'test' ? null : t(`message.reason.${purpose}`, { name }),
    callToAction: acknowledge
      ? before
        ? t('message.callBefore', { before: dateTimeText(before) })
        : t('message.call')
      : null,
    shortCall: acknowledge
      ? before
        ? t('message.short.callBefore', { before: shortDateTime(before) })
        : t('message.short.call')
      : t('message.short.read'),
    question: question && {
      question: question.question.normalize('NFC').trim(),
      answer: question.answer.normalize('NFC').trim(),
    },
  }
}

/** Where the sender's own words want number and symbol, which the register gives at issue only. */
const NUMBER_SLOT = '{number}'

/** The sender's own words of a channel, with number and symbol filled in; without a number, the name of the kind. */
export const ownWords = (frame: Frame, words: string | undefined): string =>
  (words ?? '')
    .normalize('NFC')
    .trim()
    .replaceAll(NUMBER_SLOT, frame.reference ?? frame.kindName)

const bracketed = (words: readonly string[]): string => words.map((word) => `[${word}] `).join('')

/** 11:00 05/09 */
function shortDateTime(at: Date): string {
  const { day, month } = localParts(at)
  return `${timeText(at)} ${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}`
}

// Private-use characters: tidy() and people never write them.
const NAME_SLOT = '\ue000'
const UNIT_SLOT = '\ue001'

/** Puts a person's name and unit into a sentence that was translated once for everybody. */
export function personSentence(
  t: Translate,
  key: string,
): (person: { name: string; unit: string }) => string {
  const pieces = t(key, { person: NAME_SLOT, unit: UNIT_SLOT }).split(/([\ue000\ue001])/)
  return ({ name, unit }) =>
    pieces.map((piece) => (piece === NAME_SLOT ? name : piece === UNIT_SLOT ? unit : piece)).join('')
}
