import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { AudienceChoices } from '../../contract/audience.ts'
import type {
  GroupDetail,
  GroupMade,
  GroupMoves,
  GroupPage,
  GroupPeople,
  GroupPreview,
  GroupUnits,
} from '../../contract/group.ts'

let web: TestWeb
let leader: Record<string, string>
let viewer: Record<string, string>
beforeAll(async () => {
  web = await openTestWeb()
  await seedDemo(web.database.db, sampleOptions())
  const { rows } = await web.database.pool.query(
    `select s.id from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
     where u.code = $1 and g.role = 'leader' order by s.id`,
    [SAMPLE_FEDERATION],
  )
  leader = { cookie: await signInAs(web.app, web.world, rows[0].id) }
  const { rows: made } = await web.database.pool.query(
    `with s as (insert into staff (person_id, unit_id, job_title, email)
       select p.id, u.id, 'Xem', 'xem@ldld.example' from person p, unit u where u.code = $1 and not exists (select from staff o where o.person_id = p.id) order by p.id desc limit 1 returning id, unit_id)
     insert into role_grant (staff_id, role, unit_id) select id, 'viewer', unit_id from s returning staff_id`,
    [SAMPLE_FEDERATION],
  )
  viewer = { cookie: await signInAs(web.app, web.world, made[0].staff_id) }
})
afterAll(() => web.close())

const get = async <T>(url: string, headers = leader): Promise<T> => {
  const reply = await web.app.inject({ url, headers })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as T
}
const send = (method: 'POST' | 'PATCH', url: string, payload: object = {}, headers = leader) =>
  web.app.inject({ method, url, headers, payload })
const post = async <T>(url: string, payload: object): Promise<T> => {
  const reply = await send('POST', url, payload)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as T
}
const people = async (id: number, list: string) =>
  (await get<GroupPeople>(`/api/groups/${id}/people?list=${list}&limit=200`)).items

