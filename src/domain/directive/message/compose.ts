import type { Translate } from '../../../kernel/i18n.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { prepareCode } from './code.ts'
import { prepareEmail } from './email.ts'
import { buildFrame, type MessageFrame, type MessagePerson } from './frame.ts'
import type { MessageInput } from './input.ts'
import { prepareSms } from './sms.ts'
import { prepareZalo } from './zalo.ts'

/**
 * Prepares what is the same for every recipient and returns the function that addresses one. A dispatcher keeps the
 * result per directive, purpose and answer: addressing a person is string building only.
 */
export function prepareMessage(input: MessageFrame, t: Translate): (to: MessagePerson) => MessageContent {
  if (input.purpose === 'code') return prepareCode(input, t)
  const frame = buildFrame(input, t)
  const zalo = prepareZalo(frame, input, t)
  const sms = prepareSms(frame, input, t)
  const email = prepareEmail(frame, input, t)
  return (to) => ({ zalo: zalo(to), sms: sms(to.link), email: email(to), link: to.link })
}

/** One message, in the words of every channel. Pure; the composer's previews and the dispatcher both call it. */
export function composeMessage(input: MessageInput, t: Translate): MessageContent {
  return prepareMessage(input, t)(input)
}
