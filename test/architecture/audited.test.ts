import { expect, test } from 'vitest'
import { Permission } from '../../src/contract/session.ts'
import { buildApp } from '../../src/http/app.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { openTestWeb } from '../harness/web.ts'
import { sourceFiles } from './source.ts'

/** The first words of locale keys and of settings of the database: dotted as acts are, but no acts. */
const NO_ACTS = /^(draft|loa|follow|problem|message|console|timeline|phone|board)\./

/** Codes of refusals are dotted as well. */
const isRefusal = (code: string): boolean => translator('vi')(`problem.${code}`) !== `problem.${code}`

/** Every act that some file writes into the log: quoted `thing.done` in files that call record(). */
function acts(): readonly { path: string; action: string }[] {
  const permissions = new Set<string>(Permission.options)
  return sourceFiles(/^src\/.*\.ts$/)
    .filter(
      ({ path, text }) =>
        !path.endsWith('.test.ts') && /\brecord(?:Officers?|Read)?\(|\bAuditEntry\b/.test(text),
    )
    .flatMap(({ path, text }) =>
      [...text.matchAll(/(?<!t\(|\)\()'([a-z_]+\.[a-z_]+)'/g)].map((match) => ({
        path,
        action: match[1]!,
      })),
    )
    .filter(({ action }) => !permissions.has(action) && !NO_ACTS.test(action) && !isRefusal(action))
}

test.each(['vi', 'en'] as const)('every act in the log has a sentence of its own (%s)', (locale) => {
  const t = translator(locale)
  const found = acts()
  expect(found.length).toBeGreaterThan(15)
  expect(found.filter(({ action }) => t(`audit.action.${action}`) === `audit.action.${action}`)).toEqual([])
})

test.each(['vi', 'en'] as const)('every kind of act has a name for the filter (%s)', (locale) => {
  const t = translator(locale)
  const kinds = new Set(acts().map(({ action }) => action.split('.')[0]!))
  expect([...kinds].filter((kind) => t(`audit.kind.${kind}`) === `audit.kind.${kind}`)).toEqual([])
})

test('every route by which staff change something is tried by some test, so that the harness sees whether it leaves a line', async () => {
  const web = await openTestWeb()
  const changing: string[] = []
  try {
    const app = await buildApp(web.world, (route) => {
      const isOpen = ['public', 'link', 'webhook'].includes(String(route.config?.permission))
      for (const method of [route.method].flat())
        if (!isOpen && !/^(GET|HEAD|OPTIONS)$/.test(method)) changing.push(route.url)
    })
    await app.close()
  } finally {
    await web.close()
  }
  const tests = sourceFiles(/\.test\.ts$|^test\/harness\//).map(({ text }) => text)
  // Tests write addresses in pieces: one of them must know every word of the address.
  const words = (url: string): readonly string[] =>
    url.split('/').filter((part) => part && !part.startsWith(':'))
  const untried = changing.filter(
    (url) => !tests.some((text) => words(url).every((word) => text.includes(word))),
  )
  expect(untried).toEqual([])
})
