import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../demo/seed.ts'
import type { BoardSnapshot, UnitCell } from '../../src/contract/board.ts'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { startDispatcher } from '../../src/domain/delivery/index.ts'
import { escalateDue } from '../../src/domain/escalation/index.ts'
import { derivedToken } from '../../src/kernel/ids.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { guideScreenshot, openBrowser, seriousFindings } from '../harness/browser.ts'
import { sampleOptions } from '../harness/sample.ts'
import { scriptedChannel } from '../harness/scripted-channel.ts'
import { signInAs } from '../harness/sign-in.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../harness/web.ts'

/**
 * domain.md §8.3, M5: công điện 12 has a wrong deadline and is replaced by 13. Those who had the old text are asked again,
 * by name (invariant 8). Everything goes through the API, the dispatcher and the officers' pages.
 */
describe('công điện 13 in place of công điện 12', () => {
  const channel = scriptedChannel()
  let web: TestWeb
  let cookie: string
  let workerId: number
  let old: Directive
  let next: Directive
  /** Officers of three units who confirmed công điện 12 at 08:03. */
  let confirmed: { personId: number; unitId: number; oldLink: string }[]

  const call = async <T>(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object): Promise<T> => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const reply = await web.app.inject({ method, url, headers, ...(payload && { payload }) })
    expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300)
    return reply.json<T>()
  }
  const issue = async (draft: Directive): Promise<Directive> => {
    const check = await call<IssueCheck>('GET', `/api/directives/${draft.id}/check`)
    const issued = await call<Directive>('POST', `/api/directives/${draft.id}/issue`, {
      revision: draft.revision,
      typedNumber: check.typedNumber,
      acceptWarnings: true,
      requestKey: `scenario-${draft.id}`,
    })
    web.clock.set(issued.heldUntil!)
    return issued
  }
  /** Everything that is due leaves; between two calls nothing does, however slow the machine is. */
  const send = async (): Promise<void> => {
    const dispatcher = await startDispatcher({
      db: web.database.db,
      clock: web.clock,
      log: silentLog,
      workerId,
      secret: TEST_SECRET,
      publicUrl: 'http://127.0.0.1',
      translate: translator,
      openAccount: async () => channel,
      random: () => 0.5,
    })
    dispatcher.wake()
    await dispatcher.whenIdle()
    await dispatcher.stop()
  }
  const linkOf = async (directiveId: number, personId: number): Promise<string> => {
    const { rows } = await sql<{ id: number; generation: number }>`
      select id, link_generation as generation from recipient
      where directive_id = ${directiveId} and person_id = ${personId}`.execute(web.database.db)
    return `/x/${derivedToken(TEST_SECRET, `link:${rows[0]!.id}:${rows[0]!.generation}`)}`
  }
  const press = (link: string) =>
    web.app.inject({
      method: 'POST',
      url: `${link}/acknowledge`,
      payload: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const page = async (link: string): Promise<string> => (await web.app.inject({ url: link })).body
  const waiting = async (id: number) =>
    (
      await sql<{ purpose: string; state: string; n: number }>`
      select purpose, state, count(*)::int as n from delivery
      where directive_id = ${id} and purpose <> 'issue' group by 1, 2 order by 1, 2`.execute(web.database.db)
    ).rows

  beforeAll(async () => {
    web = await openTestWeb({
      now: '2021-09-05T07:50:00+07:00',
      change: { publicUrl: 'http://127.0.0.1' },
    })
    const { db } = web.database
    await seedDemo(db, sampleOptions())
    const chair = await db
      .selectFrom('staff')
      .select('id')
      .where('job_title', '=', 'Chủ tịch')
      .executeTakeFirstOrThrow()
    cookie = await signInAs(web.app, web.world, chair.id)
    const worker = await db
      .insertInto('worker')
      .values({ started_at: web.clock.now() })
      .returning('id')
      .executeTakeFirstOrThrow()
    workerId = worker.id
    // The sample's real speed would spread 331 messages over minutes of a clock that stands still.
    await sql`update channel_lane set rate_per_minute = 600000, burst = 10000, tokens = 10000`.execute(db)

    const template = await db
      .selectFrom('directive')
      .select('id')
      .where('template_code', '=', 'M1')
      .where('state', '=', 'template')
      .executeTakeFirstOrThrow()
    const draft = await call<Directive>('POST', '/api/directives', { templateId: template.id })
    const dated = await call<Directive>('PATCH', `/api/directives/${draft.id}`, {
      revision: draft.revision,
      change: { acknowledgeBefore: '2021-09-05T11:00:00+07:00' },
    })
    old = await issue(dated)
    await call('POST', `/api/directives/${old.id}/release`)
    await send()

    web.clock.set('2021-09-05T08:03:00+07:00')
    const { rows } = await sql<{ personId: number; unitId: number }>`
      select distinct on (t.unit_id) r.person_id as "personId", t.unit_id as "unitId"
      from recipient r join target t on t.id = r.target_id
      where r.directive_id = ${old.id} and r.stage > 0
        and (select count(*) from recipient o where o.target_id = t.id and o.stage > 0) > 1
      order by t.unit_id, r.id limit 3`.execute(db)
    confirmed = []
    for (const one of rows) confirmed.push({ ...one, oldLink: await linkOf(old.id, one.personId) })
    for (const { oldLink } of confirmed) await press(oldLink)

    // The reminders of the old text wait in the queue when the new one comes.
    web.clock.set('2021-09-05T10:59:00+07:00')
    await escalateDue(db, web.clock.now())
    expect(await waiting(old.id)).toMatchObject([{ purpose: 'escalation', state: 'queued' }])

    const correction = await call<Directive>('POST', '/api/directives', {
      correctionOf: old.id,
      relation: 'replaces',
    })
    const saved = await call<Directive>('PATCH', `/api/directives/${correction.id}`, {
      revision: correction.revision,
      change: {
        title: 'Thời hạn rà soát: trước 20 giờ 00 ngày 05/9/2021',
        body: 'Do có sai sót về thời hạn tại điểm 1, LĐLĐ quận ban hành Công điện số 13/CĐ-LĐLĐ thay thế Công điện số 12/CĐ-LĐLĐ.',
        acknowledgeBefore: '2021-09-05T14:00:00+07:00',
      },
    })
    next = await issue(saved)
  })
  afterAll(async () => {
    await web.close()
  })

  it('ends nothing while it can still be called back', async () => {
    expect([old.reference, next.reference]).toEqual(['12/CĐ-LĐLĐ', '13/CĐ-LĐLĐ'])
    expect(await waiting(old.id)).toMatchObject([{ purpose: 'escalation', state: 'queued' }])
    expect(await page(confirmed[0]!.oldLink)).not.toContain('13/CĐ-LĐLĐ')
  })

  it('takes back the reminders of the old one, writes it down, and lets none follow', async () => {
    await call('POST', `/api/directives/${next.id}/release`)
    expect(await waiting(old.id)).toMatchObject([{ purpose: 'escalation', state: 'cancelled' }])
    const before = await waiting(old.id)
    const { rows } = await sql<{ data: { by: number; cancelled: number } }>`
      select data from audit_entry where action = 'directive.replaced' and entity_id = ${old.id}`.execute(
      web.database.db,
    )
    expect(rows).toEqual([{ data: { by: next.id, cancelled: before[0]!.n } }])
    const board = await call<BoardSnapshot>('GET', `/api/directives/${old.id}/board`)
    const silent = board.cells.find((cell) => cell.acknowledgedAt === null)!
    const nudge = await web.app.inject({
      method: 'POST',
      url: `/api/directives/${old.id}/nudge`,
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      payload: { targetIds: [silent.targetId] },
    })
    expect(nudge.statusCode, nudge.body).toBe(409)
    expect(nudge.json().message ?? nudge.body).toContain('thay thế')
    channel.sent.length = 0
    await send()
    await sql`update target set escalation_step = 0 where directive_id = ${old.id}`.execute(web.database.db)
    await escalateDue(web.database.db, new Date('2021-09-05T13:30:00+07:00'))
    expect(await waiting(old.id)).toEqual(before)
  })

  it('says in every message which one it replaces', () => {
    expect(channel.sent.length).toBeGreaterThan(300)
    for (const { content } of channel.sent) {
      expect(content.zalo.text).toContain('[THAY THẾ 12/CĐ-LĐLĐ]')
      expect(content.sms.text).toContain('[THAY THE 12/CD-LDLD]')
    }
  })

  it('asks the officers who had confirmed again, by name, and tells their colleagues', async () => {
    const [first] = confirmed
    expect(await page(await linkOf(next.id, first!.personId))).toContain(
      'Đồng chí đã xác nhận 12/CĐ-LĐLĐ lúc 08:03; đề nghị xác nhận lại bản thay thế này.',
    )
    const { rows } = await sql<{ personId: number }>`
      select r.person_id as "personId" from recipient r join target t on t.id = r.target_id
      where r.directive_id = ${next.id} and t.unit_id = ${first!.unitId} and r.person_id <> ${first!.personId}
        and r.stage > 0 limit 1`.execute(web.database.db)
    expect(await page(await linkOf(next.id, rows[0]!.personId))).toContain(
      'Đơn vị đã xác nhận 12/CĐ-LĐLĐ lúc 08:03',
    )
    const { rows: others } = await sql<{ personId: number }>`
      select r.person_id as "personId" from recipient r join target t on t.id = r.target_id
      where r.directive_id = ${next.id} and r.stage > 0 and t.unit_id <> all(${confirmed.map((one) => one.unitId)}::bigint[])
      limit 1`.execute(web.database.db)
    expect(await page(await linkOf(next.id, others[0]!.personId))).not.toContain('đề nghị xác nhận lại')
  })

  it('counts on its board the units to confirm again, with the list behind the number', async () => {
    const again = async () => {
      const { funnel } = await call<BoardSnapshot>('GET', `/api/directives/${next.id}/board`)
      const { items: list } = await call<{ items: UnitCell[] }>(
        'GET',
        `/api/directives/${next.id}/list?list=confirm_again`,
      )
      expect(funnel.confirmAgain).toBe(list.length)
      return list.map((cell) => cell.unitId).sort((a, b) => a - b)
    }
    expect(await again()).toEqual(confirmed.map((one) => one.unitId))
    // The same officer on another phone: a Hỏa tốc is taken all the same, and marked.
    const pressed = await press(await linkOf(next.id, confirmed[2]!.personId))
    expect(pressed.headers.location).toContain('/receipt')
    const { funnel } = await call<BoardSnapshot>('GET', `/api/directives/${next.id}/board`)
    expect(funnel).toMatchObject({ acknowledged: 1, unverified: 1 })
    expect(await again()).toEqual(confirmed.slice(0, 2).map((one) => one.unitId))
  })

  it('is reached from the page of the old one in one tap, by the same person', async () => {
    const address = await web.app.listen({ host: '127.0.0.1', port: 0 })
    const chromium = await openBrowser()
    try {
      const context = await chromium.browser.newContext({
        locale: 'vi-VN',
        viewport: { width: 390, height: 844 },
      })
      const tab = await context.newPage()
      const [first] = confirmed
      await tab.goto(address + first!.oldLink)
      const banner = tab.getByText('Đã được thay thế bởi 13/CĐ-LĐLĐ')
      expect(await banner.isVisible()).toBe(true)
      expect(await seriousFindings(tab)).toEqual([])
      await guideScreenshot(tab, 'phone-replaced')
      await tab.getByRole('link', { name: 'Mở văn bản mới' }).click()
      await tab.getByText('Đồng chí đã xác nhận 12/CĐ-LĐLĐ lúc 08:03').waitFor()
      await guideScreenshot(tab, 'phone-confirm-again')
    } finally {
      await chromium.close()
    }
  })
})
