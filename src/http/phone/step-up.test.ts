import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type IssuedDirective,
  type IssuedForTest,
  issueForTest,
} from '../../../test/harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../../test/harness/web.ts'
import { acknowledgeByToken } from '../../domain/acknowledgement/index.ts'
import { derivedCode } from '../../kernel/ids.ts'

const ISSUED = '2026-11-23T14:02:00+07:00'
const NOW = '2026-11-23T14:42:00+07:00'

let web: TestWeb
beforeAll(async () => {
  web = await openTestWeb({ now: NOW })
})
afterAll(() => web.close())
beforeEach(() => web.clock.set(NOW))

async function issue(more: Partial<IssuedDirective> = {}): Promise<IssuedForTest> {
  const of = await issueForTest(web.database.db, {
    units: [{ name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn'] }],
    issuedAt: new Date(ISSUED),
    urgency: 1,
    links: { secret: TEST_SECRET, expiresAt: new Date('2026-12-26T14:02:00+07:00') },
    ...more,
  })
  return of
}

/** One browser with its cookies. */
class Phone {
  readonly cookies = new Map<string, string>()
  async get(url: string) {
    return this.#keep(await web.app.inject({ url, headers: this.#headers() }))
  }
  async post(url: string, fields: Record<string, string> = {}) {
    const payload = new URLSearchParams(fields).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...this.#headers() }
    return this.#keep(await web.app.inject({ method: 'POST', url, payload, headers }))
  }
  #headers(): Record<string, string> {
    return this.cookies.size === 0
      ? {}
      : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }
  #keep<T extends { cookies: { name: string; value: string }[] }>(answer: T): T {
    for (const { name, value } of answer.cookies) this.cookies.set(name, value)
    return answer
  }
}

const codes = async (recipientId: number) =>
  (
    await sql<{ id: number; channel: string; address: string; urgency: number; life: number }>`
    select purpose_ref as id, channel, address, urgency, extract(epoch from valid_until - due_at)::int as life from delivery
    where recipient_id = ${recipientId} and purpose = 'code' order by id`.execute(web.database.db)
  ).rows
const digits = (id: number): string => derivedCode(TEST_SECRET, `code:${id}`)
const wrongOf = (id: number): string => String((Number(digits(id)) + 1) % 1_000_000).padStart(6, '0')
const standing = async (recipientId: number) =>
  (
    await sql<{ answer: string; note: string | null; unverified: boolean }>`
    select answer, note, unverified from acknowledgement where recipient_id = ${recipientId} and withdrawn_at is null`.execute(
      web.database.db,
    )
  ).rows

/** The officer has acted on one phone; `further` is another. */
async function withFirstPhone(more: Partial<IssuedDirective> = {}) {
  const of = await issue(more)
  const officer = of.units[0]!.officers[0]!
  const link = `/x/${officer.token}`
  const first = new Phone()
  await first.post(`${link}/acknowledge`)
  expect(await standing(officer.recipientId)).toHaveLength(1)
  await first.post(`${link}/withdraw`)
  return { of, officer, link, first, further: new Phone() }
}

describe('the first phone that acts for an officer', () => {
  it('is trusted on first use and known afterwards: no code is sent', async () => {
    const { officer, link, first } = await withFirstPhone()
    const answer = await first.post(`${link}/acknowledge`)
    expect(answer.headers.location).toBe(`${link}/receipt`)
    expect(await standing(officer.recipientId)).toMatchObject([{ unverified: false }])
    expect(await codes(officer.recipientId)).toEqual([])
  })

  it('may be shared by two officers of a unit, each of whom trusts it on their own', async () => {
    const of = await issue({
      units: [{ name: 'CĐCS Trường Mầm non Hoa Mai', officers: ['Lê Thị Mỹ', 'Vũ Thị Dung'] }],
    })
    const shared = new Phone()
    for (const { token, recipientId } of of.units[0]!.officers) {
      await shared.post(`/x/${token}/acknowledge`)
      expect(await standing(recipientId)).toMatchObject([{ unverified: false }])
    }
  })

  it('is forgotten 90 days after its last act', async () => {
    const { officer, link, further } = await withFirstPhone()
    await sql`update access_link set expires_at = '2027-12-01'`.execute(web.database.db)
    web.clock.advance({ hours: 90 * 24 })
    await further.post(`${link}/acknowledge`)
    expect(await standing(officer.recipientId)).toMatchObject([{ unverified: false }])
  })
})

