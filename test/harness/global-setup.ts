import { startTestServer } from './server.ts'

/** One PostgreSQL server for the whole run; every test file clones its own database from the template. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer()
  process.env['LOA_TEST_PG'] = server.adminUrl
  return server.stop
}
