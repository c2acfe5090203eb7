import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../../src/runtime/embedded-postgres.ts'
import { createDatabase, type TestDatabase } from '../../harness/database.ts'
import { createSample, type Sample } from '../../harness/sample.ts'

/**
 * A migrated, empty database on an embedded server with the settings of a real installation: every commit reaches the
 * disk. `LOA_BENCH_DIR` names another disk than that of the system's temporary files.
 */
export async function openBenchDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(process.env['LOA_BENCH_DIR'] ?? tmpdir(), 'loa-bench-'))
  await chmod(folder, 0o711)
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), durable: true })
  const database = await createDatabase(server.url)
  return {
    ...database,
    drop: async () => {
      await database.drop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The same server with the sample federation on it. */
export async function openBenchSample(): Promise<{ sample: Sample; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(process.env['LOA_BENCH_DIR'] ?? tmpdir(), 'loa-bench-'))
  await chmod(folder, 0o711)
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), durable: true })
  process.env['LOA_TEST_PG'] = server.url
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { sample: await createSample(), stop }
}