describe('a further phone', () => {
  it('must type a code sent to the registered contact; then the act that was asked for is done and the phone known', async () => {
    const { officer, link, further } = await withFirstPhone()
    const asked = await further.post(`${link}/not-applicable`, { note: 'Đơn vị đã giải thể' })
    expect(asked.headers.location).toBe(`${link}/code?asked=sent`)
    expect(await standing(officer.recipientId)).toEqual([])
    const [code] = await codes(officer.recipientId)
    // A person waits before the page: it overtakes routine messages, and is of no use after five minutes.
    expect(code).toMatchObject({ channel: 'sms', address: officer.phone, urgency: 2, life: 300 })

    const page = await further.get(String(asked.headers.location))
    expect(page.body).toMatch(/<input id="code"[^>]*inputmode="numeric"[^>]*autocomplete="one-time-code"/)
    expect(page.body).toContain(`•• ••• ${officer.phone.slice(-3)}`)
    expect(page.body).not.toContain(officer.phone.slice(-6))
    expect(page.body).not.toContain(digits(code!.id))

    const typed = `${digits(code!.id).slice(0, 3)} ${digits(code!.id).slice(3)}`
    const done = await further.post(`${link}/code`, { code: typed })
    expect(done.headers.location).toBe(`${link}/receipt?verified=1`)
    expect(await standing(officer.recipientId)).toEqual([
      { answer: 'not_applicable', note: 'Đơn vị đã giải thể', unverified: false },
    ])
    expect((await further.get(String(done.headers.location))).body).toContain('Lần sau không cần mã')
    // «Received» after «not ours»: this phone needs no code any more.
    const again = await further.post(`${link}/acknowledge`)
    expect(again.headers.location).toBe(`${link}/receipt`)
    expect(await codes(officer.recipientId)).toHaveLength(1)
  })

  it('finds the field again after a reload and after reopening the link, with the same code', async () => {
    const { officer, link, further } = await withFirstPhone()
    await further.post(`${link}/acknowledge`)
    for (let n = 0; n < 3; n++) expect((await further.get(`${link}/code`)).body).toContain('id="code"')
    const reopened = await further.get(link)
    expect(reopened.headers.location).toBe(`${link}/code`)
    expect((await further.get(`${link}/?read=1`)).statusCode).toBe(200)
    // Pressing once more sends no second message at once.
    expect((await further.post(`${link}/acknowledge`)).headers.location).toBe(`${link}/code?asked=too_soon`)
    const sent = await codes(officer.recipientId)
    expect(sent).toHaveLength(1)
    await further.post(`${link}/code`, { code: digits(sent[0]!.id) })
    expect(await standing(officer.recipientId)).toHaveLength(1)
  })

  it('gets another code after 45 seconds, and five a day', async () => {
    const { officer, link, further } = await withFirstPhone()
    await further.post(`${link}/acknowledge`)
    web.clock.advance({ seconds: 44 })
    await further.post(`${link}/send-code`)
    expect(await codes(officer.recipientId)).toHaveLength(1)
    web.clock.advance({ seconds: 1 })
    for (let n = 0; n < 9; n++) {
      await further.post(`${link}/send-code`)
      web.clock.advance({ minutes: 1 })
    }
    expect(await codes(officer.recipientId)).toHaveLength(5)
    expect((await further.get(`${link}/code`)).body).toContain('đủ số mã')
  })

  it('has five tries, and five minutes', async () => {
    const { officer, link, further } = await withFirstPhone()
    await further.post(`${link}/acknowledge`)
    const [code] = await codes(officer.recipientId)
    expect((await further.post(`${link}/code`, { code: '12345' })).body).toContain('đúng 6 chữ số')
    for (let left = 4; left > 0; left--) {
      const answer = await further.post(`${link}/code`, { code: wrongOf(code!.id) })
      expect(answer.statusCode).toBe(422)
      expect(answer.body).toContain(`Còn ${left} lần thử`)
    }
    await further.post(`${link}/code`, { code: wrongOf(code!.id) })
    expect((await further.post(`${link}/code`, { code: digits(code!.id) })).body).toContain('Gửi mã mới')
    expect(await standing(officer.recipientId)).toEqual([])

    web.clock.advance({ minutes: 1 })
    await further.post(`${link}/send-code`)
    const [, second] = await codes(officer.recipientId)
    web.clock.advance({ minutes: 5 })
    await further.post(`${link}/code`, { code: digits(second!.id) })
    expect(await standing(officer.recipientId)).toEqual([])
  })

  it('keeps the digits nowhere in the database', async () => {
    const { officer, link, further } = await withFirstPhone()
    await further.post(`${link}/acknowledge`)
    const [code] = await codes(officer.recipientId)
    const { rows } = await sql<{ row: string }>`
      select c::text as row from step_up_code c union all select d::text from delivery d`.execute(
      web.database.db,
    )
    for (const { row } of rows) expect(row).not.toContain(digits(code!.id))
  })

  it('needs none for a button pressed inside the chat', async () => {
    const { officer } = await withFirstPhone()
    const press = { via: 'button', answer: 'received' } as const
    await acknowledgeByToken(web.database.db, officer.token, press, web.clock.now())
    expect(await standing(officer.recipientId)).toMatchObject([{ unverified: false }])
  })

  it('is told to call the federation when no registered contact works', async () => {
    const { officer, link, further } = await withFirstPhone()
    await sql`update contact_point set state = 'invalid' where person_id = ${officer.personId}`.execute(
      web.database.db,
    )
    const asked = await further.post(`${link}/acknowledge`)
    expect(asked.headers.location).toBe(`${link}/code?asked=no_channel`)
    const { body } = await further.get(String(asked.headers.location))
    expect(body).toContain('Chưa có địa chỉ đăng ký nào')
    expect(body).toContain('gọi Liên đoàn')
    expect(body).not.toContain('id="code"')
  })

  it('sends nothing when a page is only read', async () => {
    const { officer, link, further } = await withFirstPhone()
    for (const path of ['/code', '/send-code', '/code?asked=sent']) await further.get(link + path)
    expect(await codes(officer.recipientId)).toEqual([])
    expect(further.cookies.size).toBe(0)
  })
})

