import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../db/scope.ts'
import { adapterOf } from '../src/channels/registry.ts'
import { countAudience } from '../src/domain/audience/index.ts'
import { unitsBelow } from '../src/domain/organisation/index.ts'
import { keyRing } from '../src/kernel/key-ring.ts'
import { unseal } from '../src/kernel/secret-box.ts'
import { createDatabase } from '../test/harness/database.ts'
import {
  createSample,
  everyone,
  SAMPLE_DAY,
  SAMPLE_NOW,
  SAMPLE_SECRET,
  type Sample,
  sampleOptions,
} from '../test/harness/sample.ts'
import { seedScale } from './scale.ts'
import { seedDemo } from './seed.ts'

describe('seeding the sample federation', () => {
  let sample: Sample
  beforeAll(async () => {
    sample = await createSample()
  })
  afterAll(() => sample.drop())

  it('takes less than a second and a half', async () => {
    const database = await createDatabase()
    try {
      const start = performance.now()
      expect(await seedDemo(database.db, sampleOptions())).toEqual({ seeded: true })
      expect(performance.now() - start).toBeLessThan(1500)
    } finally {
      await database.drop()
    }
  })

  it('gives the same federation on every machine, also beside another one', async () => {
    const print = `select md5(string_agg(line, E'\\n' order by line)) as print from (
      select u.code || u.name || coalesce(a.name, '') || coalesce(h.workers::text, '') || p.full_name || post.position_code
        || coalesce(c.channel || c.address || c.state || coalesce(c.window_until::text, ''), '') as line
      from unit u join post on post.unit_id = u.id join person p on p.id = post.person_id
      left join area a on a.id = u.area_id left join unit_headcount h on h.unit_id = u.id
      left join contact_point c on c.person_id = p.id where u.code like 'NTL%') x`
    const database = await createDatabase()
    try {
      await seedScale(database.db, {
        units: 5,
        people: 9,
        now: SAMPLE_NOW,
        secret: SAMPLE_SECRET,
        accounts: sampleOptions().accounts,
      })
      await seedDemo(database.db, sampleOptions())
      const [first, second] = [await sample.pool.query(print), await database.pool.query(print)]
      expect(second.rows).toEqual(first.rows)
    } finally {
      await database.drop()
    }
  })

  it('twice keeps what happened since; accounts follow the fakes unless somebody pointed them elsewhere', async () => {
    await sql`update person set note = 'changed' where full_name = 'Phan Mỹ'`.execute(sample.db)
    await sql`update channel_account set base_url = 'http://127.0.0.1:7777' where kind = 'sms-gateway'`.execute(
      sample.db,
    )
    const moved = sampleOptions({
      zalo: 'http://127.0.0.1:5701',
      sms: 'http://127.0.0.1:5702',
      smtp: 'smtp://127.0.0.1:5703',
    })
    const formerBaseUrls = sampleOptions().accounts.map((account) => account.baseUrl)
    expect(await seedDemo(sample.db, { ...moved, formerBaseUrls })).toEqual({ seeded: false })
    expect(await sample.row(sql`select note from person where full_name = 'Phan Mỹ'`)).toEqual({
      note: 'changed',
    })
    expect(
      await sample.rows(sql`select kind, base_url from channel_account
      where owner_unit_id = ${sample.federationId} order by kind`),
    ).toEqual([
      { kind: 'email-smtp', base_url: 'smtp://127.0.0.1:5703' },
      { kind: 'sms-gateway', base_url: 'http://127.0.0.1:7777' },
      { kind: 'zalo-oa', base_url: 'http://127.0.0.1:5701' },
    ])
  })

  it('stores accounts whose settings and credentials the adapters accept, each with its lane', async () => {
    const accounts = await sample.db
      .selectFrom('channel_account')
      .innerJoin('channel_lane', 'account_id', 'id')
      .selectAll()
      .where('owner_unit_id', '=', sample.federationId)
      .orderBy('rank')
      .execute()
    expect(accounts.map((account) => account.kind)).toEqual(['zalo-oa', 'sms-gateway', 'email-smtp'])
    for (const account of accounts) {
      const adapter = adapterOf(account.kind)!
      adapter.config.parse(account.config)
      adapter.secrets.parse(JSON.parse(unseal(keyRing(SAMPLE_SECRET), account.secrets!)))
      expect(account).toMatchObject({
        rate_per_minute: adapter.capabilities.ratePerMinute,
        tokens: account.burst,
      })
    }
  })

  it('leaves nothing of it to the eyes of another federation (invariant 11)', async () => {
    const neighbour = await seedScale(sample.db, {
      units: 5,
      people: 9,
      now: SAMPLE_NOW,
      secret: SAMPLE_SECRET,
      accounts: [],
    })
    // A handler that takes the federation from the request instead of the session: the database still refuses.
    const of = { federationId: sample.federationId, audience: everyone, on: SAMPLE_DAY }
    const seen = await inScope(sample.db, { path: neighbour.scopePath }, async (trx) => ({
      count: await countAudience(trx, of),
      units: await unitsBelow(trx, of),
      rows: (await sql<{ n: number }>`select count(*) as n from unit where code like 'NTL%'`.execute(trx))
        .rows,
    }))
    expect(seen.count.units.chosen + seen.count.people.chosen + seen.count.groupPosts).toBe(0)
    expect(seen.units).toEqual([])
    expect(seen.rows).toEqual([{ n: 0 }])
    // Without the scope the same question has an answer: it is the scope that refused.
    expect((await countAudience(sample.db, of)).units.chosen).toBe(168)
    // And the neighbour changes no number of the sample.
    expect((await sample.count(everyone)).people.chosen).toBe(331)
  })
})
