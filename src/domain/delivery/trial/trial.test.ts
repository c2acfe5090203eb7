import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../../../../db/scope.ts'
import { DeliveryWorld, TEST_SECRET } from '../../../../test/harness/delivery-world.ts'
import { openTestWeb, type TestWeb } from '../../../../test/harness/web.ts'
import { acknowledgeByToken } from '../../acknowledgement/index.ts'
import { sendTrial } from '../index.ts'

/** «Gửi thử cho tôi», from the draft to the page that its message opens. */
describe('a trial', () => {
  let world: DeliveryWorld
  let web: TestWeb
  let draftId: number
  let link: string

  beforeAll(async () => {
    world = await DeliveryWorld.open({ units: 2, people: 2 })
    web = await openTestWeb({
      database: world.database,
      now: world.clock.now(),
      change: { secret: TEST_SECRET, publicUrl: 'http://127.0.0.1' },
    })
    const { federationId, staffId, scopePath } = world.federation
    const { rows } = await sql<{ personId: number; name: string }>`
      select p.id as "personId", p.full_name as name from staff s join person p on p.id = s.person_id
      where s.id = ${staffId}`.execute(world.db)
    const { personId, name } = rows[0]!
    await sql`insert into contact_point (person_id, channel, address, state)
      values (${personId}, 'sms', '+84901234567', 'ok')`.execute(world.db)
    draftId = await world.draft()
    const author = { staffId, personId, name, locale: 'vi' } as const
    const { sent, missing } = await inScope(world.db, { path: scopePath }, (trx) =>
      sendTrial(trx, author, draftId, federationId, ['sms', 'email'], world.clock.now()),
    )
    expect({ sent, missing }).toEqual({ sent: ['sms'], missing: ['email'] })
    await world.dispatch()
  }, 30_000)
  afterAll(async () => {
    await web.app.close()
    await web.notices.close()
    await world.close()
  })

  it('really leaves, to its author alone, and says in its first words that it is one', () => {
    expect(world.sms.sent.map((one) => one.address)).toEqual(['+84901234567'])
    expect([...world.zalo.sent, ...world.email.sent]).toEqual([])
    const { content } = world.sms.sent[0]!
    expect(content.sms.text.startsWith('[GUI THU]')).toBe(true)
    link = new URL(content.link).pathname
  })

  it('leaves nothing on the draft: no number, no unit, no recipient', async () => {
    const { rows } = await sql<{ state: string; number: number | null; n: number }>`
      select d.state, d.number, (select count(*)::int from recipient where directive_id = d.id) as n
      from directive d where d.id = ${draftId}`.execute(world.db)
    expect(rows).toEqual([{ state: 'draft', number: null, n: 0 }])
  })

  it('opens a page that says so, with nothing to press', async () => {
    const page = await web.app.inject({ url: link })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('[GỬI THỬ] Đây là bản gửi thử cho riêng đồng chí')
    expect(page.body).not.toContain('<form')
  })

  it('counts no acknowledgement, question or hand-over, whichever way one is sent', async () => {
    for (const act of ['acknowledge', 'not-applicable', 'question', 'delegate', 'not-me']) {
      const answer = await web.app.inject({
        method: 'POST',
        url: `${link}/${act}`,
        payload: 'text=Thử&name=Thử&phone=0901234568&key=k',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      expect([act, answer.headers.location]).toEqual([act, link])
    }
    const press = { via: 'button', answer: 'received' } as const
    await acknowledgeByToken(world.db, link.slice(3), press, world.clock.now())
    const { rows } = await sql<{ n: number }>`select
      (select count(*) from acknowledgement) + (select count(*) from question) + (select count(*) from delegation)
      + (select count(*) from recipient where disowned_at is not null) as n`.execute(world.db)
    expect(rows[0]!.n).toBe(0)
  })
})
