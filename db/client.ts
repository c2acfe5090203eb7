import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { DB } from './types.ts'

/** The database as stores and views see it: a pool, or the transaction that a service opened. */
export type Db = Kysely<DB>

// Counts and identities stay far below 2^53: numbers, not strings. Calendar days stay text: they have no time zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** `sql` templates that begin with this are parsed and planned once a connection: a comment of the word «keep» and a name. */
const KEPT = /^\/\* keep ([a-z_]+) \*\//

/**
 * Statements that run many times a second: planning one costs as much as running it. Each kept one has a name of its own
 * and always the same text, and is written so that one plan is right for every parameter (keys in, rows by index out).
 */
class KeepingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    const send = this.query.bind(this) as (...args: unknown[]) => unknown
    const query = (first: unknown, ...rest: unknown[]): unknown => {
      const name = typeof first === 'string' ? KEPT.exec(first)?.[1] : undefined
      return name ? send({ name, text: first }, ...rest) : send(first, ...rest)
    }
    this.query = query as typeof this.query
  }
}

export interface OpenDatabase {
  readonly db: Db
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** Opens a pool. Lost connections are replaced by the pool; `onError` hears of them (idle clients only). */
export function openDatabase(
  url: string,
  options: { max?: number; name?: string; onError?: (error: Error) => void } = {},
): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'loa',
    connectionTimeoutMillis: 10_000,
    Client: KeepingClient,
  })
  pool.on('error', (error) => options.onError?.(error))
  // A client that is in use between two statements hears of a lost connection itself; its next statement fails and says
  // so. Without a listener the whole process would end.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
