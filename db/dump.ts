/**
 * `npm run schema`: rewrites db/schema.sql and db/types.ts from the migrations.
 * `npm run schema -- --check`: fails when the committed files are not what the migrations give.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDatabase } from '../test/harness/database.ts'
import { withTestServer } from '../test/harness/server.ts'
import { describeSchema, writeTypes } from './generate.ts'

const check = process.argv.includes('--check')
const file = join(import.meta.dirname, 'schema.sql')

await withTestServer(async (adminUrl) => {
  const test = await createDatabase(adminUrl)
  try {
    const text = await describeSchema(test)
    if (!check) await writeFile(file, text)
    else if ((await readFile(file, 'utf8')) !== text)
      throw new Error('db/schema.sql không khớp với db/migrations: chạy «npm run schema».')
    writeTypes(test.url, { verify: check })
  } finally {
    await test.drop()
  }
})
