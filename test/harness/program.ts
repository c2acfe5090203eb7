import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { claimPort } from '../../src/runtime/port.ts'

const ROOT = join(import.meta.dirname, '../..')
const PROGRAM = 'src/bin/loa.ts'

export interface RunningProgram {
  readonly child: ChildProcess
  readonly port: number
  readonly url: string
  /** All that it wrote to the terminal so far. */
  output(): string
  /** Sends Ctrl-C and waits; gives the exit code. */
  interrupt(): Promise<number | null>
  /** Waits for its end; gives the exit code. */
  readonly ended: Promise<number | null>
}

/** A folder for LOA_DATA_DIR, with a way through for the database's own user. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-program-'))
  await chmod(folder, 0o711)
  return folder
}

/**
 * A clone that an ordinary user may enter: ours when its parents are open, else a copy of it by hard links (a second,
 * no space) beside the tests' other folders. Only root may call it.
 */
export async function cloneForEverybody(folder: string, user: number): Promise<string> {
  const mayEnter = spawnSync(process.execPath, ['--version'], { cwd: ROOT, uid: user, gid: user })
  if (mayEnter.status === 0) return ROOT
  const copy = join(folder, 'clone')
  await mkdir(copy, { mode: 0o755 })
  const parts = (await readdir(ROOT)).filter((name) => !['data', '.git', 'test-results'].includes(name))
  const link = spawnSync('cp', ['-al', ...parts, copy], { cwd: ROOT })
  // Hard links end at the border of a file system.
  if (link.status !== 0) spawnSync('cp', ['-a', ...parts, copy], { cwd: ROOT })
  return copy
}

/** The program as a person starts it, in a process of its own. Settings of the surroundings do not reach it. */
export async function startProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { root = ROOT, ...identity }: { uid?: number; gid?: number; root?: string } = {},
): Promise<RunningProgram> {
  const port = env['PORT'] ? Number(env['PORT']) : await claimPort('127.0.0.1', 0)
  const { PATH, HOME, LANG } = process.env
  const node = root === ROOT ? process.execPath : process.execPath.replace(ROOT, root)
  const child = spawn(node, [join(root, PROGRAM), ...args], {
    env: { PATH, HOME, LANG, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    port,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    ended,
    interrupt: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

/** Asks /readyz until it says yes; gives the milliseconds since `since`, or throws with what the program wrote. */
export async function untilReady(
  program: RunningProgram,
  since = Date.now(),
  patienceMs = 60_000,
): Promise<number> {
  while (Date.now() - since < patienceMs && program.child.exitCode === null) {
    const ok = await fetch(`${program.url}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    )
    if (ok) return Date.now() - since
    await pause(20)
  }
  throw new Error(`not ready after ${Date.now() - since} ms:\n${program.output()}`)
}
