import { type RawBuilder, sql } from 'kysely'
import { inScope, type Scope } from '../../db/scope.ts'
import { SAMPLE_FEDERATION, type SeedDemo } from '../../demo/federation.ts'
import { seedDemo } from '../../demo/seed.ts'
import { fakeAccounts } from '../../fakes/index.ts'
import { Audience, type AudienceListKind } from '../../src/contract/audience.ts'
import { countAudience, listAudience } from '../../src/domain/audience/index.ts'
import { createDatabase, type TestDatabase } from './database.ts'

/** 07:40 of the sample day (domain.md §8.4). */
export const SAMPLE_NOW = new Date('2021-09-05T07:40:00+07:00')
export const SAMPLE_DAY = '2021-09-05'
export const SAMPLE_SECRET = 'a secret of tests, 32 characters'

/** The sample's accounts, pointing to fakes that nobody has started unless `urls` says where they are. */
export const sampleOptions = (
  urls = { zalo: 'http://127.0.0.1:9', sms: 'http://127.0.0.1:9', smtp: 'smtp://127.0.0.1:9' },
  now = SAMPLE_NOW,
): SeedDemo => ({ now, secret: SAMPLE_SECRET, accounts: fakeAccounts(urls, now) })

export const everyone: Audience = Audience.parse({ lines: [{ all: true }] })
export const audienceOf = (...lines: Audience['lines']): Audience => Audience.parse({ lines })

/** A database with the sample federation, and what tests ask it. */
export interface Sample extends TestDatabase {
  readonly federationId: number
  readonly scope: Scope
  count(audience: Audience): ReturnType<typeof countAudience>
  /** All names of a list, through the eyes of the federation's staff. */
  names(audience: Audience, kind: AudienceListKind): Promise<{ id: number; name: string }[]>
  rows<T>(query: RawBuilder<T>): Promise<T[]>
  row<T>(query: RawBuilder<T>): Promise<T>
}

export async function createSample(options: SeedDemo = sampleOptions()): Promise<Sample> {
  const database = await createDatabase()
  const { db } = database
  await seedDemo(db, options)
  const { id: federationId, path } = await db
    .selectFrom('unit')
    .select(['id', sql<string>`path::text`.as('path')])
    .where('code', '=', SAMPLE_FEDERATION)
    .executeTakeFirstOrThrow()
  const scope = { path }
  const of = (audience: Audience) => ({ federationId, audience, on: SAMPLE_DAY })
  return {
    ...database,
    federationId,
    scope,
    count: (audience) => inScope(db, scope, (trx) => countAudience(trx, of(audience))),
    names: async (audience, kind) =>
      (await inScope(db, scope, (trx) => listAudience(trx, of(audience), { kind, limit: 1000 }))).items,
    rows: async (query) => (await query.execute(db)).rows,
    row: async (query) => (await query.execute(db)).rows[0]!,
  }
}
