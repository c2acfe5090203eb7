import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from './source.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Written by programs or by npm, not by us. */
const NOT_OURS = new Set(['node_modules', 'data', 'dist', 'test-results'])

function pages(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || NOT_OURS.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return pages(path)
    return entry.isFile() && entry.name.endsWith('.md') ? [path] : []
  })
}

/** Every target inside the repository that a page points to: `[…](…)`, `![…](…)`, `src="…"`, `href="…"`. */
const targets = pages().flatMap((page) => {
  const prose = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '')
  return [...prose.matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)|\b(?:src|href)="([^"]+)"/g)]
    .map((match) => match[1] ?? match[2]!)
    .filter((target) => !/^([a-z]+:|#)/i.test(target))
    .map((target) => ({
      page: relative(ROOT, page),
      target,
      file: join(dirname(page), decodeURI(target.replace(/[#?].*$/, ''))),
    }))
})

test('every link and picture of the pages leads somewhere', () => {
  expect(targets.length).toBeGreaterThan(20)
  expect(
    targets.filter(({ file }) => !existsSync(file)).map(({ page, target }) => `${page}: ${target}`),
  ).toEqual([])
})

test('every picture of the guide is made by a browser test, so that it never ages', () => {
  const made = sourceFiles(/^test\/browser\/.*\.ts$/)
    .flatMap(({ text }) => [...text.matchAll(/guideScreenshot\(\w+, ['"`]([^'"`]+)['"`]\)/g)])
    .map((match) => new RegExp(`^${match[1]!.replaceAll(/\$\{[^}]+\}/g, '\\w+')}\\.png$`))
  expect(made.length).toBeGreaterThan(10)
  const unmade = readdirSync(join(ROOT, 'docs/huong-dan/images')).filter(
    (picture) => !made.some((name) => name.test(picture)),
  )
  expect(unmade).toEqual([])
})
