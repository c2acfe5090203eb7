import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../db/scope.ts'
import { audienceQuery } from '../src/domain/audience/index.ts'
import { firstFeasibleContact } from '../src/domain/channel/index.ts'
import { createDatabase, type TestDatabase } from '../test/harness/database.ts'
import type { SampleAccount } from './accounts.ts'
import { seedScale } from './scale.ts'

const everyone = {
  lines: [{ all: true }],
  positions: [],
  excludeUnits: [],
  excludePersons: [],
  groupPosts: null,
}
const account = (channel: 'zalo' | 'sms' | 'email'): SampleAccount => ({
  kind: channel,
  channel,
  name: channel,
  baseUrl: 'http://127.0.0.1:9',
  ratePerMinute: 600,
  burst: 10,
})

describe('a federation made for measuring', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase()
  })
  afterAll(() => database.drop())

  it('has the units, people, channels and groups it was asked for, twice in one database', async () => {
    const options = {
      units: 30,
      people: 200,
      now: new Date('2021-09-05T00:00:00Z'),
      secret: 'x'.repeat(32),
      accounts: [account('zalo'), account('sms'), account('email')],
    }
    await seedScale(database.db, options)
    const federation = await seedScale(database.db, options)
    const who = audienceQuery(federation.federationId, everyone, '2021-09-05')
    const { rows } = await inScope(database.db, { path: federation.scopePath }, (trx) =>
      sql`select (select count(*) from (${who.units}) u) as units, (select count(*) from (${who.people}) p) as people,
        (select count(*) from (${who.groups}) g) as groups,
        (select json_object_agg(channel, n) from (select channel, count(*) as n
          from (${firstFeasibleContact(federation.federationId, who.people)}) f group by channel) c) as channels`.execute(
        trx,
      ),
    )
    expect(rows).toEqual([{ units: 30, people: 200, groups: 6, channels: { zalo: 160, sms: 20, email: 18 } }])
  })
})
