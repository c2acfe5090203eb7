export interface EmbeddedPostgres {
  /** Administrator's URL of the database `postgres`, loopback only. */
  readonly url: string
  stop(): Promise<void>
}

export async function startEmbeddedPostgres(_options: {
  dataDir: string
  durable: boolean
}): Promise<EmbeddedPostgres> {
  throw new Error('being written')
}
