import type { Translate } from '../../../kernel/i18n.ts'
import type { ChatWords } from '../../channel/adapter.ts'
import { type Frame, type MessageFrame, type MessagePerson, ownWords, personSentence } from './frame.ts'
import { shorten } from './shorten.ts'

/** Longest text of a Telegram message (channels.md §7.1). */
export const TELEGRAM_TEXT_LIMIT = 4096

/**
 * A message inside a chat program: plain text, a button that opens the page, a button that answers there. The sender's own
 * words for Zalo are their words for every chat.
 */
export function prepareChat(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
  limit: number,
): (to: MessagePerson) => ChatWords {
  const withUnit = personSentence(t, 'message.toPersonOfUnit')
  const alone = personSentence(t, 'message.toPerson')
  const text = prepareText(frame, input, t, limit)
  const button = t(frame.acknowledge ? 'message.button.readAndAcknowledge' : 'message.button.read')
  const ackButton = t('message.button.acknowledge')
  return ({ person, ackPayload }) => {
    const { name } = person
    const greeting = person.unitName ? withUnit({ name, unit: person.unitName }) : alone({ name, unit: '' })
    const asks = frame.acknowledge && ackPayload !== null
    return {
      text: text(greeting),
      button,
      ackButton: asks ? ackButton : null,
      ackPayload: asks ? ackPayload : null,
    }
  }
}

/** Name and call to action stand first: a phone's notification shows only the first line or two. */
function prepareText(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
  limit: number,
): (greeting: string) => string {
  const override = ownWords(frame, input.directive.overrides.zalo)
  if (override && (frame.purpose === 'issue' || frame.purpose === 'test')) {
    const fixed = shorten(frame.tags + override, limit)
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
    const room = limit - before.length - tail.length - 2
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
