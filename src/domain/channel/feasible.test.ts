import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { feasibleContacts, firstFeasibleContact } from './index.ts'

describe('the first feasible channel of a person', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase()
    await sql`insert into unit (id, code, name, type_code, path) overriding system value values
      (1, 'HN', 'LĐLĐ thành phố', 'lien_doan_tp', 'c'), (2, 'Q1', 'LĐLĐ quận', 'lien_doan_quan', 'c.q1'),
      (3, 'Q2', 'LĐLĐ quận khác', 'lien_doan_quan', 'c.q2'), (4, 'A', 'Công đoàn A', 'cdcs', 'c.q1.a')`.execute(
      database.db,
    )
    await sql`insert into channel_account (id, kind, channel, owner_unit_id, name, base_url, rank, enabled)
      overriding system value values
      (10, 'zalo-oa', 'zalo', 2, 'OA quận', 'http://127.0.0.1:9', 10, true),
      (11, 'zalo-oa', 'zalo', 3, 'OA quận khác', 'http://127.0.0.1:9', 5, true),
      (12, 'sms-gateway', 'sms', 1, 'SMS thành phố', 'http://127.0.0.1:9', 20, true),
      (13, 'sms-gateway', 'sms', 2, 'SMS quận, đã tắt', 'http://127.0.0.1:9', 15, false),
      (14, 'email-smtp', 'email', 2, 'Thư', 'http://127.0.0.1:9', 30, true),
      (15, 'email-smtp', 'email', 4, 'Thư của cơ sở', 'http://127.0.0.1:9', 1, true),
      (16, 'email-smtp', 'email', 1, 'Thư thành phố, không cho mượn', 'http://127.0.0.1:9', 2, true)`.execute(
      database.db,
    )
    await sql`insert into channel_loan (account_id, borrower_unit_id, valid_from, state, created_at)
      values (12, 2, '2021-01-01', 'open', '2021-01-01T00:00:00Z')`.execute(database.db)
  })
  afterAll(() => database.drop())

  let people = 0
  /** Stores a person with these contact points and answers with the account and address that comes first. */
  async function firstOf(
    ...contacts: { channel: string; account?: number; address: string; state?: string }[]
  ): Promise<string | null> {
    const id = ++people
    await sql`insert into person (id, full_name, home_unit_id) overriding system value values (${id}, 'Ngô Văn Ích', 4)`.execute(
      database.db,
    )
    for (const { channel, account = null, address, state = 'ok' } of contacts)
      await sql`insert into contact_point (person_id, channel, account_id, address, state)
        values (${id}, ${channel}, ${account}, ${address}, ${state})`.execute(database.db)
    const first = firstFeasibleContact(2, sql`select ${id}::bigint as person_id`)
    const [whole, scoped] = [
      (await first.execute(database.db)).rows,
      // The staff of the district do not see the city's account, and are still told what the dispatcher will do.
      (await inScope(database.db, { path: 'c.q1' }, (trx) => first.execute(trx))).rows,
    ]
    expect(scoped).toEqual(whole)
    expect(whole.length).toBeLessThanOrEqual(1)
    return whole[0] ? `${whole[0].account_id} ${whole[0].address}` : null
  }

  const zalo = { channel: 'zalo', account: 10, address: '3001' }
  const sms = { channel: 'sms', address: '+84912000001' }
  const email = { channel: 'email', address: 'ich@a.example' }

  it('follows the rank of the accounts', async () => {
    expect(await firstOf(email, sms, zalo)).toBe('10 3001')
    expect(await firstOf(email, sms)).toBe('12 +84912000001')
    expect(await firstOf(email)).toBe('14 ich@a.example')
  })

  it('passes over what does not work any more', async () => {
    expect(await firstOf({ ...zalo, state: 'blocked' }, sms)).toBe('12 +84912000001')
    expect(await firstOf({ ...sms, state: 'invalid' }, { ...email, state: 'stopped' })).toBeNull()
    expect(await firstOf()).toBeNull()
  })

  it('takes the older of two addresses on one channel', async () => {
    expect(await firstOf(sms, { ...sms, address: '+84912000002' })).toBe('12 +84912000001')
  })

  it('knows that a Zalo id means something to one Official Account alone', async () => {
    expect(await firstOf({ ...zalo, account: 11 }, sms)).toBe('12 +84912000001')
    expect(await firstOf({ channel: 'zalo', address: '3001' })).toBeNull()
  })

  it('speaks through own accounts and those lent by a tier above, never a neighbour’s, a unit’s own or one switched off', async () => {
    const { rows } = await sql<{ account_id: number }>`select distinct account_id
      from (${feasibleContacts(2)}) f order by account_id`.execute(database.db)
    expect(rows.map((row) => row.account_id)).toEqual([10, 12, 14])
  })
})
