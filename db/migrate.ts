import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Migration, Migrator, sql } from 'kysely'
import type { Db } from './client.ts'

const FOLDER = join(import.meta.dirname, 'migrations')

/** Plain SQL files in the order of their names; all pending ones in one transaction, under the library's lock. */
async function migrationFiles(): Promise<Record<string, Migration>> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  const migrations: Record<string, Migration> = {}
  for (const name of names) {
    const text = await readFile(join(FOLDER, name), 'utf8')
    migrations[name.replace(/\.sql$/, '')] = {
      up: async (db) => {
        await sql.raw(text).execute(db)
      },
    }
  }
  return migrations
}

const migratorOf = (db: Db): Migrator =>
  new Migrator({
    db,
    provider: { getMigrations: migrationFiles },
    migrationTableName: 'loa_migration',
    migrationLockTableName: 'loa_migration_lock',
  })

/** Brings the schema up to date; returns the names of the migrations that ran. Several processes may call it at once. */
export async function migrate(db: Db): Promise<readonly string[]> {
  const { error, results } = await migratorOf(db).migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** The names of migrations that this program knows and the database lacks. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  return (await migratorOf(db).getMigrations()).filter((m) => !m.executedAt).map((m) => m.name)
}

/** The names of migrations that the database has and this program does not know: a newer Loa was here. */
export async function unknownMigrations(db: Db): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ there: boolean }>`
    select to_regclass('public.loa_migration') is not null as there`.execute(db)
  if (!tables[0]?.there) return []
  const known = new Set(Object.keys(await migrationFiles()))
  const { rows } = await sql<{ name: string }>`select name from loa_migration order by name`.execute(db)
  return rows.map((row) => row.name).filter((name) => !known.has(name))
}
