import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type IssuedDirective,
  type IssuedForTest,
  issueForTest,
} from '../../../test/harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../../test/harness/web.ts'
import { derivedToken, tokenHash } from '../../kernel/ids.ts'
import { SCRIPT } from './script.ts'

const ISSUED = '2026-11-23T14:02:00+07:00'
const NOW = '2026-11-23T14:42:00+07:00'
const MARK = new Date('2026-11-23T15:00:00+07:00')
const EXPIRES = new Date('2026-11-26T14:02:00+07:00')
const PDF = Buffer.from('%PDF-1.4 not much of one')

let web: TestWeb
beforeAll(async () => {
  web = await openTestWeb({ now: NOW })
})
afterAll(() => web.close())
beforeEach(() => web.clock.set(NOW))

function issue(more: Partial<IssuedDirective> = {}): Promise<IssuedForTest> {
  return issueForTest(web.database.db, {
    units: [{ name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn', 'Lê Thị Mỹ'] }],
    issuedAt: new Date(ISSUED),
    acknowledgeBefore: MARK,
    actions: ['Kiểm tra nhà trọ của đoàn viên tại phường 5, 6, 7.'],
    attachments: [{ name: 'Công văn 118.pdf', mime: 'application/pdf', content: PDF }],
    links: { secret: TEST_SECRET, expiresAt: EXPIRES },
    ...more,
  })
}
const firstToken = (of: IssuedForTest): string => of.units[0]!.officers[0]!.token
const get = (url: string, headers: Record<string, string> = {}) => web.app.inject({ url, headers })
const post = (url: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  web.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

/** Every row that an officer's page could change, as one text. */
async function everything(): Promise<string> {
  const tables = [
    'recipient',
    'target',
    'delivery',
    'acknowledgement',
    'device',
    'question',
    'delegation',
    'link_event',
    'access_link',
    'group_post',
  ]
  const parts: string[] = []
  for (const table of tables) {
    const { rows } = await sql<{ all: string | null }>`
      select string_agg(row::text, '|' order by row::text) as all from ${sql.table(table)} row`.execute(
      web.database.db,
    )
    parts.push(`${table}: ${rows[0]!.all}`)
  }
  return parts.join('\n')
}
const targetOf = async (of: IssuedForTest) =>
  (
    await sql<{
      at: Date | null
    }>`select acknowledged_at as at from target where id = ${of.units[0]!.targetId}`.execute(web.database.db)
  ).rows[0]!.at
const stageOf = async (recipientId: number) =>
  (
    await sql<{ stage: number }>`select stage from recipient where id = ${recipientId}`.execute(
      web.database.db,
    )
  ).rows[0]!.stage
const hrefs = (body: string): string[] =>
  [...body.matchAll(/(?:href|action)="([^"]*)"/g)].map((found) => found[1]!)

describe('a GET changes nothing', () => {
  it('however often and by whomever the pages of a link are fetched', async () => {
    const of = await issue()
    const token = firstToken(of)
    const before = await everything()
    for (const agent of ['Mozilla/5.0 Zalo/1.0', 'facebookexternalhit/1.1', 'curl/8', 'Googlebot/2.1', ''])
      for (const path of [
        '',
        '/receipt',
        '/question',
        '/not-applicable',
        '/delegate',
        '/not-me',
        '?lang=en',
        '/file/none',
        '/acknowledge',
        '/opened',
        '/withdraw',
      ])
        await get(`/x/${token}${path}`, { 'user-agent': agent })
    expect(await everything()).toBe(before)
  })

  it('«opened» comes from the visible page, and not from a machine or another site', async () => {
    const of = await issue()
    const { recipientId, token } = of.units[0]!.officers[0]!
    await post(`/x/${token}/opened`, {}, { 'user-agent': 'facebookexternalhit/1.1' })
    await post(`/x/${token}/opened`, {}, { 'sec-fetch-site': 'cross-site' })
    expect(await stageOf(recipientId)).toBe(1)
    const reply = await post(
      `/x/${token}/opened`,
      {},
      { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-origin' },
    )
    expect(reply.statusCode).toBe(204)
    expect(await stageOf(recipientId)).toBe(3)
    const again = await everything()
    await post(`/x/${token}/opened`)
    expect(await everything()).toBe(again)
  })
})

describe('an officer without a script', () => {
  it('reads, acknowledges by a form, gets a receipt, and may withdraw for five minutes', async () => {
    const of = await issue()
    const token = firstToken(of)
    const page = await get(`/x/${token}`)
    expect(page.body).toContain('<base href="/x/')
    expect(page.body).toContain('<form method="post" action="acknowledge">')
    expect(page.body).toContain('Xác nhận trước 15:00 hôm nay')
    expect(page.body).toContain('còn 18 phút')
    const pressed = await post(`/x/${token}/acknowledge`)
    expect(pressed.statusCode).toBe(303)
    expect(pressed.headers.location).toBe(`/x/${token}/receipt`)
    expect(String(pressed.headers['set-cookie'])).toMatch(
      /^loa_device=[\w-]{22}; Path=\/x; .*HttpOnly; SameSite=Lax; Secure$/,
    )
    expect(await targetOf(of)).toEqual(web.clock.now())
    const receipt = await get(`/x/${token}/receipt`)
    expect(receipt.body).toMatch(/XN-[2-9A-Z]{6}/)
    expect(receipt.body).toContain('14:42:00, 23/11/2026')
    expect(receipt.body).toContain('Rút lại được đến 14:47:00')
    web.clock.advance({ minutes: 4 })
    const taken = await post(`/x/${token}/withdraw`)
    expect(await targetOf(of)).toBeNull()
    expect((await get(String(taken.headers.location))).body).toContain('Đã rút lại xác nhận.')
  })

  it('is told when five minutes have passed, and keeps the receipt', async () => {
    const of = await issue()
    const token = firstToken(of)
    await post(`/x/${token}/acknowledge`)
    web.clock.advance({ minutes: 6 })
    expect((await get(`/x/${token}/receipt`)).body).not.toContain('action="withdraw"')
    const refused = await post(`/x/${token}/withdraw`)
    expect((await get(String(refused.headers.location))).body).toContain('Đã quá 5 phút')
    expect(await targetOf(of)).not.toBeNull()
  })

  it('may acknowledge late, and reads that it was late', async () => {
    const of = await issue()
    web.clock.set('2026-11-23T15:30:00+07:00')
    expect((await get(`/x/${firstToken(of)}`)).body).toContain('đã quá hạn, vẫn xác nhận được')
    await post(`/x/${firstToken(of)}/acknowledge`)
    expect((await get(`/x/${firstToken(of)}/receipt`)).body).toContain('Sau hạn 15:00 hôm nay')
  })

  it('says «Không thuộc đối tượng» with a reason, and may change to «received» later', async () => {
    const of = await issue()
    const token = firstToken(of)
    expect((await get(`/x/${token}/not-applicable`)).body).toContain('CĐCS Công ty TNHH May Phước Lộc')
    await post(`/x/${token}/not-applicable`, { note: 'Đơn vị đã giải thể' })
    web.clock.advance({ minutes: 30 })
    const receipt = await get(`/x/${token}/receipt`)
    expect(receipt.body).toContain('Không thuộc đối tượng thực hiện')
    expect(receipt.body).toContain('action="acknowledge"')
    await post(`/x/${token}/acknowledge`)
    expect((await get(`/x/${token}/receipt`)).body).toContain('Đã nhận, sẽ triển khai')
  })

  it('asks a question once although the form was sent twice, and finds the answer', async () => {
    const of = await issue()
    const token = firstToken(of)
    const { body } = await get(`/x/${token}/question`)
    const key = /name="key" value="([^"]+)"/.exec(body)![1]!
    const fields = { key, text: 'Nhà trọ ngoài phường 7\ncó phải rà soát không' }
    const sent = await post(`/x/${token}/question`, fields)
    await post(`/x/${token}/question`, fields)
    const after = await get(String(sent.headers.location))
    expect(after.body.match(/Nhà trọ ngoài phường 7/g)).toHaveLength(1)
    expect(after.body).toContain('Chưa có trả lời.')
    await sql`update question set answer = 'Có, cả phường 8.', answered_by = ${of.staffId}, answered_at = ${web.clock.now()},
      published_at = ${web.clock.now()}, published_question = 'Phạm vi rà soát?' where directive_id = ${of.directiveId}`.execute(
      web.database.db,
    )
    expect((await get(`/x/${token}/question`)).body).toContain('Có, cả phường 8.')
    // Published: every unit reads it, in the words of the sender.
    const colleague = await get(`/x/${of.units[0]!.officers[1]!.token}`)
    expect(colleague.body).toContain('Phạm vi rà soát?')
    expect(colleague.body).not.toContain('Nhà trọ ngoài phường 7')
  })

  it('gets a faulty form back with what was typed and how to mend it', async () => {
    const of = await issue()
    const reply = await post(`/x/${firstToken(of)}/delegate`, { name: 'Phạm Thị Hoa', phone: '12' })
    expect(reply.statusCode).toBe(422)
    expect(reply.body).toContain('value="Phạm Thị Hoa"')
    expect(reply.body).toContain('Số điện thoại chưa đúng. Ví dụ: 0912 345 678.')
    const empty = await post(`/x/${firstToken(of)}/question`, { key: 'k', text: '  ' })
    expect(empty.body).toContain('Chưa có nội dung câu hỏi')
  })

  it('hands it on: the other person gets a message with a link, and acknowledges for the unit', async () => {
    const of = await issue()
    const { recipientId, token } = of.units[0]!.officers[0]!
    const reply = await post(`/x/${token}/delegate`, { name: 'Phạm Thị Hoa', phone: '0912 345 678' })
    expect(reply.headers.location).toBe(`/x/${token}/delegate?sent=1`)
    expect((await get(String(reply.headers.location))).body).toContain('Đã chuyển cho Phạm Thị Hoa lúc 14:42')
    const { rows } = await sql<{ id: number; targetId: number; address: string; purpose: string }>`
      select r.id, r.target_id as "targetId", v.address, v.purpose from recipient r join delivery v on v.recipient_id = r.id
      where r.delegated_from = ${recipientId} and v.state = 'queued'`.execute(web.database.db)
    expect(rows).toEqual([
      {
        id: expect.any(Number),
        targetId: of.units[0]!.targetId,
        address: '+84912345678',
        purpose: 'delegation',
      },
    ])
    await post(`/x/${token}/delegate`, { name: 'Phạm Thị Hoa', phone: '0912345678' })
    const { rows: deliveries } = await sql`select from delivery where recipient_id = ${rows[0]!.id}`.execute(
      web.database.db,
    )
    expect(deliveries).toHaveLength(1)
  })

  it('«Không phải tôi»: the link closes at once and names nobody', async () => {
    const of = await issue()
    const { recipientId, token } = of.units[0]!.officers[0]!
    expect((await get(`/x/${token}/not-me`)).body).toContain('action="not-me"')
    await post(`/x/${token}/not-me`)
    const page = await get(`/x/${token}`)
    expect(page.statusCode).toBe(410)
    for (const secret of ['Trần Văn Ổn', 'Phước Lộc', 'Rà soát']) expect(page.body).not.toContain(secret)
    expect((await post(`/x/${token}/acknowledge`)).statusCode).toBe(410)
    expect(await targetOf(of)).toBeNull()
    const { rows } =
      await sql`select from link_event where recipient_id = ${recipientId} and kind = 'not_me'`.execute(
        web.database.db,
      )
    expect(rows).toHaveLength(1)
  })

  it('reads in English when one wishes', async () => {
    const of = await issue()
    const page = await get(`/x/${firstToken(of)}?lang=en`)
    expect(page.body).toContain('<html lang="en">')
    expect(page.body).toContain('Confirm receipt')
    expect(String(page.headers['set-cookie'])).toContain('loa_lang=en')
    expect((await get(`/x/${firstToken(of)}`, { cookie: 'loa_lang=en' })).body).toContain('Confirm receipt')
  })
})

describe('what became of the directive', () => {
  it('was stopped: nothing is asked', async () => {
    const of = await issue()
    await sql`update directive set state = 'stopped', stopped_at = ${web.clock.now()} where id = ${of.directiveId}`.execute(
      web.database.db,
    )
    const { body } = await get(`/x/${firstToken(of)}`)
    expect(body).toContain('Liên đoàn đã dừng gửi văn bản này')
    expect(body).not.toContain('action="acknowledge"')
  })

  it('was replaced: the new one is named, and linked for those who have it', async () => {
    const old = await issue()
    const [reader, other] = old.units[0]!.officers
    await sql`insert into directive (owner_unit_id, state, kind_code, title, acknowledge, created_at, updated_at, replaces_id, relation,
        number, symbol, issued_at, valid_until, released_at)
      select ${old.federationId}, 'sent', 'cong_dien', 'Mới', true, ${NOW}, ${NOW}, ${old.directiveId}, 'replaces', 1013, 'CĐ-LĐLĐ', ${NOW}, ${EXPIRES}, ${NOW}`.execute(
      web.database.db,
    )
    const { rows } = await sql<{
      id: number
    }>`select id from directive where replaces_id = ${old.directiveId}`.execute(web.database.db)
    const { rows: made } = await sql<{ id: number }>`
      insert into recipient (directive_id, person_id, person_name, stage) values (${rows[0]!.id}, ${reader!.personId}, 'Trần Văn Ổn', 1) returning id`.execute(
      web.database.db,
    )
    const token = derivedToken(TEST_SECRET, `link:${made[0]!.id}:0`)
    await sql`insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
      values (${tokenHash(token)}, ${made[0]!.id}, 0, ${NOW}, ${EXPIRES})`.execute(web.database.db)
    const mine = await get(`/x/${reader!.token}`)
    expect(mine.body).toContain('Đã được thay thế bởi 1013/CĐ-LĐLĐ.')
    expect(hrefs(mine.body)).toContain(`/x/${token}`)
    // The one thing to do is to read the new one: what no longer holds cannot be confirmed by reflex.
    expect(mine.body).not.toContain('action="acknowledge"')
    expect(mine.body).toContain(`<a class="btn primary" href="/x/${token}">Mở văn bản mới</a>`)
    const theirs = await get(`/x/${other!.token}`)
    expect(theirs.body).toContain('Đã được thay thế bởi 1013/CĐ-LĐLĐ.')
    expect(theirs.body).not.toContain('Mở văn bản mới')
    expect(theirs.body).toContain('action="acknowledge"')
    // A page that was opened before: received is received, and the new one asks again by name.
    const pressed = await post(`/x/${reader!.token}/acknowledge`)
    expect([pressed.statusCode, pressed.headers.location]).toEqual([303, `/x/${token}`])
    expect((await get(`/x/${token}`)).body).toMatch(/Đồng chí đã xác nhận .* đề nghị xác nhận lại/)
  })

  it('was acknowledged by a colleague: the reader sees when, and may still confirm', async () => {
    const of = await issue()
    await post(`/x/${firstToken(of)}/acknowledge`)
    const { body } = await get(`/x/${of.units[0]!.officers[1]!.token}`)
    expect(body).toContain('Đơn vị đã có người xác nhận lúc 14:42')
    expect(body).toContain('action="acknowledge"')
  })
})

describe('a link that does not open', () => {
  it('past its time offers a new one to the registered contact only, and hides the rest of it', async () => {
    const of = await issue()
    const { recipientId, token, phone } = of.units[0]!.officers[0]!
    web.clock.set(new Date(EXPIRES.getTime() + 1))
    const page = await get(`/x/${token}`)
    expect(page.statusCode).toBe(410)
    expect(page.body).toContain('Liên kết đã hết hạn')
    expect(page.body).toContain(`09•• ••• ${phone.slice(-3)}`)
    expect(page.body).not.toContain(phone.slice(3))
    expect(page.body).not.toContain('Kiểm tra nhà trọ')
    expect((await post(`/x/${token}/acknowledge`)).statusCode).toBe(410)
    expect(await stageOf(recipientId)).toBe(1)
    const asked = await post(`/x/${token}/new-link`)
    expect((await get(String(asked.headers.location))).body).toContain('Đã yêu cầu liên kết mới')
    const { rows } = await sql<{ address: string; ref: number; generation: number }>`
      select v.address, v.purpose_ref as ref, r.link_generation as generation from delivery v join recipient r on r.id = v.recipient_id
      where v.recipient_id = ${recipientId} and v.purpose = 'link'`.execute(web.database.db)
    expect(rows).toEqual([{ address: phone, ref: 1, generation: 1 }])
    const again = await post(`/x/${token}/new-link`)
    expect((await get(String(again.headers.location))).body).toContain('vừa được yêu cầu')
  })

  it('unknown, cut short or nonsense: the same page, which says nothing about anybody', async () => {
    const pages = await Promise.all(
      ['A'.repeat(22), 'short', 'x'.repeat(180), '..%2f..%2fetc', '%00'].map((token) => get(`/x/${token}`)),
    )
    expect(pages.map((page) => page.statusCode)).toEqual([404, 404, 404, 404, 404])
    expect(new Set(pages.map((page) => page.body)).size).toBe(1)
    expect((await post(`/x/${'A'.repeat(22)}/acknowledge`)).statusCode).toBe(404)
  })

  it('guessing is slowed down without slowing down anybody who has a link', async () => {
    const of = await issue()
    web.clock.advance({ hours: 24 })
    const codes = new Set<number>()
    for (let n = 0; n < 130; n++) codes.add((await get(`/x/${String(n).padStart(22, '0')}`)).statusCode)
    expect([...codes].sort()).toEqual([404, 429])
    expect((await get(`/x/${firstToken(of)}`)).statusCode).toBe(200)
  })
})

describe('what a page tells browsers and strangers', () => {
  it('headers: no referrer, no store, no index, nothing from elsewhere, no frame', async () => {
    const of = await issue()
    for (const url of [`/x/${firstToken(of)}`, `/x/${firstToken(of)}/question`, `/x/${'B'.repeat(22)}`]) {
      const { headers } = await get(url)
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-robots-tag']).toContain('noindex')
      expect(headers['x-content-type-options']).toBe('nosniff')
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(policy).not.toContain('http')
    }
  })

  it('the preview of a link names the federation and nothing of the content', async () => {
    const of = await issue({ title: 'Việc kín' })
    const { body } = await get(`/x/${firstToken(of)}`)
    const head = body.slice(0, body.indexOf('<style>'))
    expect(head).toContain('content="Thông báo từ Liên đoàn Lao động khu vực"')
    expect(head).not.toContain('Việc kín')
    expect(head).not.toContain('Ổn')
  })

  it('a text that cannot be kept is refused, and is no accident', async () => {
    const token = firstToken(await issue())
    for (const reply of [
      await post(`/x/${token}/question`, { text: 'Hỏi\0', key: 'k' }),
      await post(`/x/${token}/delegate`, { name: 'Lê\0', phone: '0912345678' }),
      await get(`/x/${token}?withdrawal=%00`),
    ])
      expect(reply.statusCode).toBe(422)
  })

  it('no text is ever markup, wherever it comes from', async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&{who}`
    const of = await issue({
      title: evil,
      body: `${evil}\n${'dài '.repeat(400)}${evil}`,
      actions: [evil],
      units: [{ name: evil, officers: [evil] }],
      attachments: [{ name: `${evil}.pdf`, mime: 'application/pdf', content: PDF }],
    })
    const token = firstToken(of)
    await post(`/x/${token}/question`, { key: evil, text: evil })
    await sql`update question set answer = ${evil}, answered_at = ${NOW}, published_at = ${NOW}, published_question = ${evil} where directive_id = ${of.directiveId}`.execute(
      web.database.db,
    )
    await post(`/x/${token}/delegate`, { name: evil, phone: '0912345679' })
    const bad = await post(`/x/${token}/delegate`, { name: evil, phone: evil })
    await post(`/x/${token}/not-applicable`, { note: evil })
    const bodies = [bad.body]
    for (const path of ['', '/receipt', '/question', '/delegate', '/not-applicable', '/not-me'])
      bodies.push((await get(`/x/${token}${path}`)).body)
    for (const body of bodies) {
      expect(body).not.toContain('<script>alert')
      expect(body).not.toContain('<img')
      expect(body).not.toContain('"><script')
      // Nor does a page show the key of a sentence that is missing.
      expect(body).not.toMatch(/phone\.[a-z]/)
    }
    expect(bodies[1]).toContain('&#60;script&#62;')
  })

  it('a form from another site is refused, one from a browser that hides its origin is not', async () => {
    const of = await issue()
    const [one, two] = of.units[0]!.officers
    expect(
      (await post(`/x/${one!.token}/acknowledge`, {}, { 'sec-fetch-site': 'cross-site' })).statusCode,
    ).toBe(403)
    expect(
      (await post(`/x/${one!.token}/acknowledge`, {}, { origin: 'https://evil.example' })).statusCode,
    ).toBe(403)
    expect(await targetOf(of)).toBeNull()
    expect((await post(`/x/${one!.token}/acknowledge`, {}, { origin: 'null' })).statusCode).toBe(303)
    expect(
      (await post(`/x/${two!.token}/acknowledge`, {}, { 'sec-fetch-site': 'same-origin', origin: 'null' }))
        .statusCode,
    ).toBe(303)
  })

  it('a file opens in the page without being able to do anything; other files of other directives do not', async () => {
    const of = await issue()
    const other = await issue({
      attachments: [{ name: 'a.html', mime: 'text/html', content: Buffer.from('<script>1</script>') }],
    })
    const key = hrefs((await get(`/x/${firstToken(of)}`)).body).find((href) => href.startsWith('file/'))!
    const file = await get(`/x/${firstToken(of)}/${key}`)
    expect(file.rawPayload).toEqual(PDF)
    expect(file.headers['content-type']).toBe('application/pdf')
    expect(String(file.headers['content-disposition'])).toBe(
      `inline; filename="Cong van 118.pdf"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n%20118.pdf`,
    )
    expect(String(file.headers['content-security-policy'])).toContain('sandbox')
    const foreign = hrefs((await get(`/x/${firstToken(other)}`)).body).find((href) =>
      href.startsWith('file/'),
    )!
    expect((await get(`/x/${firstToken(of)}/${foreign}`)).statusCode).toBe(404)
    const page = await get(`/x/${firstToken(other)}/${foreign}`)
    expect(page.headers['content-type']).toBe('application/octet-stream')
    expect(String(page.headers['content-disposition'])).toMatch(/^attachment/)
  })
})

describe('budgets', () => {
  it('page and style fit into the first flight, and the script is optional and tiny', async () => {
    const of = await issue({ body: 'Ban Thường vụ đề nghị các công đoàn cơ sở rà soát. '.repeat(80) })
    const { body, headers } = await get(`/x/${firstToken(of)}`)
    expect(gzipSync(body).length).toBeLessThan(14 * 1024)
    expect(gzipSync(SCRIPT).length).toBeLessThan(2 * 1024)
    expect(headers['content-encoding']).toBeUndefined()
    const zipped = await get(`/x/${firstToken(of)}`, { 'accept-encoding': 'gzip, br' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.rawPayload).toString()).toBe(body)
    expect(zipped.rawPayload.length).toBeLessThan(14 * 1024)
  })
})

describe('the page of a group', () => {
  async function grouped() {
    const of = await issue()
    const code = `g${of.directiveId}`
    const { db } = web.database
    const { rows } = await sql<{ id: number }>`insert into chat_group (code, owner_unit_id, name, platform)
      values (${code}, ${of.federationId}, 'Khối doanh nghiệp', 'zalo') returning id`.execute(db)
    await sql`insert into group_post (directive_id, group_id, group_name, platform, code)
      values (${of.directiveId}, ${rows[0]!.id}, 'Khối doanh nghiệp', 'zalo', ${code})`.execute(db)
    const opens = async () =>
      (await sql<{ opens: number }>`select opens from group_post where code = ${code}`.execute(db)).rows[0]!
        .opens
    return { of, code, opens }
  }

  it('shows the words and nobody’s name; only a visible page counts as an opening', async () => {
    const { code, opens } = await grouped()
    const { body, statusCode } = await get(`/g/${code}`)
    expect(statusCode).toBe(200)
    expect(body).toContain('Kiểm tra nhà trọ')
    expect(body).toContain('Mở liên kết riêng trong tin nhắn của mình')
    for (const name of ['Trần Văn Ổn', 'Phước Lộc']) expect(body).not.toContain(name)
    expect(await opens()).toBe(0)
    await post(`/g/${code}/opened`)
    expect(await opens()).toBe(1)
    expect((await get('/g/none')).statusCode).toBe(404)
  })

  it('sends an own link to a registered number only, and answers the same for every number', async () => {
    const { code, of } = await grouped()
    const { recipientId, phone } = of.units[0]!.officers[0]!
    const queued = async () =>
      (
        await sql<{
          address: string
        }>`select address from delivery where recipient_id = ${recipientId} and purpose = 'link'`.execute(
          web.database.db,
        )
      ).rows
    const stranger = await post(`/g/${code}/link`, { phone: '0987654321' })
    const known = await post(`/g/${code}/link`, { phone: `0${phone.slice(3)}` })
    expect(known.headers.location).toBe(stranger.headers.location)
    expect(known.body).toBe(stranger.body)
    expect((await get(String(known.headers.location))).body).toContain('Nếu số này đã đăng ký')
    await expect.poll(queued).toEqual([{ address: phone }])
    const wrong = await post(`/g/${code}/link`, { phone: '12' })
    expect(wrong.statusCode).toBe(422)
  })
})
