import { execFileSync, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StartProblem } from '../start-problem.ts'

/** Who the database server runs as, and where that user's files may lie when the data folder is closed to it. */
export interface Account {
  /** Empty: ourselves. PostgreSQL refuses root, therefore root starts it as `loa-db`. */
  readonly identity: { uid: number; gid: number } | Record<string, never>
  readonly folders: { readonly cache: readonly string[]; readonly clusters: readonly string[] }
}

const USER = 'loa-db'

export function databaseAccount(): Account {
  const uid = process.getuid?.()
  if (uid !== 0) {
    return { identity: {}, folders: { cache: [join(tmpdir(), `loa-${uid ?? 'cache'}`)], clusters: [] } }
  }
  const folders = {
    cache: ['/var/cache/loa', '/var/tmp/loa-cache'],
    clusters: ['/var/lib/loa', '/var/tmp/loa-data'],
  }
  // A machine without useradd, or with a read-only /etc, still has «nobody».
  const identity = lookUp(USER) ?? create() ?? lookUp('nobody') ?? { uid: 65534, gid: 65534 }
  if (spawnSync('/bin/sh', ['-c', ':'], { ...identity, cwd: '/' }).status !== 0)
    throw new StartProblem('postgres_root')
  return { identity, folders }
}

function lookUp(name: string): { uid: number; gid: number } | null {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return null
  }
}

function create(): { uid: number; gid: number } | null {
  const flags = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/bin/false',
  ]
  spawnSync('useradd', [...flags, USER], { stdio: 'ignore' })
  return lookUp(USER)
}

/** May that user pass through all folders above and write here? Asked of the system, not guessed from modes. */
export function canWrite(account: Account, folder: string): boolean {
  if (!('uid' in account.identity)) return true
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
      ...account.identity,
      cwd: '/',
      stdio: 'ignore',
    }).status === 0
  )
}
