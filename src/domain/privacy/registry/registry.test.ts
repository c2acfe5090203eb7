import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../test/harness/database.ts'
import { translator } from '../../../runtime/i18n.ts'
import { FIELD_REGISTRY, looksPersonal, NOT_PERSONAL } from './registry.ts'

let database: TestDatabase
let columns: { table: string; column: string; type: string }[]
beforeAll(async () => {
  database = await createDatabase()
  columns = (
    await sql<{ table: string; column: string; type: string }>`
      select c.table_name as "table", c.column_name as "column", c.udt_name as type
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'loa\\_%'`.execute(
      database.db,
    )
  ).rows
})
afterAll(() => database.drop())

const registered = new Set(
  FIELD_REGISTRY.flatMap(({ table, columns: names }) => names.map((name) => `${table}.${name}`)),
)

test('every column that looks personal is registered with purpose, basis and retention, or said not to be personal', () => {
  const known = new Set([...registered, ...NOT_PERSONAL])
  const forgotten = columns
    .filter(({ column, type }) => looksPersonal(column, type))
    .map(({ table, column }) => `${table}.${column}`)
    .filter((name) => !known.has(name))
  expect(forgotten).toEqual([])
})

test('the registry speaks of columns that exist, each once', () => {
  const there = new Set(columns.map(({ table, column }) => `${table}.${column}`))
  expect([...registered, ...NOT_PERSONAL].filter((name) => !there.has(name))).toEqual([])
  expect(NOT_PERSONAL.filter((name) => registered.has(name))).toEqual([])
  expect(registered.size).toBe(FIELD_REGISTRY.flatMap((entry) => entry.columns).length)
})

test('data that the law calls needless here is not stored: no dates of birth, identity numbers, ethnicity, Party or health', () => {
  const needless =
    /birth|cccd|cmnd|identity_number|id_card|ethnic|religio|political|diagnos|gender|bank|marital/
  expect(columns.filter(({ column }) => needless.test(column))).toEqual([])
})

test.each(['vi', 'en'] as const)('purpose, basis and retention of each entry have words (%s)', (locale) => {
  const t = translator(locale)
  const keys = FIELD_REGISTRY.flatMap((entry) => [
    `privacy.purpose.${entry.purpose}`,
    `privacy.basis.${entry.basis}`,
    `privacy.retention.${entry.retention}`,
    `privacy.whose.${entry.whose}`,
    `privacy.table.${entry.table}`,
  ])
  expect(keys.filter((key) => t(key) === key)).toEqual([])
})
