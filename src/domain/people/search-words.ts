import { fold, tidy } from '../../kernel/text.ts'
import { expansionOf, searchWords } from '../organisation/index.ts'

/** A search as the database asks it (db/migrations/0111): the folded text, its words, and what is tried when they find little. */
export interface SearchForm {
  /** Folded, as whole names are compared. */
  readonly typed: string
  /** As typed, lower case, accents kept. */
  readonly accented: string
  /** tsquery: every word finished, i and y alike («thị mĩ» means Mỹ before it means Minh); null when that says nothing new. */
  readonly whole: string | null
  /** tsquery: every word, the last one perhaps unfinished, abbreviations written out as well. */
  readonly words: string
  /** tsquery: every word once more, with i for y, or as initials («LTĐ», «ldld ntl»). */
  readonly second: string
}

const MOST_WORDS = 10
const plain = (text: string): string[] =>
  fold(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

/**
 * Null for a text without any letter or digit. `marks`: what else a word may stand for, as lexemes: «@7» an area in whose
 * name it is, for units; «#cong_dien» a kind of document, for titles.
 */
export function searchForm(
  text: string,
  of: 'units' | 'people' | 'titles',
  marks: ReadonlyMap<string, readonly string[]> = new Map(),
): SearchForm | null {
  const words = (of === 'units' ? wordsOfUnits(text) : plain(text)).slice(0, MOST_WORDS)
  if (words.length === 0) return null
  const clause = (word: string, isLast: boolean, second: boolean): string => {
    // One letter begins half of all names; after another word it narrows the few titles well enough.
    const open = isLast && (word.length > 1 || (of === 'titles' && words.length > 1)) ? ':*' : ''
    const forms = [`'${word}'${open}`]
    const full = of === 'people' ? null : expansionOf(word)
    if (full !== null)
      forms.push(
        `(${full
          .split(' ')
          .map((part) => `'${part}'`)
          .join('&')})`,
      )
    for (const mark of marks.get(word) ?? []) forms.push(`'${mark}'`)
    if (second && /[iy]/.test(word)) forms.push(`'~${word.replaceAll('y', 'i')}'${open}`)
    if (second && word.length > 1) forms.push(`'=${word}':*`)
    return `(${forms.join('|')})`
  }
  // «12 cđ ldld» is one thing with and without the strokes between.
  const bare = of === 'titles' && words.length > 1 && /\d/.test(words[0]!) ? `|'${words.join('')}':*` : ''
  const query = (second: boolean) =>
    words.map((word, index) => clause(word, index === words.length - 1, second)).join('&') + bare
  return {
    typed: of === 'units' ? words.join(' ') : fold(text),
    accented: tidy(text).toLowerCase(),
    whole: of === 'people' && words.length > 1 && /[iy]/.test(words.at(-1)!) ? finished(words) : null,
    words: query(false),
    second: query(true),
  }
}

const finished = (words: readonly string[]): string =>
  words
    .map((word) => (/[iy]/.test(word) ? `('${word}'|'~${word.replaceAll('y', 'i')}')` : `'${word}'`))
    .join('&')

/** The number of a document in what was typed: «12/CĐ-LĐLĐ», «cd 12», «12cd»; null when there is none. */
export function numberIn(text: string): number | null {
  const found = /(?:^|\s)(\d{1,6})(?:\D|$)/.exec(fold(text))
  return found ? Number(found[1]) : null
}

/** Words as they are looked for: folded, in letters and digits. */
export const wordsOf = plain

/** The words of a unit's name, without what stands before every name; the prefix alone is a word all the same. */
export function wordsOfUnits(text: string): string[] {
  const words = searchWords(text).flatMap(plain)
  return words.length > 0 ? words : plain(text)
}
