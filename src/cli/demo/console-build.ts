import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { StartProblem } from '../../runtime/start-problem.ts'

const ROOT = join(import.meta.dirname, '../../..')
const STAMP = join(ROOT, 'web/dist/.built-from')
/** All that the console is made of. */
const SOURCES = ['web/console', 'web/vite.config.ts', 'src/contract', 'locales', 'package-lock.json']

/** Builds the console when it is missing or was built from other sources. */
export async function ensureConsole(logFile: string, onBuild: () => void): Promise<void> {
  const wanted = await hashOfSources()
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === wanted) return
  onBuild()
  const log = openSync(logFile, 'w', 0o600)
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--config', 'web/vite.config.ts'], {
    cwd: ROOT,
    stdio: ['ignore', log, log],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  closeSync(log)
  const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
  if (code !== 0) throw new StartProblem('console_build', { log: logFile })
  await writeFile(STAMP, wanted)
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of await filesBelow(join(ROOT, source)))
      hash.update(relative(ROOT, file)).update(await readFile(file))
  }
  return hash.digest('hex')
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null)
  if (!entries) return [path]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
