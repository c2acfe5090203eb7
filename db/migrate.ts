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

/** Brings the schema up to date; returns the names of the migrations that ran. Several processes may call it at once. */
export async function migrate(db: Db): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: migrationFiles },
    migrationTableName: 'loa_migration',
    migrationLockTableName: 'loa_migration_lock',
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** The names of migrations that this program knows and the database lacks. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: migrationFiles },
    migrationTableName: 'loa_migration',
    migrationLockTableName: 'loa_migration_lock',
  })
  return (await migrator.getMigrations()).filter((m) => !m.executedAt).map((m) => m.name)
}