describe('a further phone and a Hỏa tốc', () => {
  it('is taken at once as unverified; a code afterwards clears the mark', async () => {
    const { of, officer, link, further } = await withFirstPhone({ urgency: 3 })
    const pressed = await further.post(`${link}/acknowledge`)
    expect(pressed.headers.location).toBe(`${link}/receipt`)
    expect(await standing(officer.recipientId)).toMatchObject([{ unverified: true }])
    expect(await codes(officer.recipientId)).toEqual([])
    const receipt = await further.get(`${link}/receipt`)
    expect(receipt.body).toContain('Xác nhận từ thiết bị mới – chưa kiểm tra')
    expect(receipt.body).toContain('action="send-code"')

    await further.post(`${link}/send-code`)
    const [code] = await codes(officer.recipientId)
    await further.post(`${link}/code`, { code: digits(code!.id) })
    expect(await standing(officer.recipientId)).toMatchObject([{ unverified: false }])
    expect((await further.get(`${link}/receipt`)).body).not.toContain('chưa kiểm tra')
    const { rows } = await sql<{ at: Date | null }>`
      select acknowledged_at as at from target where id = ${of.units[0]!.targetId}`.execute(web.database.db)
    expect(rows[0]!.at).not.toBeNull()
  })

  it('does not become known by pressing', async () => {
    const { officer, link, further } = await withFirstPhone({ urgency: 3 })
    await further.post(`${link}/acknowledge`)
    await further.post(`${link}/withdraw`)
    await further.post(`${link}/acknowledge`)
    expect(await standing(officer.recipientId)).toMatchObject([{ unverified: true }])
  })
})
