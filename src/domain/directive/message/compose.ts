import type { Translate } from '../../../kernel/i18n.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { prepareChat, TELEGRAM_TEXT_LIMIT } from './chat.ts'
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
  const telegram = prepareChat(frame, input, t, TELEGRAM_TEXT_LIMIT)
  const sms = prepareSms(frame, input, t)
  const email = prepareEmail(frame, input, t)
  return (to) => new Addressed(to, { zalo, telegram, sms, email })
}

interface Writers {
  readonly zalo: (to: MessagePerson) => MessageContent['zalo']
  readonly telegram: (to: MessagePerson) => MessageContent['telegram']
  readonly sms: (link: string) => MessageContent['sms']
  readonly email: (to: MessagePerson) => MessageContent['email']
}

/** A message goes out through one channel: the words of the others are not written. */
class Addressed implements MessageContent {
  readonly link: string
  readonly #to: MessagePerson
  readonly #writers: Writers
  #zalo: MessageContent['zalo'] | null = null
  #telegram: MessageContent['telegram'] | null = null

  constructor(to: MessagePerson, writers: Writers) {
    this.link = to.link
    this.#to = to
    this.#writers = writers
  }
  get zalo(): MessageContent['zalo'] {
    this.#zalo ??= this.#writers.zalo(this.#to)
    return this.#zalo
  }
  get telegram(): MessageContent['telegram'] {
    this.#telegram ??= this.#writers.telegram(this.#to)
    return this.#telegram
  }
  get sms(): MessageContent['sms'] {
    return this.#writers.sms(this.#to.link)
  }
  get email(): MessageContent['email'] {
    return this.#writers.email(this.#to)
  }
  get webhook(): MessageContent['webhook'] {
    const { subject, text } = this.email
    return { subject, text }
  }
}

/** One message, in the words of every channel. Pure; the composer's previews and the dispatcher both call it. */
export function composeMessage(input: MessageInput, t: Translate): MessageContent {
  return prepareMessage(input, t)(input)
}
