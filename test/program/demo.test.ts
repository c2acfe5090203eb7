import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  cloneForEverybody,
  type RunningProgram,
  startProgram,
  temporaryFolder,
  untilReady,
} from '../harness/program.ts'
import { family, running } from './processes.ts'

let folder: string
let dataDir: string
const programs: RunningProgram[] = []

beforeEach(async () => {
  folder = await temporaryFolder()
  dataDir = join(folder, 'data')
})
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.interrupt()))
  await rm(folder, { recursive: true, force: true })
})

async function start(env: NodeJS.ProcessEnv = {}): Promise<RunningProgram> {
  const program = await startProgram(['demo'], { LOA_DATA_DIR: dataDir, ...env })
  programs.push(program)
  return program
}

async function startReady(): Promise<RunningProgram> {
  const program = await start()
  await untilReady(program)
  await vi.waitFor(() => expect(program.output()).toContain('Ctrl-C'), 20_000)
  return program
}

/** Asks the embedded database beside the running program. */
async function ask<T extends pg.QueryResultRow>(query: string): Promise<T[]> {
  const home = join(dataDir, 'postgres')
  const cluster = await readFile(join(home, 'database-folder'), 'utf8').then(
    (text) => text.trim(),
    () => join(home, 'database'),
  )
  const port = (await readFile(join(cluster, 'cluster/postmaster.pid'), 'utf8')).split('\n')[3]
  const password = (await readFile(join(home, 'database-password'), 'utf8')).trim()
  const client = new pg.Client({ connectionString: `postgres://loa:${password}@127.0.0.1:${port}/loa` })
  await client.connect()
  try {
    return (await client.query<T>(query)).rows
  } finally {
    await client.end()
  }
}

test('one command brings everything up; Ctrl-C ends all of it with code 0; the second start keeps the data', async () => {
  const first = await startReady()
  expect(first.output()).toContain(`http://localhost:${first.port}`)
  const pids = family(first.child.pid!)
  // Parent, web, worker, and PostgreSQL with its helpers.
  expect(pids.length).toBeGreaterThan(5)
  await ask(`insert into area (code, name) values ('TEST-1', 'Phường Mỹ Đình 1')`)
  expect(await first.interrupt()).toBe(0)
  expect(running(pids)).toEqual([])
  expect(first.output()).not.toMatch(/^\s+at /m)

  const second = await startReady()
  expect(await ask(`select name from area where code = 'TEST-1'`)).toEqual([{ name: 'Phường Mỹ Đình 1' }])
  expect(second.output()).not.toContain('console')
})

test('a killed Loa leaves nothing behind, and the next start works on the same data', async () => {
  const first = await startReady()
  const pids = family(first.child.pid!)
  first.child.kill('SIGKILL')
  await vi.waitFor(() => expect(running(pids)).toEqual([]), 15_000)
  await startReady()
})

test('a web or worker process that dies is started again', async () => {
  const program = await startReady()
  const pids = family(program.child.pid!)
  const roles = running(pids).filter((line) => line.includes('--role'))
  expect(roles).toHaveLength(2)
  for (const line of roles) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL')
  await vi.waitFor(() => {
    const now = running(family(program.child.pid!)).filter((line) => line.includes('--role'))
    expect(now).toHaveLength(2)
    for (const line of now) expect(roles).not.toContain(line)
  }, 15_000)
  await untilReady(program)
})

test('a second Loa on the same data folder says who holds it and leaves it alone', async () => {
  const first = await startReady()
  const second = await start()
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(String(first.child.pid))
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
})

test.skipIf(process.getuid?.() !== 0)('what root runs, an ordinary user runs too', async () => {
  const { chown, chmod, mkdir } = await import('node:fs/promises')
  const nobody = 65534
  await chmod(folder, 0o755)
  await mkdir(dataDir)
  await chown(dataDir, nobody, nobody)
  const program = await startProgram(
    ['demo'],
    { LOA_DATA_DIR: dataDir, HOME: folder },
    { uid: nobody, gid: nobody, root: await cloneForEverybody(folder, nobody) },
  )
  programs.push(program)
  await untilReady(program)
  expect(await program.interrupt()).toBe(0)
})
