import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { createSample, type Sample } from '../../../test/harness/sample.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type {
  Breaches,
  DataRequests,
  HeldData,
  PeopleFound,
  PrivacyOverview,
} from '../../contract/privacy.ts'

let sample: Sample
let web: TestWeb
let root: { path: string; name: string }
let keeper: string
let stranger: string
let person: { id: number; name: string; phone: string }

beforeAll(async () => {
  sample = await createSample()
  web = await openTestWeb({ database: sample, now: '2026-11-23T09:00:00+07:00' })
  const trees = await sample.rows(sql<{ path: string; name: string }>`
    (select path::text as path, name from unit order by nlevel(path), path limit 1) union all
    (select path::text as path, name from unit order by nlevel(path) desc, path desc limit 1)`)
  root = trees[0]!
  const admin = await addStaff(sample.db, {
    unit: root.name,
    path: root.path,
    role: 'administrator',
    name: 'Lý Thị Bảo Vệ',
  })
  keeper = await signInAs(web.app, web.world, admin.staffId)
  const other = await addStaff(sample.db, {
    unit: trees[1]!.name,
    path: trees[1]!.path,
    role: 'administrator',
  })
  stranger = await signInAs(web.app, web.world, other.staffId)
  person = await sample.row(sql<{ id: number; name: string; phone: string }>`
    select p.id, p.full_name as name, c.address as phone from person p join post o on o.person_id = p.id
    join contact_point c on c.person_id = p.id and c.channel = 'sms' where o.valid_to is null
      and not exists (select from staff s where s.person_id = p.id)
      and o.unit_id <> (select id from unit order by nlevel(path) desc, path desc limit 1) order by p.id limit 1`)
})
afterAll(() => web?.close())

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, cookie = keeper) =>
  web.app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) })
const get = async <T>(url: string): Promise<T> => {
  const reply = await call('GET', url)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json<T>()
}
const acts = async (): Promise<string[]> =>
  (
    await sample.rows(
      sql<{ action: string }>`select action from audit_entry where action like 'privacy.%' order by id`,
    )
  ).map((row) => row.action)

test('the registry is shown in words, with what the installation decided', async () => {
  const overview = await get<z.infer<typeof PrivacyOverview>>('/api/privacy')
  expect(overview.settings).toEqual({ openedReported: true, contactDays: 90, deliveryMonths: 24 })
  expect(overview.wholeTree).toBe(true)
  expect(overview.registry.find((line) => line.table === 'contact_point')).toMatchObject({
    basis: 'Nhiệm vụ công đoàn',
    retention: expect.stringContaining('90 ngày'),
  })
  const changed = { openedReported: false, contactDays: 30, deliveryMonths: 12 }
  expect((await call('PATCH', '/api/privacy/settings', changed, stranger)).json()).toMatchObject({
    code: 'privacy.whole_tree',
  })
  expect((await call('PATCH', '/api/privacy/settings', changed)).json()).toEqual(changed)
  await call('PATCH', '/api/privacy/settings', overview.settings)
})

test('a request gets its days: answered within two working days, carried out in ten, extended once', async () => {
  const opened = await call('POST', '/api/privacy/requests', {
    personId: person.id,
    kind: 'correct',
    cameBy: 'paper',
    note: 'Sai số điện thoại',
  })
  expect(opened.statusCode, opened.body).toBe(201)
  const { id } = opened.json<{ id: number }>()
  const one = async () =>
    (await get<z.infer<typeof DataRequests>>('/api/privacy/requests')).items.find((item) => item.id === id)!
  expect(await one()).toMatchObject({
    personName: person.name,
    answerBy: '2026-11-25',
    actBy: '2026-12-03',
    standing: 'open',
  })
  web.clock.set('2026-11-26T09:00:00+07:00')
  expect((await one()).standing).toBe('answer_late')
  expect((await call('POST', `/api/privacy/requests/${id}/answer`)).statusCode).toBe(204)
  expect((await one()).standing).toBe('open')
  expect(
    (
      await call('POST', `/api/privacy/requests/${id}/extend`, {
        days: 15,
        reason: 'Phải đối chiếu quyết định',
      })
    ).statusCode,
  ).toBe(204)
  expect((await one()).actBy).toBe('2026-12-18')
  expect(
    (await call('POST', `/api/privacy/requests/${id}/extend`, { days: 1, reason: 'Thêm' })).json(),
  ).toMatchObject({ code: 'privacy.extended_already' })
  expect(
    (await call('POST', `/api/privacy/requests/${id}/finish`, { outcome: 'refused' })).json(),
  ).toMatchObject({ faults: [{ field: 'note' }] })
  expect((await call('POST', `/api/privacy/requests/${id}/finish`, { outcome: 'done' })).statusCode).toBe(204)
  expect((await one()).standing).toBe('finished')
  expect(await acts()).toEqual(
    expect.arrayContaining([
      'privacy.request_opened',
      'privacy.request_answered',
      'privacy.request_extended',
      'privacy.request_finished',
    ]),
  )
})

