import { expect, test } from 'vitest'
import type { Translate } from '../../src/kernel/i18n.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { openTestWeb } from '../harness/web.ts'
import { sourceFiles } from './source.ts'

/** Codes of refusals as the code writes them: thrown problems, `notFound('x')`, `conflict('x')`, faults of fields. */
const WRITTEN = [
  /new Problem\(\s*(?:'\w+'|[\w.[\]]+)\s*,\s*'([\w.]+)'/g,
  /\bconflict\(\s*'([\w.]+)'/g,
  /\bfield:[^}]{1,120}?\bcode: '([\w.]+)'/gs,
]
const NOT_FOUND = /\bnotFound\(\s*'(\w+)'/g

function codesOf(text: string): string[] {
  return [
    ...WRITTEN.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!)),
    ...[...text.matchAll(NOT_FOUND)].map((match) => `${match[1]}_not_found`),
  ]
}

/** Faults that the schema library finds, worded by the server itself (src/http/problems.ts). */
const WORDED_ELSEWHERE = new Set(['too_long', 'malformed'])

test('every refusal in the code has its sentence in both languages, and a page that its type leads to', async () => {
  const codes = new Set(
    sourceFiles(/^src\/.*\.ts$/)
      .filter(({ path }) => !path.endsWith('.test.ts') && !path.startsWith('src/cli/'))
      .flatMap(({ text }) => codesOf(text))
      .filter((code) => !WORDED_ELSEWHERE.has(code)),
  )
  expect(codes.size).toBeGreaterThan(60)
  const web = await openTestWeb()
  const faults: string[] = []
  for (const code of codes) {
    for (const locale of ['vi', 'en'] as const)
      if (!hasSentence(translator(locale), code))
        faults.push(`problem.${code} is missing in locales/${locale}`)
    const page = await web.app.inject(`/api/problems/${code}`)
    if (page.statusCode !== 200) faults.push(`/api/problems/${code} does not exist`)
  }
  await web.close()
  expect(faults).toEqual([])
})

/** A sentence that depends on a number has a form for each. */
const hasSentence = (t: Translate, code: string): boolean =>
  t(`problem.${code}`, { count: 2 }) !== `problem.${code}`
