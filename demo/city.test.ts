import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../db/scope.ts'
import { countAudience } from '../src/domain/audience/index.ts'
import { endLoan, lendChannel, settleLoans } from '../src/domain/channel/index.ts'
import { createSample, everyone, SAMPLE_DAY, SAMPLE_NOW, type Sample } from '../test/harness/sample.ts'
import { SECOND_DISTRICT } from './city.ts'
import { SAMPLE_CITY } from './federation.ts'

describe('the city above the districts of the sample', () => {
  let sample: Sample
  let city: number
  let second: number
  const actor = { kind: 'system' } as const
  beforeAll(async () => {
    sample = await createSample()
    const id = async (code: string) =>
      (await sample.row(sql<{ id: number }>`select id from unit where code = ${code}`)).id
    city = await id(SAMPLE_CITY)
    second = await id(SECOND_DISTRICT)
  })
  afterAll(() => sample.drop())
  const count = (federationId: number) =>
    countAudience(sample.db, { federationId, audience: everyone, on: SAMPLE_DAY })

  it('a directive of the city reaches every unit below it, one of a district its own alone', async () => {
    expect((await count(city)).units.chosen).toBe(171)
    expect((await count(second)).units.chosen).toBe(3)
    expect((await count(sample.federationId)).units.chosen).toBe(168)
    // The city's staff sit in no group of the district: its 331 people stay 331.
    expect((await count(sample.federationId)).people.chosen).toBe(331)
  })

  it('has staff of its own, an administrator and a leader among them, and a letterhead', async () => {
    const staff = await sample.rows(sql<{
      role: string
      unit: string
    }>`select g.role, u.code as unit from staff s
      join role_grant g on g.staff_id = s.id join unit u on u.id = g.unit_id order by s.id`)
    expect(staff.filter((one) => one.unit === SAMPLE_CITY).map((one) => one.role)).toEqual([
      'leader',
      'administrator',
    ])
    expect(staff.filter((one) => one.unit === 'NTL').length).toBe(6)
    expect(
      await sample.row(
        sql`select symbol, place_name from unit_name where unit_id = ${city} and valid_to is null`,
      ),
    ).toEqual({ symbol: 'LĐLĐ', place_name: 'Hà Nội' })
  })

  it('the second district, without accounts, speaks through those that the city lends it, as long as they are lent', async () => {
    const reachable = async () => (await count(second)).people.reachable
    expect(await reachable()).toBe(3)
    const loans = await sample.rows(sql<{
      id: number
      account_id: number
    }>`select id, account_id from channel_loan
      where borrower_unit_id = ${second} order by id`)
    for (const loan of loans)
      await sample.db.transaction().execute((trx) => endLoan(trx, actor, loan.id, SAMPLE_NOW))
    expect(await reachable()).toBe(0)
    // From a later day on: the timer opens it when the day comes, and ends it.
    const order = {
      accountId: loans[0]!.account_id,
      borrowerUnitId: second,
      from: '2021-09-10',
      until: '2021-09-12',
    }
    await sample.db.transaction().execute((trx) => lendChannel(trx, actor, order, SAMPLE_NOW))
    expect(await reachable()).toBe(0)
    expect(await settleLoans(sample.db, new Date('2021-09-10T00:00:00+07:00'))).toBe(1)
    expect(await reachable()).toBe(3)
    expect(await settleLoans(sample.db, new Date('2021-09-12T00:00:00+07:00'))).toBe(1)
    expect(await reachable()).toBe(0)
  })

  it('is lent downward only, once at a time, and by nobody who does not see the lender', async () => {
    const [own] = await sample.rows(
      sql<{ id: number }>`select id from channel_account where owner_unit_id = ${city} order by id`,
    )
    const [theirs] = await sample.rows(
      sql<{
        id: number
      }>`select id from channel_account where owner_unit_id = ${sample.federationId} order by id`,
    )
    const lend = (accountId: number, borrowerUnitId: number, scope = 'u') =>
      inScope(sample.db, scope === 'u' ? { path: `u${city}` } : { path: scope }, (trx) =>
        lendChannel(
          trx,
          actor,
          { accountId, borrowerUnitId, from: '2021-09-05', until: '2021-09-08' },
          SAMPLE_NOW,
        ),
      )
    await expect(lend(theirs!.id, city)).rejects.toMatchObject({ code: 'loan_not_downward' })
    await expect(lend(theirs!.id, second)).rejects.toMatchObject({ code: 'loan_not_downward' })
    await expect(lend(own!.id, second, `u${city}.u${second}`)).rejects.toMatchObject({
      code: 'channel_account_not_found',
    })
    await lend(own!.id, second)
    await expect(lend(own!.id, second)).rejects.toMatchObject({ code: 'loan_overlaps' })
  })
})
