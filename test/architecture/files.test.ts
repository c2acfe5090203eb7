import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from './source.ts'

test('a file holds one idea: none is longer than 400 lines, a table of promises than 600', () => {
  const long = sourceFiles(/\.(ts|tsx)$/)
    .filter(({ path }) => path !== 'db/types.ts')
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ path, lines }) => lines > (/\.test\.tsx?$/.test(path) ? 600 : 400))
  expect(long).toEqual([])
})

test('nothing is put off: no TODO, no skipped or lonely test', () => {
  const marks = /\b(TODO|FIXME|XXX|HACK)\b|\b(test|it|describe)\.(skip|only|todo)\b/
  const found = sourceFiles(/\.(ts|tsx)$/)
    .filter(({ path }) => path !== 'test/architecture/files.test.ts')
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => marks.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    )
  expect(found).toEqual([])
})

// How long something took is not the time of day: performance.now() is free. The page script runs on a telephone.
const ON_THE_TELEPHONE = 'src/http/phone/script.ts'

test('time is injected: the rules and statements of the product never ask a clock themselves', () => {
  const asks = /\bDate\.now\(|\bnew Date\(\)|\b(now\(\)|current_date|current_timestamp)\b/i
  const found = sourceFiles(/^src\/(domain|views|jobs|intake|http)\/.*\.ts$/)
    .filter(({ path }) => !path.endsWith('.test.ts') && path !== ON_THE_TELEPHONE)
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter(
          (line) =>
            asks.test(line.replace(/clock\.now\(\)|\.clock\.now\(\)/g, '')) &&
            !/^\s*(\*|\/\/|\/\*|--)/.test(line),
        )
        .map((line) => `${path}: ${line.trim()}`),
    )
  expect(found).toEqual([])
})

test('SQL stands in the stores of the domain and in views, never in rules, services or handlers', () => {
  const statement = /\bsql(<[^`]*>)?`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/
  const mayAsk =
    /^src\/views\/|^src\/domain\/(?!.*\/(rules|service|index)\.ts$)|store\.ts$|^src\/runtime\/database\.ts$/
  const found = sourceFiles(/^src\/.*\.ts$/)
    .filter(({ path }) => !path.endsWith('.test.ts') && !mayAsk.test(path))
    .filter(({ text }) => statement.test(text))
    .map(({ path }) => path)
  expect(found).toEqual([])
})

test('migrations are numbered, each number once', () => {
  const numbers = readdirSync(join(import.meta.dirname, '../../db/migrations')).map((file) =>
    file.slice(0, 4),
  )
  expect(numbers.filter((number) => !/^\d{4}$/.test(number))).toEqual([])
  expect(new Set(numbers).size).toBe(numbers.length)
})