describe('groups of the sample federation', () => {
  test('the six groups stand as they are: everybody in them sits in the real chat group', async () => {
    const { items } = await get<GroupPage>('/api/groups')
    expect(items).toHaveLength(6)
    expect(items.map((group) => group.toInvite + group.toRemove)).toEqual([0, 0, 0, 0, 0, 0])
    expect(items.at(-1)).toMatchObject({ platform: 'facebook', members: 68, byRule: false, ownerName: null })
    const found = await get<GroupPage>(`/api/groups?q=${encodeURIComponent('khoi doanh nghiep')}`)
    expect(found.items.length).toBeGreaterThan(0)
    expect(found.items.length).toBeLessThan(6)
    let pages = 0
    let after = ''
    const seen: number[] = []
    do {
      const page: GroupPage = await get(`/api/groups?limit=4${after && `&after=${after}`}`)
      seen.push(...page.items.map((group) => group.id))
      after = page.next ?? ''
      pages++
    } while (after !== '')
    expect([pages, new Set(seen).size]).toEqual([2, 6])
  })

  test('by rule: preview, members, missing units, the composer’s choice and every figure agree', async () => {
    const choices = await get<AudienceChoices>('/api/audience/choices')
    expect(choices.subsectors.map((one) => one.code)).toContain('MN')
    const rule = { lines: [{ sectors: ['GD_CL', 'GD_NCL'], subsectors: ['MN'] }], positions: ['CT', 'PCT'] }
    const preview = await post<GroupPreview>('/api/groups/preview', { rule })
    expect(preview.units).toBe(choices.subsectors.find((one) => one.code === 'MN')!.units)
    const { id } = await post<GroupMade>('/api/groups', {
      name: 'Trường mầm non',
      platform: 'zalo',
      url: 'https://zalo.me/g/vidu00000',
      rule,
    })
    const group = await get<GroupDetail>(`/api/groups/${id}`)
    expect(group).toMatchObject({
      byRule: true,
      members: preview.people,
      toInvite: preview.people,
      toRemove: 0,
    })
    expect(group.rule).toEqual({ ...rule, excludeUnits: [], excludePersons: [] })
    const members = await people(id, 'members')
    expect(members).toHaveLength(group.members)
    expect(members.filter((person) => person.phone === null)).toHaveLength(preview.withoutPhone)
    const without = await get<GroupUnits>(`/api/groups/${id}/units-without?limit=200`)
    expect(without.items).toHaveLength(group.unitsWithout)
    expect(group.unitsWithout).toBe(preview.unitsWithout)
    const offered = (await get<AudienceChoices>('/api/audience/choices')).groups.find((one) => one.id === id)
    expect(offered).toMatchObject({ people: group.members, platform: 'zalo' })
    const count = await post<{ people: { chosen: number } }>('/api/audience/count', {
      audience: { lines: [{ groups: [id] }] },
    })
    expect(count.people.chosen).toBe(group.members)
    const moved = await get<GroupMoves>(`/api/groups/${id}/changes?limit=200`)
    expect(moved.items).toHaveLength(group.joined)

    // A chair leaves at noon: on the list of those to be taken out at once, ticked off, taken back.
    const ticked = await post('/api/groups/' + id + '/seats', {
      personIds: members.map((person) => person.personId),
      inChat: true,
    })
    expect(ticked).toEqual({ people: group.members })
    const gone = members[0]!
    const { rows } = await web.database.pool.query(
      'select id from post where person_id = $1 and ended_at is null',
      [gone.personId],
    )
    for (const row of rows) await post(`/api/posts/${row.id}/end`, { reason: 'left' })
    expect(await people(id, 'remove')).toMatchObject([{ personId: gone.personId, reason: 'left' }])
    expect(await get<GroupDetail>(`/api/groups/${id}`)).toMatchObject({
      toRemove: 1,
      members: group.members - 1,
    })
    await post(`/api/groups/${id}/seats`, { personIds: [gone.personId], inChat: false })
    expect(await people(id, 'remove')).toEqual([])
    await post(`/api/groups/${id}/seats`, { personIds: [gone.personId], inChat: true })
    expect(await people(id, 'remove')).toHaveLength(1)

    const changed = await send('PATCH', `/api/groups/${id}`, { name: 'Mầm non', url: null, rule: null })
    expect(changed.statusCode).toBe(204)
    expect(await get<GroupDetail>(`/api/groups/${id}`)).toMatchObject({
      byRule: false,
      members: group.members - 1,
    })
    expect(await post(`/api/groups/${id}/members`, { add: [gone.personId] })).toEqual({ joined: 1, left: 0 })
    expect((await send('POST', `/api/groups/${id}/end`)).statusCode).toBe(204)
    expect((await get<GroupPage>('/api/groups')).items).toHaveLength(6)
  })

  test('who only reads changes nothing; bad input is named', async () => {
    expect((await get<GroupPage>('/api/groups', viewer)).items).toHaveLength(6)
    const order = { name: 'Nhóm', platform: 'zalo', rule: null }
    expect((await send('POST', '/api/groups', order, viewer)).statusCode).toBe(403)
    const fault = async (payload: object) => {
      const reply = await send('POST', '/api/groups', payload)
      expect(reply.statusCode, reply.body).toBe(422)
      return reply.json<{ faults: { field: string }[] }>().faults.map((one) => one.field)
    }
    expect(await fault({ ...order, name: ' ' })).toEqual(['name'])
    expect(await fault({ ...order, rule: { lines: [{}] } })).toEqual(['rule'])
    expect((await send('POST', '/api/groups', { ...order, url: 'javascript:alert(1)' })).statusCode).toBe(422)
    expect((await send('POST', '/api/groups/999999/end')).statusCode).toBe(404)
    const reply = await web.app.inject({ url: '/api/groups/999999/people', headers: leader })
    expect(reply.statusCode).toBe(404)
  })
})
