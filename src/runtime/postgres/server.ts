import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { commandLine, isAlive } from '../processes.ts'
import { StartProblem } from '../start-problem.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Cluster } from './cluster.ts'

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 150,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Neither statements nor details of refused rows: they hold names, numbers and texts (invariant 14).
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}
const NOT_DURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum_naptime: '5s',
}

/** A server that could not come back is tried again after this. */
const COME_BACK_MS = 500

/**
 * The server's own process number stays ours to signal (`exec`), while a reader on a pipe that only we hold open asks
 * for a fast shutdown when we die, however we die.
 */
const GUARD = '( ( read -r _ <&3; kill -INT $$ ) >/dev/null 2>&1 & ) ; exec 3<&- ; exec "$@"'

export interface Server {
  readonly port: number
  stop(): Promise<void>
}

interface ServerOptions {
  readonly cluster: Cluster
  readonly account: Account
  readonly binaries: Binaries
  readonly logFile: string
  readonly durable: boolean
}

/** Started, and started again whenever it ends unasked, until `stop`. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const first = await bringUp(options, freePort)
  const { port } = first
  let child = first.child
  let stopping = false
  let coming: Promise<void> = Promise.resolve()

  /** A server that ends unasked (killed, out of memory) comes back at its old address: all others hold that. */
  function watch(): void {
    child.once('exit', () => {
      if (stopping) return
      child.stdio[3]?.destroy()
      coming = comeBack()
    })
  }
  async function comeBack(): Promise<void> {
    while (!stopping) {
      try {
        child = (await bringUp(options, async () => port)).child
        // Asked to stop while it started: `stop` waits for us and ends it.
        if (!stopping) watch()
        return
      } catch {
        await pause(COME_BACK_MS)
      }
    }
  }
  watch()
  return {
    port,
    stop: async () => {
      stopping = true
      await coming
      await stopServer(child, options)
    },
  }
}

async function bringUp(
  options: ServerOptions,
  choosePort: () => Promise<number>,
): Promise<{ child: ChildProcess; port: number }> {
  await endOrphan(options.cluster.folder)
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort()
    const child = launch(options, port)
    if (await isReady(child, options.cluster.folder)) return { child, port }
    child.stdio[3]?.destroy()
    const log = await readFile(options.logFile, 'utf8').catch(() => '')
    // Between our question and its answer somebody may take the port; what a killed server left takes a moment to go.
    const passes = /could not (bind|create any TCP)|shared memory block .* is still in use/.test(log)
    if (attempt < 20 && passes) {
      await pause(attempt * 20)
      continue
    }
    const reason = /(?:FATAL|PANIC):\s*(.*)/.exec(log)?.[1] ?? log.trim().split('\n').at(-1) ?? ''
    throw new StartProblem('database_start', { reason, log: options.logFile })
  }
}

function launch(options: ServerOptions, port: number): ChildProcess {
  const settings = { ...SETTINGS, ...(options.durable ? {} : NOT_DURABLE), port }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [options.binaries.postgres, '-D', options.cluster.folder, ...flags]
  const log = openSync(options.logFile, 'w', 0o600)
  try {
    const common = {
      ...options.account.identity,
      cwd: '/',
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
      // Its own session: Ctrl-C in the terminal is ours to handle, and the database is the last to go.
      detached: true,
    }
    if (process.platform === 'win32')
      return spawn(command[0]!, command.slice(1), { ...common, stdio: ['ignore', log, log] })
    return spawn('/bin/sh', ['-c', GUARD, 'sh', ...command], {
      ...common,
      stdio: ['ignore', log, log, 'pipe'],
    })
  } finally {
    closeSync(log)
  }
}

/** PostgreSQL writes its state into the last line of postmaster.pid; pg_ctl waits for the same word. */
async function isReady(child: ChildProcess, folder: string): Promise<boolean> {
  const file = join(folder, 'postmaster.pid')
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    if (lines[7]?.trim() === 'ready' && (process.platform === 'win32' || Number(lines[0]) === child.pid))
      return true
    await pause(10)
  }
  return false
}

async function stopServer(child: ChildProcess, options: ServerOptions): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  if (process.platform === 'win32')
    spawnSync(options.binaries.pgCtl, ['stop', '-m', 'fast', '-D', options.cluster.folder], {
      stdio: 'ignore',
    })
  else child.kill('SIGINT')
  const stuck = setTimeout(() => child.kill('SIGQUIT'), 20_000)
  await gone
  clearTimeout(stuck)
  child.stdio[3]?.destroy()
}

/**
 * A server whose Loa was killed may still be on its way out; a pid file may be left by a machine that lost power, and
 * its number may meanwhile be somebody else's. The file of a dead server stays: from it the next one learns to wait for
 * processes that the dead one left behind.
 */
async function endOrphan(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!pid) return
  const isOurs = () => isAlive(pid) && commandLine(pid).includes(folder)
  if (isOurs()) {
    process.kill(pid, 'SIGINT')
    for (let waited = 0; isOurs(); waited += 20) {
      if (waited === 10_000) process.kill(pid, 'SIGQUIT')
      await pause(20)
    }
  }
  if (isAlive(pid)) await rm(file, { force: true })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
