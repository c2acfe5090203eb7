import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase } from '../harness/database.ts'
import { startProgram, temporaryFolder } from '../harness/program.ts'

/** Starts, expects a refusal, and gives the one sentence that it made in each language. */
async function refusal(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const program = await startProgram(args, env)
  expect(await program.ended).toBe(1)
  const lines = program.output().trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(program.output()).not.toMatch(/^\s+at |Error:|\{\w+\}|start\./m)
  return lines.join('\n')
}

const somewhere = async () => ({ LOA_DATA_DIR: join(await temporaryFolder(), 'data') })

const SERVE = {
  DATABASE_URL: 'postgres://loa@127.0.0.1:1/loa',
  LOA_PUBLIC_URL: 'https://loa.example',
  LOA_SECRET: 'hVw3yq0bC1eZ7nUoXk5sT9rG2mJ8aLdP',
}

test('a taken port is named, before anything else is started', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const port = String((other.address() as { port: number }).port)
  expect(await refusal(['demo'], { ...(await somewhere()), PORT: port })).toContain(port)
  other.close()
})

test('a data folder that cannot be one is named', async () => {
  const file = join(await temporaryFolder(), 'a-file')
  await writeFile(file, '')
  expect(await refusal(['demo'], { LOA_DATA_DIR: join(file, 'data') })).toContain(file)
})

test('an unreachable database is named by its host, never by its password', async () => {
  const said = await refusal(['demo'], {
    ...(await somewhere()),
    DATABASE_URL: 'postgres://loa:hidden-word@127.0.0.1:1/loa',
  })
  expect(said).toContain('127.0.0.1:1')
  expect(said).not.toContain('hidden-word')
})

test('a database that a newer Loa has changed is left alone', async () => {
  const database = await createDatabase()
  await database.pool.query(
    `insert into loa_migration (name, timestamp) values ('9999_tomorrow', '2030-01-01')`,
  )
  expect(await refusal(['migrate'], { DATABASE_URL: database.url })).toContain('9999_tomorrow')
  await database.drop()
})

test('the demo puts no invented people into a database with real ones', async () => {
  const database = await createDatabase()
  await database.pool.query(
    `insert into unit (code, name, type_code, path) values ('R1', 'CĐCS thật', 'cdcs', '1')`,
  )
  expect(await refusal(['demo'], { ...(await somewhere()), DATABASE_URL: database.url })).toContain(
    'DATABASE_URL',
  )
  expect((await database.pool.query('select from unit')).rowCount).toBe(1)
  await database.drop()
})

test('serving on a database that lacks migrations is refused, and says what to run', async () => {
  const database = await createDatabase()
  await database.pool.query(`delete from loa_migration where name = (select max(name) from loa_migration)`)
  expect(await refusal(['serve', '--role', 'web'], { ...SERVE, DATABASE_URL: database.url })).toContain(
    'loa migrate',
  )
  await database.drop()
})

test.each([
  ['PORT', 'eighty'],
  ['LOA_CLOCK', 'tomorrow'],
  ['LOA_DEMO_SPEED', '0'],
  ['DATABASE_URL', 'mysql://localhost/loa'],
  ['LOA_LOG', 'loud'],
])('a wrong %s is named', async (name, value) => {
  expect(await refusal(['demo'], { ...(await somewhere()), PORT: '0', [name]: value })).toContain(name)
})

test.each([
  ['DATABASE_URL', undefined],
  ['LOA_PUBLIC_URL', undefined],
  ['LOA_SECRET', undefined],
  ['LOA_SECRET', 'short'],
  ['LOA_SECRET', 'a'.repeat(40)],
  ['LOA_PUBLIC_URL', 'http://loa.example'],
])('serving real people is refused with %s = %s', async (name, value) => {
  const said = await refusal(['serve', '--role', 'web'], { ...SERVE, [name]: value })
  expect(said).toContain(name)
  if (value && name === 'LOA_SECRET') expect(said).not.toContain(value)
})

test('an unknown role or command is named', async () => {
  expect(await refusal(['serve', '--role', 'kitchen'], SERVE)).toContain('kitchen')
  expect(await refusal(['sing'], {})).toContain('sing')
})
