import { vietnameseShare } from './syllable.ts'
import { fromTcvn3 } from './tcvn3.ts'
import { fromVni } from './vni.ts'

/** The letters that code page 1252 puts where Latin-1 has controls; the gaps are bytes that mean themselves. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const BYTE_OF = new Map([...HIGH].map((letter, index) => [letter, 0x80 + index]))

/**
 * UTF-8 that a program took for code page 1252, read again: «CÃ´ng Ä‘oÃ n» → «Công đoàn». Null when it is nothing of
 * the kind, or when bytes are missing.
 */
export function fromMojibake(text: string): string | null {
  if (!/[ÃÂÄÆáº»]/.test(text)) return null
  const bytes: number[] = []
  // The second byte of «à» is a hard space, which editors make a soft one.
  for (const letter of text.replace(/Ã (?=\p{L}|$)/gu, 'Ã\u00a0')) {
    const code = letter.codePointAt(0)!
    const byte = BYTE_OF.get(letter) ?? (code < 0x100 ? code : undefined)
    if (byte === undefined) return null
    bytes.push(byte)
  }
  try {
    const read = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)).normalize('NFC')
    // «SĐT» is no word of the language, but bytes that make nothing but its letters were meant as such.
    const meant = vietnameseShare(read) > vietnameseShare(text) || isVietnameseOnly(read)
    return read !== text && meant ? read : null
  } catch {
    return null
  }
}

const LETTER_OR_SIGN =
  /^[\x20-\x7e\s–—“”‘’…•·àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]*$/iu

const isVietnameseOnly = (text: string): boolean => LETTER_OR_SIGN.test(text) && /(?![a-z])\p{L}/iu.test(text)

/** «Ð?c l?p»: a program wrote question marks where it had no letter. Nobody can tell which letters they were. */
export const hasLostLetters = (text: string): boolean =>
  text.includes('\ufffd') || /\p{L}\?\p{L}|(?:^|\s)\?\p{Ll}{1,5}(?=\s|$)|\p{L}\?(?=\s\p{L})/u.test(text)

/**
 * The old font in which a text without a font name seems to be written, by how many of its words then become
 * Vietnamese. A guess: it is shown and asked, never applied by itself.
 */
export function guessLegacy(text: string): { code: 'tcvn3' | 'vni'; text: string } | null {
  const now = vietnameseShare(text)
  if (now > 0.5) return null
  const best = (['tcvn3', 'vni'] as const)
    .map((code) => ({ code, text: code === 'tcvn3' ? fromTcvn3(text) : fromVni(text) }))
    .map((guess) => ({ ...guess, share: vietnameseShare(guess.text) }))
    .sort((a, b) => b.share - a.share)[0]!
  return best.share >= 0.8 && best.text !== text ? { code: best.code, text: best.text } : null
}
