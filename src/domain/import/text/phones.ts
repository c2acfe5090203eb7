import { toE164 } from '../../../kernel/phone.ts'
import type { RepairKind } from './repair.ts'

export interface PhoneReading {
  /** +84…, in the order of the cell, each once. */
  readonly phones: readonly string[]
  readonly kinds: readonly RepairKind[]
  /** Parts of the cell that are no telephone number, as they were, and why. */
  readonly faults: readonly { readonly found: string; readonly code: PhoneFault }[]
}

export type PhoneFault = 'phone_invalid' | 'phone_digits_lost' | 'phone_hotline'

/** Separators between two numbers; a dash only with blanks, because «0912-345-678» is one number. */
const BETWEEN = /\s*[/;,|\n&]\s*|\s+[-–—]\s+|\s+(?:và|hoặc|va|hoac)\s+/iu

/** No cell of telephone numbers is longer; nor is it worth the time to take apart. */
const LONGEST = 300

/** All telephone numbers of a cell, with the repairs of domain.md §7.4 that are switched on. */
export function readPhones(text: string, on: ReadonlySet<RepairKind>): PhoneReading {
  if (text.length > LONGEST)
    return { phones: [], kinds: [], faults: [{ found: `${text.slice(0, 80)}…`, code: 'phone_invalid' }] }
  const kinds = new Set<RepairKind>()
  const use = (kind: RepairKind): boolean => {
    if (!on.has(kind)) return false
    kinds.add(kind)
    return true
  }
  const phones: string[] = []
  const faults: { found: string; code: PhoneFault }[] = []
  const whole = text
    .normalize('NFKC')
    .replace(/^['’‘`]+/, '')
    .trim()
  let parts = whole.split(BETWEEN).filter((part) => part.trim() !== '')
  if (parts.length === 1) parts = twoInARow(parts[0]!)
  if (parts.length > 1 && !use('two_phones'))
    return { phones, kinds: [], faults: [{ found: text, code: 'phone_invalid' }] }
  if (
    whole !==
      text
        .trim()
        .replace(/^['’‘`]+/, '')
        .trim() &&
    /\d/.test(whole) &&
    !use('phone_letters')
  )
    return { phones, kinds: [], faults: [{ found: text, code: 'phone_invalid' }] }
  for (const part of parts) {
    const read = readOne(part, use)
    if (typeof read !== 'string') {
      // «(Zalo)» between two numbers leaves a part without digits: words, not a number.
      if (/\d/.test(part) || parts.length === 1) faults.push({ found: part.trim(), code: read.fault })
    } else if (!phones.includes(read)) phones.push(read)
  }
  return { phones, kinds: [...kinds], faults }
}

function readOne(part: string, use: (kind: RepairKind) => boolean): string | { fault: PhoneFault } {
  const bad = (fault: PhoneFault = 'phone_invalid') => ({ fault })
  let text = part.trim()
  const scientific = /^(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i.exec(text)
  if (scientific) {
    const digits = scientific[1]! + (scientific[2] ?? '')
    // Fewer digits than the number has: «9.01E+08» has forgotten six of them.
    if (digits.length < 8) return bad('phone_digits_lost')
    if (!use('phone_scientific')) return bad()
    text = digits.padEnd(Number(scientific[3]) + 1, '0')
  }
  // An excerpt such as «912345678.0» comes from programs that kept the number as a fraction.
  text = text.replace(/^(\d{8,11})[.,]0$/, '$1')
  const spoken = text.replace(/(?<=[\d.\s)]|^)[oO](?=[\d.\s]|$)/g, '0')
  if (spoken !== text) {
    if (!use('phone_letters')) return bad()
    text = spoken
  }
  if (/\p{L}/u.test(text)) {
    const bare = text
      .replace(/\([^()]*\)/g, (aside) => (/\p{L}/u.test(aside) ? ' ' : aside))
      .replace(/(?:máy lẻ|may le|ext|số lẻ)[\s.:]*\d+/giu, ' ')
      .replace(/[\p{L}:]+\.?/gu, ' ')
    if (/\d/.test(bare) && !use('phone_words')) return bad()
    text = bare
  }
  let digits = text.replace(/[^\d+]/g, '')
  if (/^(?:\+84|0084|84(?=\d{9,10}$))/.test(digits)) {
    if (!use('phone_country')) return bad()
    digits = `0${digits.replace(/^(?:\+84|0084|84)0?/, '')}`
  }
  if (digits === '') return bad()
  if (/^(?:0?1800|0?1900)\d{4,6}$/.test(digits)) return bad('phone_hotline')
  if (
    /^[35789]\d{8}$/.test(digits) ||
    /^1(?:2[0-9]|6[2-9]|86|88|99)\d{7}$/.test(digits) ||
    /^2\d{9}$/.test(digits)
  ) {
    if (!use('phone_zero')) return bad()
    digits = `0${digits}`
  }
  if (/^01\d{9}$/.test(digits)) {
    if (!use('phone_old_prefix')) return bad()
  } else if (/^04\d{8}$/.test(digits)) {
    if (!use('phone_landline')) return bad()
    digits = `024${digits.slice(2)}`
  }
  const e164 = toE164(digits)
  return e164 !== null && /^\+84/.test(e164) ? e164 : bad()
}

/** «0912345678 0987654321»: two numbers with nothing but a blank between them. */
function twoInARow(part: string): string[] {
  const digits = part.replace(/[^\d]/g, '')
  const halves = /^(0\d{9})(0\d{9})$/.exec(digits)
  return halves && /^[\d\s.]+$/.test(part) ? [halves[1]!, halves[2]!] : [part]
}
