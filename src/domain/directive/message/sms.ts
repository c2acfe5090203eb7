import type { Translate } from '../../../kernel/i18n.ts'
import { fold, stripAccents, tidy } from '../../../kernel/text.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { type Frame, type MessageFrame, ownWords } from './frame.ts'
import { shorten } from './shorten.ts'
import { measureSms, smsCapacity } from './sms-segments.ts'

/** More parts than these are refused at issue: gateways cut or reject longer texts (channels.md §7.3). */
export const SMS_MAX_PARTS = 3

/** A composed text is shortened to so many parts; the rest stands on the page behind the link. */
const COMPOSED_PARTS = { plain: 2, accented: 3 } as const

/** Where an override wants the link; without it the link follows the text. */
const LINK_SLOT = '{link}'
const SHORTENED = '...'

/** Typographic signs outside GSM-7 that have a plain twin. */
const PLAIN: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  '×': 'x',
}

/** Without accents and typographic signs: what a gateway sends as GSM-7. Other scripts stay and force UCS-2. */
export function plainSms(text: string): string {
  return stripAccents(text).replace(/[“”„«»‘’–—−…•\u00a0\u202f→≥≤×]/g, (sign) => PLAIN[sign] ?? sign)
}

/** The text without the link: the link is never altered nor cut. Same for everybody, once per length of link. */
export function prepareSms(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
): (link: string) => MessageContent['sms'] {
  const script = (text: string): string => (input.directive.smsUnaccented ? plainSms(text) : text)
  const override = ownWords(frame, input.directive.overrides.sms)
  const usesOverride = override && (frame.purpose === 'issue' || frame.purpose === 'test')
  const compose = usesOverride
    ? overridden(
        script(saysUrgency(frame, override) ? frame.tagsWithoutUrgency : frame.tags),
        script(override),
      )
    : composed(frame, script, input.directive.smsUnaccented, t)
  const known = new Map<number, { before: string; after: string; unicode: boolean; parts: number }>()
  return (link) => {
    let found = known.get(link.length)
    if (!found) {
      const { before, after } = compose(link)
      const measure = measureSms(before + link + after)
      found = { before, after, unicode: measure.encoding === 'UCS-2', parts: measure.parts }
      known.set(link.length, found)
    }
    return { text: found.before + link + found.after, unicode: found.unicode, parts: found.parts }
  }
}

/** «[HOA TOC] LDLD: HOA TOC.» would pay for the same word twice. */
const saysUrgency = (frame: Frame, text: string): boolean =>
  frame.urgencyWord !== null && fold(text).includes(fold(frame.urgencyWord))

type Around = (link: string) => { before: string; after: string }

/** The sender's own words stay whole; too long ones are refused at issue, not cut behind their back. */
function overridden(tags: string, override: string): Around {
  const at = override.indexOf(LINK_SLOT)
  return () =>
    at < 0
      ? { before: `${tags}${override} `, after: '' }
      : { before: tags + override.slice(0, at), after: override.slice(at + LINK_SLOT.length) }
}

function composed(frame: Frame, script: (text: string) => string, plain: boolean, t: Translate): Around {
  const subject = script(frame.question ? frame.question.answer.replace(/\s+/g, ' ') : frame.title)
  const start = script(
    t(`message.short.start.${frame.purpose}`, {
      tags: frame.tags,
      issuer: shortIssuer(frame.issuer),
      name: frame.name,
    }),
  )
  const call = script(frame.shortCall)
  const parts = plain ? COMPOSED_PARTS.plain : COMPOSED_PARTS.accented
  return (link) => {
    const build = (words: string): string =>
      tidy(`${start} ${words}${/[.!?…]$/.test(words) || words === '' ? '' : '.'} ${call}:`)
    const fits = (words: string): boolean => {
      const measure = measureSms(`${build(words)} ${link}`)
      return measure.length <= smsCapacity(measure.encoding, parts) && measure.parts <= parts
    }
    let words = subject
    if (!fits(words)) {
      // Largest length that fits, by bisection: extension characters make septets and characters differ.
      let low = 0
      let high = subject.length
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (fits(shorten(subject, middle, SHORTENED))) low = middle
        else high = middle - 1
      }
      words = shorten(subject, low, SHORTENED)
    }
    return { before: `${build(words)} `, after: '' }
  }
}

/** «Liên đoàn Lao động quận …» as it is abbreviated everywhere. */
function shortIssuer(name: string): string {
  return name
    .replace(/Liên đoàn Lao động/i, 'LĐLĐ')
    .replace(/Công đoàn cơ sở/i, 'CĐCS')
    .replace(/^(LĐLĐ) (quận|huyện|thị xã|thành phố) /i, '$1 ')
}
