/**
 * How a text is cut into SMS parts. GSM-7: 160 septets in one part, 153 in each of several; UCS-2: 70 and 67 UTF-16
 * units. Source: 3GPP TS 23.038 §6.2.1, and the tariff steps of Vietnamese gateways (160/306/459 and 70/134/201).
 */
export type SmsEncoding = 'GSM-7' | 'UCS-2'

export interface SmsMeasure {
  readonly encoding: SmsEncoding
  /** Septets (GSM-7; an extension character counts two) or UTF-16 units (UCS-2). */
  readonly length: number
  readonly parts: number
  /** Characters outside GSM-7, each once, in order of appearance: they force UCS-2 upon the whole text. */
  readonly forcing: readonly string[]
}

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Sent as an escape and a second septet. */
const EXTENSION = new Set('\f^{}\\[~]|€')

const LIMITS: Readonly<Record<SmsEncoding, { one: number; each: number }>> = {
  'GSM-7': { one: 160, each: 153 },
  'UCS-2': { one: 70, each: 67 },
}

/** Most characters of a text in `parts` parts: 160, 306, 459 … or 70, 134, 201 … */
export function smsCapacity(encoding: SmsEncoding, parts: number): number {
  const limit = LIMITS[encoding]
  return parts <= 1 ? limit.one : limit.each * parts
}

/** The first three steps of the tariff. */
export const smsSteps = (encoding: SmsEncoding): number[] =>
  [1, 2, 3].map((parts) => smsCapacity(encoding, parts))

/** The text is expected in NFC: decomposed marks would count as characters of their own. */
export function measureSms(text: string): SmsMeasure {
  const forcing = new Set<string>()
  let septets = 0
  for (const character of text) {
    if (BASIC.has(character)) septets += 1
    else if (EXTENSION.has(character)) septets += 2
    else forcing.add(character)
  }
  if (forcing.size === 0)
    return { encoding: 'GSM-7', length: septets, parts: partsOf(text, 'GSM-7', septets), forcing: [] }
  return {
    encoding: 'UCS-2',
    length: text.length,
    parts: partsOf(text, 'UCS-2', text.length),
    forcing: [...forcing],
  }
}

/** A character of two units is never torn: when one unit is left in a part, it moves to the next. */
function partsOf(text: string, encoding: SmsEncoding, length: number): number {
  if (length === 0) return 0
  const { one, each } = LIMITS[encoding]
  if (length <= one) return 1
  let parts = 1
  let used = 0
  for (const character of text) {
    const width = encoding === 'UCS-2' ? character.length : EXTENSION.has(character) ? 2 : 1
    if (used + width > each) {
      parts += 1
      used = 0
    }
    used += width
  }
  return parts
}