test('what is held about a person is read and exported whole, and each reading is a line of the log', async () => {
  const found = await get<z.infer<typeof PeopleFound>>(
    `/api/privacy/people?q=${encodeURIComponent(person.name)}`,
  )
  expect(found.items.map((item) => item.id)).toContain(person.id)
  const held = await get<z.infer<typeof HeldData>>(`/api/privacy/people/${person.id}`)
  expect(JSON.stringify(held.sections)).toContain(person.phone)
  expect(held.sections.every((section) => !section.name.startsWith('privacy.'))).toBe(true)
  const json = await call('GET', `/api/privacy/people/${person.id}/export?format=json`)
  expect(json.json<{ contacts: { address: string }[] }>().contacts.map((one) => one.address)).toContain(
    person.phone,
  )
  const page = await call('GET', `/api/privacy/people/${person.id}/export?format=html`)
  expect(page.body).toContain(person.name)
  expect(page.body).not.toMatch(/privacy\.(field|section)\./)
  expect((await acts()).filter((action) => /read|exported/.test(action))).toEqual([
    'privacy.person_read',
    'privacy.person_exported',
    'privacy.person_exported',
  ])
})

test('another part of the tree can neither see nor change any of it', async () => {
  for (const [method, url, body] of [
    ['GET', `/api/privacy/people/${person.id}`],
    ['GET', `/api/privacy/people/${person.id}/export`],
    ['POST', `/api/privacy/people/${person.id}/erase`],
    [
      'POST',
      `/api/privacy/people/${person.id}/consents`,
      { purpose: 'photo', given: true, how: 'paper', evidence: 'x' },
    ],
    ['POST', `/api/privacy/people/${person.id}/objections`, { channel: 'sms', stopped: true, how: 'call' }],
    ['POST', '/api/privacy/requests', { personId: person.id, kind: 'access', cameBy: 'call' }],
  ] as const)
    expect((await call(method, url, body, stranger)).statusCode, `${method} ${url}`).toBe(404)
  expect((await call('GET', '/api/privacy/requests', undefined, stranger)).json()).toEqual({ items: [] })
  expect((await call('GET', '/api/privacy/breaches', undefined, stranger)).statusCode).toBe(403)
})

test('consent, a stopped channel and erasure through the API', async () => {
  const at = `/api/privacy/people/${person.id}`
  expect(
    (
      await call('POST', `${at}/consents`, {
        purpose: 'photo',
        given: true,
        how: 'paper',
        evidence: 'Phiếu 3',
      })
    ).statusCode,
  ).toBe(204)
  expect(
    (
      await call('POST', `${at}/consents`, {
        purpose: 'promotion',
        given: true,
        how: 'paper',
        evidence: 'Phiếu 3',
      })
    ).statusCode,
  ).toBe(422)
  expect(
    (await call('POST', `${at}/objections`, { channel: 'sms', stopped: true, how: 'call' })).statusCode,
  ).toBe(204)
  expect((await call('POST', `${at}/erase`)).json()).toMatchObject({ code: 'privacy.still_in_post' })
  await sql`update post set valid_to = '2026-11-01', ended_at = '2026-11-01', end_reason = 'left' where person_id = ${person.id}`.execute(
    sample.db,
  )
  expect((await call('POST', `${at}/erase`)).statusCode).toBe(204)
  expect(JSON.stringify(await get(`${at}`))).not.toContain(person.phone)
})

test('an incident freezes everybody but who opened it, counts 72 hours, and is thawed', async () => {
  const opened = await call('POST', '/api/privacy/breaches', { summary: 'Mất một bản sao lưu' })
  expect(opened.statusCode, opened.body).toBe(201)
  const { id } = opened.json<{ id: number }>()
  const again = await addStaff(sample.db, { unit: root.name, path: root.path, role: 'administrator' })
  const fresh = await signInAs(web.app, web.world, again.staffId)
  expect((await call('GET', '/api/me', undefined, stranger)).statusCode).toBe(401)
  expect((await call('GET', '/api/me', undefined, fresh)).json()).toMatchObject({
    code: 'privacy.sign_ins_frozen',
  })
  expect((await call('POST', '/api/privacy/breaches', { summary: 'Hai' })).json()).toMatchObject({
    code: 'privacy.frozen_already',
  })
  await call('POST', `/api/privacy/breaches/${id}/entries`, { text: 'Đã đổi khóa' })
  const [breach] = (await get<z.infer<typeof Breaches>>('/api/privacy/breaches')).items
  expect(Date.parse(breach!.noticeBy) - Date.parse(breach!.discoveredAt)).toBe(72 * 3_600_000)
  expect(breach!.entries.map((entry) => entry.text)).toEqual(['Đã đổi khóa'])
  const list = await call('GET', `/api/privacy/breaches/${id}/affected`)
  const { n } = await sample.row(sql<{ n: number }>`
    select count(distinct person_id) as n from contact_point where address not like 'erased-%'`)
  expect(list.body.trim().split('\r\n')).toHaveLength(n + 1)
  expect((await call('POST', `/api/privacy/breaches/${id}/step`, { step: 'thawed' })).statusCode).toBe(204)
  await expect.poll(async () => (await call('GET', '/api/me', undefined, fresh)).statusCode).toBe(200)
  expect((await call('POST', `/api/privacy/breaches/${id}/step`, { step: 'closed' })).statusCode).toBe(204)
})
