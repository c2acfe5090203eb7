import { sql } from 'kysely'
import type pg from 'pg'
import { type OpenDatabase, openDatabase } from '../../db/client.ts'
import { migrate, pendingMigrations, unknownMigrations } from '../../db/migrate.ts'
import { StartProblem } from './start-problem.ts'

/** Opens the database, or says in one sentence why it cannot be used. */
export async function connect(
  url: string,
  options: Parameters<typeof openDatabase>[1] = {},
): Promise<OpenDatabase> {
  const open = openDatabase(url, options)
  try {
    const { rows } = await sql<{
      version: number
    }>`select current_setting('server_version_num')::int as version`.execute(open.db)
    const version = rows[0]?.version ?? 0
    if (version < 150_000) throw new StartProblem('database_old', { version: Math.floor(version / 10_000) })
    const newer = await unknownMigrations(open.db)
    if (newer.length > 0) throw new StartProblem('database_newer', { migration: newer.at(-1) ?? '' })
    return open
  } catch (error) {
    await open.close()
    if (error instanceof StartProblem) throw error
    const { host, pathname } = new URL(url)
    const values = { host, database: pathname.slice(1), reason: reasonOf(error) }
    throw new StartProblem('database_unreachable', values, error)
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as pg.DatabaseError
  return code || message || 'unknown'
}

/** Brings the schema up to date; a migration that fails changes nothing. */
export async function migrateOrSay(open: OpenDatabase): Promise<readonly string[]> {
  try {
    return await migrate(open.db)
  } catch (error) {
    throw new StartProblem('migration_failed', { reason: error instanceof Error ? error.message : '' }, error)
  }
}

export async function requireMigrated(open: Pick<OpenDatabase, 'db'>): Promise<void> {
  const pending = await pendingMigrations(open.db)
  if (pending.length > 0) throw new StartProblem('migrations_pending', { count: pending.length })
}

/**
 * Can a demo use this database? It must answer, and not be one in which real people live: a demo fills it with invented
 * ones.
 */
export async function checkDemoDatabase(url: string): Promise<void> {
  const open = await connect(url, { max: 1, name: 'loa demo' })
  try {
    const { rows } = await sql<{
      there: boolean
    }>`select to_regclass('public.unit') is not null as there`.execute(open.db)
    if (!rows[0]?.there) return
    const real = await sql`select from unit where not is_demo limit 1`.execute(open.db)
    if (real.rows.length > 0) throw new StartProblem('database_not_demo')
  } finally {
    await open.close()
  }
}

/**
 * The database `loa` on an embedded server, owned by a role without superuser rights: what runs here also runs on a
 * server of which Loa is only a guest. Returns its URL.
 */
export async function ensureOwnDatabase(adminUrl: string): Promise<string> {
  const admin = openDatabase(adminUrl, { max: 1 })
  const url = new URL(adminUrl)
  url.pathname = '/loa'
  url.username = 'loa'
  try {
    const { rows } = await admin.pool.query('select from pg_database where datname = $1', ['loa'])
    if (rows.length > 0) return url.href
    // Characters of a generated password: base64url, nothing to escape.
    await admin.pool.query(`do $$ begin
      if not exists (select from pg_roles where rolname = 'loa') then
        create role loa login createrole password '${url.password}';
      end if; end $$`)
    await admin.pool.query('create database loa owner loa')
    return url.href
  } finally {
    await admin.close()
  }
}
