import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type OpenDatabase, openDatabase } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'

export interface TestDatabase extends OpenDatabase {
  readonly url: string
  /** Closes every connection and removes the database. */
  drop(): Promise<void>
}

/** The name of the template tells which migrations it holds, so that a changed migration makes a new one. */
function templateName(): string {
  const folder = join(import.meta.dirname, '../../db/migrations')
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)))
  return `loa_template_${hash.digest('hex').slice(0, 12)}`
}

const urlOf = (adminUrl: string, database: string): string => {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}

async function ensureTemplate(admin: pg.Client, adminUrl: string, name: string): Promise<void> {
  await admin.query('select pg_advisory_lock(4711)')
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
    if (rowCount) return
    const building = `${name}_building`
    await admin.query(`drop database if exists ${building} with (force)`)
    await admin.query(`create database ${building}`)
    const open = openDatabase(urlOf(adminUrl, building), { max: 1 })
    await migrate(open.db)
    await open.close()
    await admin.query(`alter database ${building} rename to ${name}`)
  } finally {
    await admin.query('select pg_advisory_unlock(4711)')
  }
}

/** A fresh, migrated, empty database: a clone of the template, about 50 ms. */
export async function createDatabase(adminUrl = process.env['LOA_TEST_PG']): Promise<TestDatabase> {
  if (!adminUrl)
    throw new Error('LOA_TEST_PG is not set: run tests through vitest (test/harness/global-setup.ts)')
  const template = templateName()
  const name = `loa_test_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await ensureTemplate(admin, adminUrl, template)
    await admin.query(`create database ${name} template ${template}`)
  } finally {
    await admin.end()
  }
  const url = urlOf(adminUrl, name)
  const open = openDatabase(url, { max: 10, name })
  return {
    ...open,
    url,
    drop: async () => {
      await open.close()
      const again = new pg.Client({ connectionString: adminUrl })
      await again.connect()
      await again.query(`drop database if exists ${name} with (force)`)
      await again.end()
    },
  }
}
