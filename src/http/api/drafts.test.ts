import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedScale } from '../../../demo/scale.ts'
import { addStaff, grantRole, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../../test/harness/web.ts'
import type { Directive, IssueCheck, Previews } from '../../contract/directive.ts'

let web: TestWeb
let federationId: number
let ly: { cookie: string }
let quy: { cookie: string }

const EVERYBODY = { lines: [{ all: true }], positions: [], excludeUnits: [], excludePersons: [] }

beforeAll(async () => {
  web = await openTestWeb({ now: '2021-09-05T07:40:00+07:00' })
  ;({ federationId } = await seedScale(web.database.db, {
    units: 60,
    people: 100,
    groups: 2,
    now: web.clock.now(),
    secret: TEST_SECRET,
    accounts: (['zalo', 'sms', 'email'] as const).map((channel) => ({
      kind: channel,
      channel,
      name: channel,
      baseUrl: 'http://127.0.0.1:9',
      ratePerMinute: 60,
      burst: 1,
    })),
    mix: { zalo: 60, sms: 20, email: 15 },
  }))
  ly = await staffNamed('Đinh Khánh Ly', 'ly@ldld.example')
  quy = await staffNamed('Trịnh Phú Quý', 'quy@ldld.example')
})
afterAll(() => web.close())

async function staffNamed(name: string, email: string): Promise<{ cookie: string }> {
  const person = await web.database.db
    .insertInto('person')
    .values({ full_name: name, is_demo: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  const staff = await web.database.db
    .insertInto('staff')
    .values({ person_id: person.id, unit_id: federationId, job_title: 'Cán bộ', email })
    .returning('id')
    .executeTakeFirstOrThrow()
  await grantRole(web.database.db, staff.id, 'leader', federationId)
  return { cookie: await signInAs(web.app, web.world, staff.id) }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const ask = (method: Method, url: string, payload?: object, as = ly) =>
  web.app.inject({ method, url, headers: as, ...(payload && { payload }) })
const create = async (body: object = { kind: 'cong_dien' }): Promise<Directive> =>
  (await ask('POST', '/api/directives', body)).json()
const save = (draft: Directive, change: object, as = ly) =>
  ask('PATCH', `/api/directives/${draft.id}`, { revision: draft.revision, change }, as)
const check = async (draft: Directive): Promise<IssueCheck> =>
  (await ask('GET', `/api/directives/${draft.id}/check`)).json()

const attach = (id: number, name: string, content: Buffer) => {
  const boundary = 'ranh-gioi'
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return web.app.inject({
    method: 'POST',
    url: `/api/directives/${id}/attachments`,
    headers: { ...ly, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  })
}

describe('a draft', () => {
  it('of a công điện asks for confirmation within the hour and escalates, unless the sender says otherwise', async () => {
    const draft = await create()
    expect(draft).toMatchObject({
      state: 'draft',
      urgency: 3,
      acknowledge: true,
      acknowledgeBefore: '2021-09-05T01:45:00.000Z',
      createdBy: 'Đinh Khánh Ly',
    })
    expect(draft.escalation.map((step) => step.act)).toEqual(['next_channel', 'call', 'leader'])
    const calm = (await save(draft, { urgency: 0 })).json<Directive>()
    expect(calm).toMatchObject({ urgency: 0, acknowledge: true, acknowledgeBefore: null, escalation: [] })
  })

  it('keeps what was typed, tidied, and refuses a change upon an older revision with the name of the other', async () => {
    const draft = await create()
    const typed = (await save(draft, { title: '  Về việc\u00a0phòng  dịch ' })).json<Directive>()
    expect(typed).toMatchObject({ title: 'Về việc phòng dịch', revision: draft.revision + 1 })
    const late = await save(draft, { title: 'Khác' }, quy)
    expect(late.statusCode).toBe(409)
    expect(late.json()).toMatchObject({ code: 'draft_changed_elsewhere' })
    expect(late.json().title).toContain('Đinh Khánh Ly đã sửa dự thảo này lúc 07:40')
    expect((await save(typed, { title: 'Khác' }, quy)).json()).toMatchObject({
      title: 'Khác',
      updatedBy: 'Trịnh Phú Quý',
    })
  })

  it('says which text is too long and by what measure, and refuses bytes that are no text; what was saved is kept', async () => {
    const saved = (await save(await create(), { title: 'Về việc phòng dịch' })).json<Directive>()
    const long = await save(saved, { overrides: { sms: 'Đề nghị khẩn trương '.repeat(200) } })
    expect(long.statusCode).toBe(422)
    expect(long.json().faults).toMatchObject([{ field: 'change.overrides.sms', code: 'too_long' }])
    expect(long.json().faults[0].message).toContain('dài quá 1000 ký tự')
    expect((await save(saved, { body: 'a\u0000b' })).statusCode).toBe(422)
    expect((await ask('GET', `/api/directives/${saved.id}`)).json()).toMatchObject({
      title: 'Về việc phòng dịch',
      revision: saved.revision,
    })
  })

  it('can be thrown away and fetched back', async () => {
    const draft = await create()
    expect((await ask('DELETE', `/api/directives/${draft.id}`)).statusCode).toBe(204)
    expect((await save(draft, { title: 'x' })).json()).toMatchObject({ code: 'draft.discarded' })
    expect((await ask('POST', `/api/directives/${draft.id}/restore`)).json()).toMatchObject({
      state: 'draft',
    })
  })

  it('is not seen from another federation', async () => {
    const { staffId } = await addStaff(web.database.db, {
      unit: 'LĐLĐ quận khác',
      path: 'khac',
      email: 'khac@ldld.example',
    })
    const stranger = { cookie: await signInAs(web.app, web.world, staffId) }
    const draft = await create()
    expect((await ask('GET', `/api/directives/${draft.id}`, undefined, stranger)).statusCode).toBe(404)
    expect((await save(draft, { title: 'x' }, stranger)).statusCode).toBe(404)
  })

  it('made from a template whose deadline has passed gets a deadline to come', async () => {
    const source = await create()
    await sql`update directive set state = 'template', title = 'Mẫu', acknowledge_before = '2021-01-01' where id = ${source.id}`.execute(
      web.database.db,
    )
    const draft = await create({ templateId: source.id })
    expect(draft).toMatchObject({ title: 'Mẫu', state: 'draft' })
    expect(new Date(draft.acknowledgeBefore!).getTime()).toBeGreaterThan(web.clock.now().getTime())
  })
})

describe('attachments', () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n')

  it('take their type from the bytes and a clean name', async () => {
    const draft = await create()
    const reply = await attach(draft.id, 'Công điện/12.exe', pdf)
    expect(reply.statusCode).toBe(201)
    const [file] = reply.json<Directive>().attachments
    expect(file).toMatchObject({ fileName: '12.exe.pdf', mime: 'application/pdf', size: pdf.length })
    const got = await ask('GET', file!.url)
    expect(got.headers['content-disposition']).toContain('attachment')
    expect(got.headers['x-content-type-options']).toBe('nosniff')
    expect(got.rawPayload.equals(pdf)).toBe(true)
    const without = (await ask('DELETE', file!.url)).json<Directive>()
    expect(without.attachments).toEqual([])
  })

  it.each([
    ['lenh.pdf', Buffer.from('MZ\u0090\u0000chương trình'), 'draft.file_type'],
    ['rong.pdf', Buffer.alloc(0), 'draft.file_empty'],
    ['lon.pdf', Buffer.concat([pdf, Buffer.alloc(26_214_400)]), 'draft.file_too_large'],
  ])('%s is refused with how to mend it, and the draft stays', async (name, content, code) => {
    const draft = (await save(await create(), { title: 'Còn nguyên' })).json<Directive>()
    const reply = await attach(draft.id, name, content)
    expect(reply.statusCode).toBe(422)
    expect(reply.json().faults).toEqual([
      expect.objectContaining({ field: 'attachments', code, message: expect.stringContaining(name) }),
    ])
    const kept = (await ask('GET', `/api/directives/${draft.id}`)).json<Directive>()
    expect(kept).toMatchObject({ title: 'Còn nguyên', attachments: [], revision: draft.revision })
  })
})

describe('the check before issue', () => {
  it('names every fault with its field', async () => {
    const draft = (
      await save(await create(), { acknowledgeBefore: '2021-09-05T00:10:00.000Z' })
    ).json<Directive>()
    const { faults } = await check(draft)
    expect(faults.map((fault) => [fault.field, fault.code, fault.blocking])).toEqual([
      ['title', 'draft.title_missing', true],
      ['actions', 'draft.words_missing', true],
      ['audience', 'draft.audience_empty', true],
      ['acknowledgeBefore', 'draft.deadline_past', true],
    ])
    for (const fault of faults) expect(fault.message).not.toMatch(/problem\.|\{/)
  })

  it('counts what the issue would freeze, and asks to type the number', async () => {
    const draft = (
      await save(await create(), { title: 'Trích yếu', actions: ['Việc'], audience: EVERYBODY })
    ).json<Directive>()
    const result = await check(draft)
    expect(result).toMatchObject({
      units: 60,
      people: 100,
      typedNumber: 60,
      holdSeconds: 10,
      keptUntil: null,
    })
    expect(result.cost.smsPeople).toBe(20)
    expect(result.faults.map((fault) => fault.code)).toContain('draft.people_without_channel')
    expect(result.faults.some((fault) => fault.blocking)).toBe(false)
  })

  it('keeps a private kind to one unit', async () => {
    const draft = (
      await save(await create({ kind: 'rut_kinh_nghiem' }), { title: 'a', body: 'b', audience: EVERYBODY })
    ).json<Directive>()
    expect((await check(draft)).faults).toContainEqual(
      expect.objectContaining({ code: 'draft.private_to_many', blocking: true }),
    )
  })

  it('refuses own SMS words of more than three parts and Zalo words beyond 2,000', async () => {
    const overrides = { sms: 'x'.repeat(500), zalo: 'y'.repeat(1995) }
    const draft = (
      await save(await create(), { title: 'a', body: 'b', audience: EVERYBODY, overrides })
    ).json<Directive>()
    expect((await check(draft)).faults.filter((fault) => fault.blocking).map((fault) => fault.code)).toEqual([
      'draft.zalo_too_long',
      'draft.sms_too_long',
    ])
  })

  it('finds the same words sent to one of the same units within a day, and not after it', async () => {
    const words = { title: 'Hai lần', body: 'Nội dung', audience: EVERYBODY }
    const first = (await save(await create(), words)).json<Directive>()
    await sql`insert into target (directive_id, unit_id, unit_name, parents)
      select ${first.id}, id, name, '[]' from unit where type_code = 'cdcs' limit 1`.execute(web.database.db)
    await sql`update directive set state = 'sending', number = 77, symbol = 'CĐ-LĐLĐ', issued_at = ${web.clock.now()},
      released_at = ${web.clock.now()}, valid_until = '2021-09-09' where id = ${first.id}`.execute(
      web.database.db,
    )
    const second = (await save(await create(), words)).json<Directive>()
    expect((await check(second)).duplicateOf).toEqual({ id: first.id, reference: '77/CĐ-LĐLĐ' })
    await sql`update directive set body = 'Nội dung khác' where id = ${second.id}`.execute(web.database.db)
    expect((await check(second)).duplicateOf).toBeNull()
  })
})

describe('a replacement', () => {
  it('is addressed to exactly those who got the old one', async () => {
    const old = (await save(await create(), { title: 'Cũ', body: 'Lời cũ' })).json<Directive>()
    await sql`insert into target (directive_id, unit_id, unit_name, parents)
      select ${old.id}, id, name, '[]' from unit where type_code = 'cdcs' order by id limit 7`.execute(
      web.database.db,
    )
    await sql`insert into recipient (directive_id, person_id, person_name, target_id)
      select distinct on (p.person_id) ${old.id}::bigint, p.person_id, 'x', t.id
      from target t join post p on p.unit_id = t.unit_id where t.directive_id = ${old.id}`.execute(
      web.database.db,
    )
    const people = (
      await sql<{ n: number }>`select count(*) as n from recipient where directive_id = ${old.id}`.execute(
        web.database.db,
      )
    ).rows[0]!.n
    await sql`update directive set state = 'sending', number = 12, symbol = 'CĐ-LĐLĐ', issued_at = ${web.clock.now()},
      released_at = ${web.clock.now()}, valid_until = '2021-09-09' where id = ${old.id}`.execute(
      web.database.db,
    )
    const draft = await create({ correctionOf: old.id })
    expect(draft).toMatchObject({
      title: 'Thay thế Công điện 12/CĐ-LĐLĐ: Cũ',
      replaces: { id: old.id, reference: '12/CĐ-LĐLĐ', relation: 'replaces' },
    })
    const result = await check(draft)
    expect(result).toMatchObject({ units: 7, people })
    expect(result.faults.map((fault) => fault.code)).toContain('draft.blank_left')

    const recall = await create({ correctionOf: old.id, relation: 'recalls' })
    expect(recall).toMatchObject({
      title: 'Thu hồi Công điện 12/CĐ-LĐLĐ: Cũ',
      replaces: { id: old.id, relation: 'recalls' },
      attachments: [],
    })
    expect(recall.actions[0]).toBe(
      'Không thực hiện Công điện 12/CĐ-LĐLĐ; việc đã làm theo văn bản đó thì báo lại.',
    )
    expect(await check(recall)).toMatchObject({ units: 7, people })
  })

  it('is refused for what has not been sent', async () => {
    const draft = await create()
    const reply = await ask('POST', '/api/directives', { correctionOf: draft.id })
    expect(reply.json()).toMatchObject({ status: 409, code: 'draft.nothing_to_correct' })
  })
})

describe('previews', () => {
  it('are the words that would be sent, addressed to the chosen person, with the page that officers see', async () => {
    const draft = (
      await save(await create(), {
        title: 'Trích yếu',
        actions: ['Việc một'],
        audience: EVERYBODY,
        isDrill: true,
      })
    ).json<Directive>()
    const one = (await ask('POST', `/api/directives/${draft.id}/previews`, { index: 1 })).json<Previews>()
    const two = (await ask('POST', `/api/directives/${draft.id}/previews`, { index: 2 })).json<Previews>()
    expect(one.sample).toMatchObject({ index: 1, of: 100 })
    expect(one.zalo.text).toContain(one.sample.unit)
    expect(two.sample.person).not.toBe(one.sample.person)
    expect(one.zalo.text.startsWith('[DIỄN TẬP] [HỎA TỐC] Công điện ')).toBe(true)
    expect(one.sms.text).toContain(`https://loa.test/x/${'X'.repeat(22)}`)
    expect(one.page.html).toContain('Việc một')
    expect(one.page.html).not.toContain('<form')
    expect(one.zalo.template.map((parameter) => parameter.name)).toContain('trich_yeu')
  })

  it('stand even when nothing is written and nobody chosen', async () => {
    const draft = await create()
    const reply = await ask('POST', `/api/directives/${draft.id}/previews`, {})
    expect(reply.statusCode).toBe(200)
    expect(reply.json<Previews>().sample).toMatchObject({ index: 0, of: 0 })
  })
})

describe('a trial to oneself', () => {
  it('queues one message on each channel that leads to the author and leaves the draft untouched', async () => {
    const draft = (await save(await create(), { title: 'Thử' })).json<Directive>()
    const nothing = await ask('POST', `/api/directives/${draft.id}/test`, { channels: ['sms', 'email'] })
    expect(nothing.json().faults[0]).toMatchObject({ code: 'draft.no_own_contact' })
    await sql`insert into contact_point (person_id, channel, address)
      select person_id, 'email', 'ly@ldld.example' from staff where email = 'ly@ldld.example'`.execute(
      web.database.db,
    )
    const reply = await ask('POST', `/api/directives/${draft.id}/test`, { channels: ['sms', 'email'] })
    expect(reply.statusCode).toBe(202)
    expect(reply.json()).toEqual({ sent: ['email'], missing: ['sms'] })
    const queued = await web.database.db
      .selectFrom('delivery')
      .select(['address', 'purpose', 'state', 'directive_id'])
      .execute()
    expect(queued).toMatchObject([{ address: 'ly@ldld.example', purpose: 'test', state: 'queued' }])
    expect(queued[0]!.directive_id).not.toBe(draft.id)
    expect((await ask('GET', `/api/directives/${draft.id}`)).json()).toMatchObject({
      revision: draft.revision,
    })
  })
})
