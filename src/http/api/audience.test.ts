import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { Audience, AudienceChoices, AudienceCount, AudienceListReply } from '../../contract/audience.ts'

const all = { lines: [{ all: true }] } as const

describe('choosing recipients through the API', () => {
  let web: TestWeb
  let cookie: string
  let stranger: string
  beforeAll(async () => {
    web = await openTestWeb()
    const { db } = web.database
    await seedDemo(db, sampleOptions())
    const ly = await db
      .selectFrom('staff')
      .innerJoin('person', 'person.id', 'staff.person_id')
      .select('staff.id')
      .where('full_name', '=', 'Đinh Khánh Ly')
      .executeTakeFirstOrThrow()
    cookie = await signInAs(web.app, web.world, ly.id)
    const other = await addStaff(db, { unit: 'LĐLĐ quận khác (mẫu)', path: 'khac' })
    stranger = await signInAs(web.app, web.world, other.staffId)
  })
  afterAll(() => web.close())

  const get = (url: string, as = cookie) => web.app.inject({ url, headers: { cookie: as } })
  const post = (url: string, payload: object, as = cookie) =>
    web.app.inject({ method: 'POST', url, payload, headers: { cookie: as, 'sec-fetch-site': 'same-origin' } })

  it('offers the six groups, the sectors, wards and positions that exist, by name', async () => {
    const reply = await get('/api/audience/choices')
    const choices = reply.json<AudienceChoices>()
    expect(choices.groups.map((group) => group.code)).toEqual(['N1', 'N2', 'N3', 'N4', 'N5', 'N6'])
    expect(choices.sectors.map((sector) => sector.code)).not.toContain('LLVT')
    expect(choices.areas).toHaveLength(10)
    expect(choices.positions[0]).toMatchObject({ code: 'CT', name: 'Chủ tịch' })
    expect(choices.totals).toEqual({ units: 168, people: 331 })
  })

  it('counts a choice, and pages through the names behind the number', async () => {
    const counted = (await post('/api/audience/count', { audience: all })).json<AudienceCount>()
    expect(counted.people).toEqual({ chosen: 331, reachable: 327, withoutChannel: 4 })
    const seen = new Set<number>()
    let after: string | undefined
    do {
      const list = (
        await post('/api/audience/list', { audience: all, kind: 'people-reachable', limit: 40, after })
      ).json<AudienceListReply>()
      expect(list.total).toBe(counted.people.reachable)
      for (const person of list.items) seen.add(person.id)
      after = list.next ?? undefined
    } while (after)
    expect(seen.size).toBe(327)
  })

  it('finds a name in a list without its accents', async () => {
    const list = await post('/api/audience/list', { audience: all, kind: 'people', q: 'ta thuy' })
    expect(
      list
        .json<AudienceListReply>()
        .items.map((person) => person.name)
        .sort(),
    ).toEqual(['Tạ Thuý', 'Tạ Thúy'].sort())
  })

  it('matches pasted lines and searches units', async () => {
    const matched = await post('/api/audience/match', {
      text: 'Cty TNHH Sao Bắc\n\nMN Hoa Hồng\nKhông có thật',
    })
    expect(
      matched
        .json<{ matches: { unit: unknown; candidates: unknown[] }[] }>()
        .matches.map(({ unit, candidates }) => [unit !== null, candidates.length]),
    ).toEqual([
      [true, 0],
      [false, 2],
      [false, 0],
    ])
    const found = await get('/api/units/search?q=ks%20ho%20sen')
    expect(found.json()).toMatchObject({
      items: [{ name: 'Công đoàn Khách sạn Hồ Sen Trắng', area: 'Mỹ Đình 2' }],
    })
  })

  it('says which field is wrong', async () => {
    const reply = await post('/api/audience/list', { audience: all, kind: 'everybody' })
    expect(reply.statusCode).toBe(422)
    expect(reply.json<{ faults: { field: string }[] }>().faults[0]?.field).toBe('kind')
  })

  it('takes strange input as a choice of nobody, not as an accident', async () => {
    const huge = { lines: [{ minWorkers: 9_999_999 }] }
    expect((await post('/api/audience/count', { audience: huge })).json<AudienceCount>().units.chosen).toBe(0)
    for (const q of ['%', "'; drop table unit; --", '\\'])
      expect((await post('/api/audience/list', { audience: all, kind: 'people', q })).statusCode).toBe(200)
    for (const q of ['%25', '%5C', '%27'])
      expect((await get(`/api/units/search?q=${q}`)).statusCode).toBe(200)
    expect((await post('/api/audience/match', { text: '%\n12.' })).statusCode).toBe(200)
    // No text holds a zero byte.
    for (const q of ['\0', 'a\0b'])
      expect((await post('/api/audience/list', { audience: all, kind: 'people', q })).statusCode).toBe(422)
    expect((await get('/api/units/search?q=%00')).statusCode).toBe(422)
  })

  it('refuses whoever has not signed in', async () => {
    for (const url of ['/api/audience/choices', '/api/units/search?q=a'])
      expect((await web.app.inject({ url })).statusCode).toBe(401)
  })

  it('answers another federation’s staff with their own units only, whatever ids they send', async () => {
    const units = await web.database.db
      .selectFrom('unit')
      .select('id')
      .where('code', 'like', 'NTL-%')
      .execute()
    const guess: Partial<Audience> = { lines: [{ units: units.map((unit) => unit.id) }, { all: true }] }
    const counted = (await post('/api/audience/count', { audience: guess }, stranger)).json<AudienceCount>()
    expect(counted.units.chosen + counted.people.chosen).toBe(0)
    expect((await get('/api/units/search?q=hoa', stranger)).json()).toEqual({ items: [] })
  })
})
