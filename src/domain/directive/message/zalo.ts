import { dateTimeText } from '../../../kernel/dates.ts'
import type { Translate } from '../../../kernel/i18n.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { type Frame, type MessageFrame, type MessagePerson, ownWords, personSentence } from './frame.ts'
import { shorten } from './shorten.ts'

/** Longest text of a Zalo consultation message (channels.md §1.4). */
export const ZALO_TEXT_LIMIT = 2000

/**
 * Parameters of the one approved template, used when the seven-day window is closed. Lengths are those of their
 * parameter types at Zalo: name 30, code 30, product 200, date 20, URL 200 (channels.md §2).
 */
export const ZALO_TEMPLATE_LIMITS = {
  nguoi_nhan: 30,
  don_vi: 100,
  so_hieu: 30,
  trich_yeu: 200,
  han: 20,
  lien_ket: 200,
} as const
export type ZaloTemplateParameter = keyof typeof ZALO_TEMPLATE_LIMITS

export function prepareZalo(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
): (to: MessagePerson) => MessageContent['zalo'] {
  const withUnit = personSentence(t, 'message.toPersonOfUnit')
  const alone = personSentence(t, 'message.toPerson')
  const text = prepareText(frame, input, t)
  const template = prepareTemplate(frame, input, t)
  const button = t(frame.acknowledge ? 'message.button.readAndAcknowledge' : 'message.button.read')
  const ackButton = t('message.button.acknowledge')
  return ({ person, link, ackPayload }) => {
    const { name } = person
    const greeting = person.unitName ? withUnit({ name, unit: person.unitName }) : alone({ name, unit: '' })
    const asks = frame.acknowledge && ackPayload !== null
    return {
      text: text(greeting),
      button,
      ackButton: asks ? ackButton : null,
      ackPayload: asks ? ackPayload : null,
      templateData: template(person, link),
    }
  }
}

/** Name and call to action stand first: a phone's notification shows only the first line or two. */
function prepareText(frame: Frame, input: MessageFrame, t: Translate): (greeting: string) => string {
  const override = ownWords(frame, input.directive.overrides.zalo)
  if (override && (frame.purpose === 'issue' || frame.purpose === 'test')) {
    const fixed = shorten(frame.tags + override, ZALO_TEXT_LIMIT)
    return () => fixed
  }
  const head = [frame.tags + frame.name, frame.reason, frame.callToAction]
    .filter((line) => line !== null)
    .join('\n')
  const middle = middleOf(frame, t)
  const tail = [
    frame.attachmentNames.length > 0 ? t('message.attachments', { n: frame.attachmentNames.length }) : null,
    frame.issuer,
  ]
    .filter((line) => line !== null)
    .join('\n')
  return (greeting) => {
    const before = `${head}\n\n${greeting}\n`
    const room = ZALO_TEXT_LIMIT - before.length - tail.length - 2
    return `${before}${shorten(middle, room)}\n\n${tail}`
  }
}

function middleOf(frame: Frame, t: Translate): string {
  if (frame.question)
    return [
      t('message.asked', { question: frame.question.question }),
      t('message.answered', { answer: frame.question.answer }),
    ].join('\n')
  const parts = [frame.title]
  if (frame.actions.length > 0)
    parts.push(
      [
        t('message.actions'),
        ...frame.actions.map((action, index) =>
          frame.actions.length > 1 ? `${index + 1}. ${action}` : action,
        ),
      ].join('\n'),
    )
  if (frame.body !== '') parts.push(frame.body)
  return parts.join('\n\n')
}

/** What the template would carry uncut, so that the composer can say what is too long for it. */
export function templateValues(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
): Record<Exclude<ZaloTemplateParameter, 'nguoi_nhan' | 'don_vi' | 'lien_ket'>, string> {
  const subject = frame.question ? frame.question.answer : frame.title
  const reason =
    frame.purpose === 'issue' || frame.purpose === 'test' ? '' : t(`message.brief.${frame.purpose}`)
  const before = input.directive.acknowledgeBefore
  return {
    so_hieu: frame.reference ?? frame.kindName,
    trich_yeu: frame.tags + reason + subject,
    han: frame.acknowledge && before ? dateTimeText(before) : t('message.noDeadline'),
  }
}

function prepareTemplate(frame: Frame, input: MessageFrame, t: Translate) {
  const limits = ZALO_TEMPLATE_LIMITS
  const values = templateValues(frame, input, t)
  const shared = {
    so_hieu: shorten(values.so_hieu, limits.so_hieu),
    trich_yeu: shorten(values.trich_yeu, limits.trich_yeu),
    han: shorten(values.han, limits.han),
  }
  return (person: MessagePerson['person'], link: string): Record<ZaloTemplateParameter, string> => ({
    nguoi_nhan: shorten(person.name, limits.nguoi_nhan),
    don_vi: shorten(person.unitName ?? frame.issuer, limits.don_vi),
    ...shared,
    lien_ket: link,
  })
}
