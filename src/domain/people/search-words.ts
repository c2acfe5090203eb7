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

/** Null for a text without any letter or digit. `areas`: ids of areas in whose name a word stands, for units. */
export function searchForm(
  text: string,
  of: 'units' | 'people',
  areas: ReadonlyMap<string, readonly number[]> = new Map(),
): SearchForm | null {
  const words = (of === 'units' ? wordsOfUnits(text) : plain(text)).slice(0, MOST_WORDS)
  if (words.length === 0) return null
  const clause = (word: string, isLast: boolean, second: boolean): string => {
    const open = isLast && word.length > 1 ? ':*' : ''
    const forms = [`'${word}'${open}`]
    const full = of === 'units' ? expansionOf(word) : null
    if (full !== null)
      forms.push(
        `(${full
          .split(' ')
          .map((part) => `'${part}'`)
          .join('&')})`,
      )
    for (const id of areas.get(word) ?? []) forms.push(`'@${id}'`)
    if (second && /[iy]/.test(word)) forms.push(`'~${word.replaceAll('y', 'i')}'${open}`)
    if (second && word.length > 1) forms.push(`'=${word}':*`)
    return `(${forms.join('|')})`
  }
  const query = (second: boolean) =>
    words.map((word, index) => clause(word, index === words.length - 1, second)).join('&')
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

/** The words of a unit's name, without what stands before every name; the prefix alone is a word all the same. */
export function wordsOfUnits(text: string): string[] {
  const words = searchWords(text).flatMap(plain)
  return words.length > 0 ? words : plain(text)
}
