import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../db/client.ts'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { type RunningDemo, startDemo } from '../harness/demo.ts'

/** What a person may do wrong, tried over HTTP beside the running program. */
let demo: RunningDemo
beforeAll(async () => {
  // People answer slowly: nobody settles what is tried here.
  demo = await startDemo({ LOA_DEMO_SPEED: '1' })
})
afterAll(() => demo?.stop())

/** SMS that the gateway took, oldest first, each with the link in it. */
async function messages(): Promise<{ phone: string; link: string }[]> {
  const requests = (await demo.fake('sms', '/requests')) as unknown as { body: string }[]
  return requests.flatMap(({ body }) => {
    const { Phone, Content } = JSON.parse(body || '{}') as { Phone?: string; Content?: string }
    const link = /http\S+\/x\/\S+/.exec(Content ?? '')?.[0]
    return Phone && link ? [{ phone: Phone, link }] : []
  })
}

test('an expired link: «Gửi lại liên kết mới» brings a working one to the registered number, and to nobody else', async () => {
  const id = await demo.sendToEverybody()
  // 33 people have nothing but a telephone; a Zalo that fails may add another one.
  await expect.poll(async () => (await messages()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(33)
  const before = await messages()
  // Not the telephone that three officers share.
  const { phone, link } = before.find((one) => before.filter((two) => two.phone === one.phone).length === 1)!
  const database = openDatabase(demo.databaseUrl, { max: 1, name: 'loa test' })
  await sql`update access_link set expires_at = created_at where recipient_id in (
    select v.recipient_id from delivery v where v.directive_id = ${id} and v.channel = 'sms'
      and right(v.address, 9) = ${phone.slice(-9)})`.execute(database.db)
  const linksQueued = async () => {
    const { rows } = await sql<{
      address: string
    }>`select address from delivery where purpose = 'link'`.execute(database.db)
    return rows.map((row) => row.address.slice(-9))
  }
  const sentTo = async () => (await messages()).filter((one) => one.phone === phone)

  const old = await fetch(link)
  const page = await old.text()
  expect(old.status).toBe(410)
  expect(page).toContain('Gửi lại liên kết mới')
  expect(page).toContain('••')
  expect(page).not.toContain(phone)
  expect(page).not.toContain('Rà soát')
  // Looking sends nothing, however often.
  await Promise.all([fetch(link), fetch(link)])
  expect(await linksQueued()).toEqual([])

  const { origin } = new URL(link)
  const press = () => fetch(`${link}/new-link`, { method: 'POST', headers: { origin } })
  expect(await (await press()).text()).toContain('Đã yêu cầu liên kết mới')
  expect(await (await press()).text()).toContain('vừa được yêu cầu')
  await expect.poll(async () => (await sentTo()).length, { timeout: 20_000 }).toBe(2)
  const fresh = (await sentTo()).at(-1)!
  expect(await linksQueued()).toEqual([phone.slice(-9)])
  await database.close()
  expect(fresh.link).not.toBe(link)
  const opened = await fetch(fresh.link)
  expect([opened.status, await opened.text()]).toEqual([200, expect.stringContaining('Xác nhận đã nhận')])
  // A page elsewhere cannot ask for one.
  const foreign = await fetch(`${link}/new-link`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
  })
  expect(foreign.status).toBe(403)
}, 60_000)

test('own words for SMS between what a gateway takes and what a draft holds: kept, named on the check page, not sent', async () => {
  const { staff } = demo
  const draft = await staff.post<Directive>('/api/directives', { kind: 'thong_bao' })
  const words = 'Mua lon, de phong ngap ung. '.repeat(28).slice(0, 700).trim()
  const saved = await staff.patch<Directive>(`/api/directives/${draft.id}`, {
    revision: draft.revision,
    change: {
      title: 'Về việc phòng ngập',
      body: 'Nội dung',
      audience: { ...draft.audience, lines: [{ all: true }] },
      overrides: { sms: words },
      smsUnaccented: true,
    },
  })
  const { faults, typedNumber } = await staff.get<IssueCheck>(`/api/directives/${draft.id}/check`)
  const fault = faults.find((one) => one.field === 'overrides.sms')
  expect(fault).toMatchObject({ code: 'draft.sms_too_long', blocking: true })
  // What happened and how to mend it, in the reader's language.
  expect(fault!.message).toMatch(/SMS.*tin/s)
  await expect(
    staff.post(`/api/directives/${draft.id}/issue`, {
      revision: saved.revision,
      typedNumber,
      acceptWarnings: true,
      requestKey: 'too-long-an-sms',
    }),
  ).rejects.toThrow(/422.*sms_too_long/s)
  const kept = await staff.get<Directive>(`/api/directives/${draft.id}`)
  expect([kept.state, kept.overrides.sms]).toEqual(['draft', words])
  // Longer than a draft holds: refused beside the field, and the draft stays as it was.
  await expect(
    staff.patch(`/api/directives/${draft.id}`, {
      revision: saved.revision,
      change: { overrides: { sms: 'x'.repeat(1001) } },
    }),
  ).rejects.toThrow(/overrides\.sms/)
  expect((await staff.get<Directive>(`/api/directives/${draft.id}`)).overrides.sms).toBe(words)
})
