import { join } from 'node:path'
import { holdDataFolder, openDataFolder } from './data-folder.ts'
import { databaseAccount } from './postgres/account.ts'
import { findBinaries } from './postgres/binaries.ts'
import { openCluster } from './postgres/cluster.ts'
import { startServer } from './postgres/server.ts'

export interface EmbeddedPostgres {
  /** Administrator's URL of the database `postgres`, loopback only. */
  readonly url: string
  /** Where the database files lie: below `dataDir`, or where `dataDir/database-folder` points. */
  readonly folder: string
  stop(): Promise<void>
}

/**
 * Brings up the PostgreSQL of npm on the files of `dataDir` (made on the first start), on a free loopback port, and
 * keeps other Loas out of that folder until `stop`. Not `durable` (tests only) means that a power cut may lose it.
 * Throws StartProblem with the reason.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  durable: boolean
}): Promise<EmbeddedPostgres> {
  const { dataDir, durable } = options
  await openDataFolder(dataDir)
  const letGo = holdDataFolder(dataDir)
  try {
    const account = databaseAccount()
    const binaries = await findBinaries(account)
    const cluster = await openCluster(dataDir, account, binaries, durable)
    const logFile = join(dataDir, 'postgres.log')
    const server = await startServer({ cluster, account, binaries, logFile, durable })
    return {
      url: `postgres://postgres:${cluster.password}@127.0.0.1:${server.port}/postgres`,
      folder: cluster.folder,
      stop: async () => {
        await server.stop()
        letGo()
      },
    }
  } catch (error) {
    letGo()
    throw error
  }
}
