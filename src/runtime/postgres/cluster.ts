import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartProblem } from '../start-problem.ts'
import { type Account, canWrite } from './account.ts'
import type { Binaries } from './binaries.ts'

export interface Cluster {
  /** PGDATA. */
  readonly folder: string
  readonly password: string
}

/** The database files of a data folder; made on the first start. */
export async function openCluster(
  dataDir: string,
  account: Account,
  binaries: Binaries,
  durable: boolean,
): Promise<Cluster> {
  const password = await readOrMakePassword(join(dataDir, 'database-password'))
  const home = await clusterHome(dataDir, account)
  const folder = join(home, 'cluster')
  if (!existsSync(join(folder, 'PG_VERSION')))
    await initialise(home, folder, password, account, binaries, durable)
  const found = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim()
  if (found !== '18') throw new StartProblem('postgres_version', { folder, found })
  return { folder, password }
}

async function readOrMakePassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    const password = randomBytes(24).toString('base64url')
    await writeFile(file, `${password}\n`, { mode: 0o600 })
    return password
  }
}

/**
 * Where the cluster lies: in the data folder itself, or, when its account cannot get there (a clone inside /root), in
 * a system folder that the file `database-folder` points to.
 */
async function clusterHome(dataDir: string, account: Account): Promise<string> {
  const pointer = join(dataDir, 'database-folder')
  const inside = join(dataDir, 'database')
  if (existsSync(pointer)) {
    const home = (await readFile(pointer, 'utf8')).trim()
    if (!existsSync(home)) throw new StartProblem('database_folder_gone', { folder: home, pointer })
    return home
  }
  if (await usable(inside, account)) return inside
  for (const parent of account.folders.clusters) {
    const home = join(parent, randomBytes(6).toString('hex'))
    await mkdir(parent, { recursive: true, mode: 0o711 }).catch(() => {})
    if (await usable(home, account)) {
      await rm(inside, { recursive: true, force: true })
      await writeFile(pointer, `${home}\n`)
      return home
    }
  }
  throw new StartProblem('database_folder', { folder: dataDir })
}

async function usable(folder: string, account: Account): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ('uid' in account.identity) await chown(folder, account.identity.uid, account.identity.gid)
    return canWrite(account, folder)
  } catch {
    return false
  }
}

/** Into a folder beside, renamed when complete: a start that was cut off leaves nothing that looks like a database. */
async function initialise(
  home: string,
  folder: string,
  password: string,
  account: Account,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const building = `${folder}.new`
  const passwordFile = join(home, 'password.new')
  await rm(building, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`)
  if ('uid' in account.identity) await chown(passwordFile, account.identity.uid, account.identity.gid)
  await chmod(passwordFile, 0o600)
  const flags = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8']
  flags.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions')
  if (!durable) flags.push('--no-sync')
  const made = spawnSync(binaries.initdb, [`--pgdata=${building}`, ...flags], {
    ...account.identity,
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
  })
  await rm(passwordFile, { force: true })
  if (made.status !== 0) {
    const reason = (made.stderr ?? '').trim().split('\n').at(-1) ?? ''
    throw new StartProblem('database_initialise', { folder: home, reason })
  }
  await rename(building, folder)
}
