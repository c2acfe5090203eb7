import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/runtime/embedded-postgres.ts'

/**
 * A PostgreSQL server for tests and tools: the one of LOA_TEST_PG (an administrator's URL) when given, else an
 * embedded one that lives as long as `work`, without durability, in a folder of its own.
 */
export async function withTestServer<T>(work: (adminUrl: string) => Promise<T>): Promise<T> {
  const server = await startTestServer()
  try {
    return await work(server.adminUrl)
  } finally {
    await server.stop()
  }
}

export async function startTestServer(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const given = process.env['LOA_TEST_PG']
  if (given) return { adminUrl: given, stop: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'loa-test-'))
  // Under root the server runs as a user of its own, which must be able to pass.
  await chmod(folder, 0o711)
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), durable: false })
  return {
    adminUrl: server.url,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
