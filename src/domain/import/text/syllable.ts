const ONSET = '(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdđghklmnprstvx])'
const NUCLEUS =
  '(?:uyê|uya|uyu|uây|uôi|ươi|ươu|iêu|yêu|oai|oao|oay|oeo|uai|uao|uay|uya|iê|yê|uô|ươ|oă|oa|oe|oo|uâ|uê|uơ|uy|ua|ưa|ia|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])'
const SYLLABLE = new RegExp(`^${ONSET}?${NUCLEUS}(?:ng|nh|ch|[cmnpt])?$`, 'u')
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu

/** Can this word be a syllable of Vietnamese? At most one tone; onset, vowels and end as the language has them. */
export function isSyllable(word: string): boolean {
  const apart = word.normalize('NFD')
  if ((apart.match(TONES)?.length ?? 0) > 1) return false
  return SYLLABLE.test(apart.replace(TONES, '').normalize('NFC').toLowerCase())
}

/** Words that hold something beyond ASCII: those that show in which letters a text was written. */
const markedWords = (text: string): string[] =>
  text.split(/[\s,.;:()[\]/"'&+*!–-]+/).filter((word) => /[^\x20-\x7e]/.test(word))

/** The share of a text's marked words that are Vietnamese; 0 when it has none. */
export function vietnameseShare(text: string): number {
  const words = markedWords(text.normalize('NFC'))
  return words.length === 0 ? 0 : words.filter(isSyllable).length / words.length
}
