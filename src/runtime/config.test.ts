import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from '../../test/architecture/source.ts'
import { isLoopback, readSettings, Settings } from './config.ts'

const sentences = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../locales/vi/start.json'), 'utf8'),
) as Record<string, string>

test('every setting has a sentence that says how to mend it', () => {
  for (const name of Object.keys(Settings.shape)) expect(sentences).toHaveProperty(`setting_${name}`)
})

test('every reason not to start has its sentence', () => {
  const codes = sourceFiles(/^src\/.*\.ts$/).flatMap(({ text }) =>
    [...text.matchAll(/new StartProblem\(\s*'([^']+)'/g)].map((match) => match[1]!),
  )
  expect(codes.length).toBeGreaterThan(15)
  for (const code of codes) expect(sentences).toHaveProperty(code)
})

test('an empty variable counts as unset', () => {
  expect(readSettings({ PORT: '' }).PORT).toBe(8080)
})

test.each([
  ['http://localhost:9000', true],
  ['http://127.0.0.1:9000/x', true],
  ['http://[::1]:9000', true],
  ['http://127.0.0.1.example.com', false],
  ['https://openapi.zalo.me', false],
])('%s leads to this machine only: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected)
})
