import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../demo/seed.ts'
import type { AudienceCount } from '../../src/contract/audience.ts'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { sampleOptions } from '../harness/sample.ts'
import { signInAs } from '../harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

/** domain.md §8.1 and §8.4, 07:40–07:55, through the API: what was counted is what stands in the rows. */
describe('M1 to «toàn bộ CĐCS» of the sample federation', () => {
  let web: TestWeb
  let cookie: string
  let counted: AudienceCount
  let check: IssueCheck
  let issued: Directive

  const call = async <T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<T> => {
    const reply = await web.app.inject({
      method,
      url,
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      ...(payload && { payload }),
    })
    expect(reply.statusCode, reply.body).toBeLessThan(300)
    return reply.json<T>()
  }
  const number = async (query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
    (await query.execute(web.database.db)).rows[0]!.n

  beforeAll(async () => {
    web = await openTestWeb()
    const { db } = web.database
    await seedDemo(db, sampleOptions())
    const { id } = await db
      .selectFrom('staff')
      .select('id')
      .where('job_title', '=', 'Chủ tịch')
      .executeTakeFirstOrThrow()
    cookie = await signInAs(web.app, web.world, id)
    const template = await db
      .selectFrom('directive')
      .select('id')
      .where('template_code', '=', 'M1')
      .executeTakeFirstOrThrow()
    const draft = await call<Directive>('POST', '/api/directives', { templateId: template.id })
    counted = await call('POST', '/api/audience/count', { audience: draft.audience })
    check = await call('GET', `/api/directives/${draft.id}/check`)
    issued = await call('POST', `/api/directives/${draft.id}/issue`, {
      revision: draft.revision,
      typedNumber: check.typedNumber,
      acceptWarnings: true,
      requestKey: 'm1-of-the-sample-day',
    })
    web.clock.set(issued.heldUntil!)
    await call('POST', `/api/directives/${draft.id}/release`)
  })
  afterAll(() => web.close())

  it('takes number 12 and asks for the number of units to be typed', () => {
    expect(issued.reference).toBe('12/CĐ-LĐLĐ')
    expect(check).toMatchObject({ units: 168, people: 331, typedNumber: 168 })
    expect(check.faults.filter((fault) => fault.blocking)).toEqual([])
  })

  it('makes 168 units due, one row for each of 331 people, and 6 group posts', async () => {
    expect(await number(sql`select count(*) as n from target where directive_id = ${issued.id}`)).toBe(168)
    expect(await number(sql`select count(*) as n from recipient where directive_id = ${issued.id}`)).toBe(331)
    expect(await number(sql`select count(*) as n from group_post where directive_id = ${issued.id}`)).toBe(6)
    expect(
      await number(
        sql`select count(*) as n from recipient where directive_id = ${issued.id} and target_id is null`,
      ),
    ).toBe(6)
  })

  it('queues 327 messages as counted: 266 by Zalo, 33 by SMS, 28 by e-mail; 4 people have no channel', async () => {
    const { rows } = await sql<{ channel: string; n: number }>`select channel, count(*) as n from delivery
      where directive_id = ${issued.id} group by channel`.execute(web.database.db)
    const none = { zalo: 0, telegram: 0, sms: 0, email: 0, webhook: 0 }
    expect({ ...none, ...Object.fromEntries(rows.map(({ channel, n }) => [channel, n])) }).toEqual(
      counted.byChannel,
    )
    expect(counted.byChannel).toEqual({ zalo: 266, telegram: 0, sms: 33, email: 28, webhook: 0 })
    expect(
      await number(
        sql`select count(*) as n from recipient where directive_id = ${issued.id} and problem = 'no_channel'`,
      ),
    ).toBe(4)
  })

  it('sends nobody two messages, although 373 seats in groups are taken by them', async () => {
    expect(counted.memberships).toBe(373)
    expect(
      await number(sql`select count(*) as n from (select recipient_id from delivery where directive_id = ${issued.id}
        group by recipient_id having count(*) > 1) twice`),
    ).toBe(0)
  })

  it('asks the unit without a contact all the same: it is due, and nobody stands for it', async () => {
    expect(
      await number(sql`select count(*) as n from target t where t.directive_id = ${issued.id}
        and not exists (select from recipient r where r.target_id = t.id)`),
    ).toBe(counted.unitsWithoutContact)
    expect(counted.unitsWithoutContact).toBe(1)
  })
})
