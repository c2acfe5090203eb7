import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  cloneForEverybody,
  type RunningProgram,
  startProgram,
  temporaryFolder,
  untilReady,
} from '../harness/program.ts'
import { alive, family } from './processes.ts'

let folder: string
let dataDir: string
/** The one that runs now; one test leaves it to the next, because each start costs seconds. */
let running: RunningProgram

beforeAll(async () => {
  folder = await temporaryFolder()
  dataDir = join(folder, 'data')
  running = await startReady()
})
afterAll(async () => {
  await running?.interrupt()
  await rm(folder, { recursive: true, force: true })
})

const start = (): Promise<RunningProgram> => startProgram(['demo'], { LOA_DATA_DIR: dataDir })

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

test('a second Loa on the same data folder says who holds it and leaves it alone', async () => {
  const second = await start()
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(String(running.child.pid))
  expect((await fetch(`${running.url}/readyz`)).status).toBe(200)
})

test('a web or worker process that dies is started again', async () => {
  const roles = () => alive(family(running.child.pid!)).filter((line) => line.includes('--role'))
  const before = roles()
  expect(before).toHaveLength(2)
  for (const line of before) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL')
  await vi.waitFor(() => {
    const now = roles()
    expect(now).toHaveLength(2)
    for (const line of now) expect(before).not.toContain(line)
  }, 15_000)
  await untilReady(running)
})

test('one command brings everything up; Ctrl-C ends all of it with code 0; the second start keeps the data', async () => {
  expect(running.output()).toContain(`http://localhost:${running.port}`)
  const pids = family(running.child.pid!)
  // Parent, web, worker, and PostgreSQL with its helpers.
  expect(pids.length).toBeGreaterThan(5)
  await ask(`insert into area (code, name) values ('TEST-1', 'Phường Mỹ Đình 1')`)
  expect(await running.interrupt()).toBe(0)
  expect(alive(pids)).toEqual([])
  expect(running.output()).not.toMatch(/^\s+at /m)

  running = await startReady()
  expect(await ask(`select name from area where code = 'TEST-1'`)).toEqual([{ name: 'Phường Mỹ Đình 1' }])
  expect(running.output()).not.toContain('console')
})

test('a killed Loa leaves nothing behind, and the next start works on the same data', async () => {
  const pids = family(running.child.pid!)
  running.child.kill('SIGKILL')
  await vi.waitFor(() => expect(alive(pids)).toEqual([]), 15_000)
  running = await startReady()
})

test.skipIf(process.getuid?.() !== 0)('what root runs, an ordinary user runs too', async () => {
  const { chown, chmod, mkdir } = await import('node:fs/promises')
  const nobody = 65534
  const own = join(folder, 'own')
  await chmod(folder, 0o755)
  await mkdir(own)
  await chown(own, nobody, nobody)
  const program = await startProgram(
    ['demo'],
    { LOA_DATA_DIR: own, HOME: folder },
    { uid: nobody, gid: nobody, root: await cloneForEverybody(folder, nobody) },
  )
  await untilReady(program)
  expect(await program.interrupt()).toBe(0)
})
