import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourceFiles } from './source.ts'

const FOLDER = join(import.meta.dirname, '../../locales')
const files = (locale: string): string[] => readdirSync(join(FOLDER, locale)).sort()

type Dictionary = { [key: string]: string | Dictionary }

/** «tile.due» → its text; plural suffixes folded, because Vietnamese has one form where English has two. */
function texts(locale: string, file: string): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (node: Dictionary, path: string): void => {
    for (const [key, value] of Object.entries(node)) {
      const name = `${path}${key}`
      if (typeof value === 'string') found.set(name.replace(/_(zero|one|two|few|many|other)$/, ''), value)
      else walk(value, `${name}.`)
    }
  }
  walk(JSON.parse(readFileSync(join(FOLDER, locale, file), 'utf8')), '')
  return found
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

test('both languages have the same files', () => {
  expect(files('en')).toEqual(files('vi'))
})

describe.each(files('vi'))('%s', (file) => {
  const vi = texts('vi', file)
  const en = texts('en', file)

  test('every text exists in both languages, and none is empty in Vietnamese', () => {
    expect([...en.keys()].sort()).toEqual([...vi.keys()].sort())
    // English does without some words, such as «ông/bà»; Vietnamese never does.
    expect([...vi].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('a text takes the same values in both languages', () => {
    // A plural form may leave out its number («one unit»); nothing may ask for a value that the other does not have.
    const strange = [...en].filter(
      ([key, text]) => !placeholders(text).every((name) => placeholders(vi.get(key) ?? '').includes(name)),
    )
    expect(strange).toEqual([])
  })

  test('Vietnamese texts are in composed form (NFC), as keyboards and searches give them', () => {
    expect([...vi.values()].filter((text) => text !== text.normalize('NFC'))).toEqual([])
  })
})

test('no sentence for people stands in code', () => {
  const vietnamese = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/iu
  const found: string[] = []
  for (const { path, text } of sourceFiles(/^(src|web)\/.*\.tsx?$/)) {
    if (/\.test\.tsx?$|^src\/channels\/testing\//.test(path) || WORDS_OF_THE_TRADE.has(path)) continue
    // What lists say, in the words and letters of lists.
    if (/^src\/domain\/import\/(?:text|layout|row|matching)\//.test(path)) continue
    withoutComments(text)
      .split('\n')
      .forEach((line, index) => {
        // A language is offered in its own name.
        if (vietnamese.test(line.replaceAll('Tiếng Việt', '')))
          found.push(`${path}:${index + 1} ${line.trim()}`)
      })
  }
  expect(found).toEqual([])
})

/** Files whose Vietnamese is matter, not wording: alphabets, abbreviations of the field, names of days. */
const WORDS_OF_THE_TRADE = new Set([
  // «ông», «bà» are the values of person.salutation.
  'src/contract/people.ts',
  'src/channels/share-kit/lines.ts',
  'src/domain/directive/check/secrecy.ts',
  'src/domain/directive/message/sms-segments.ts',
  'src/domain/directive/message/sms.ts',
  'src/kernel/dates.ts',
  'src/kernel/text.ts',
])

/** Comments quote the field's words, as they should. Good enough for our own code: no «//» inside our strings but URLs. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (block) => block.replace(/[^\n]/g, ''))
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}
