/** NFC, without invisible characters (NUL, which PostgreSQL refuses, among them) and with single blanks: how every text enters Loa. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll('\0', '')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim()
}

/** Without diacritics, đ → d, letter case kept: «Hỏa tốc» → «Hoa toc». */
export function stripAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ|Ð/g, 'D').normalize('NFC')
}

/**
 * The form in which texts are compared in a search: no accents, lower case, single blanks.
 * «hoả» and «hỏa» fold to the same text because the tone mark goes wherever it stood.
 * The same folding exists in SQL as `loa_fold(text)`.
 */
export function fold(text: string): string {
  return stripAccents(tidy(text)).toLowerCase()
}

const vi = new Intl.Collator('vi', { sensitivity: 'variant', numeric: true })

/** Vietnamese order: a ă â … d đ … for use with sort(). */
export const compareVi = (a: string, b: string): number => vi.compare(a, b)

/** The given name, by which Vietnamese people are sorted: the last word of the full name. */
export function givenName(fullName: string): string {
  const words = tidy(fullName).split(' ')
  return words[words.length - 1] ?? ''
}

/** A text of several lines: each line tidied, at most one empty line in a row. */
export const tidyLines = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map(tidy)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
