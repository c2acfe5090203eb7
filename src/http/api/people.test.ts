import { afterAll, beforeAll, expect, it } from 'vitest'
import { SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { HandOverPlan, OfficerAdded } from '../../contract/people.ts'
import type { SearchReply } from '../../contract/search.ts'

let web: TestWeb
let leader: Record<string, string>
beforeAll(async () => {
  web = await openTestWeb()
  await seedDemo(web.database.db, sampleOptions())
  const { rows } = await web.database.pool.query(
    `select s.id from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
     where u.code = $1 and g.role = 'leader' order by s.id`,
    [SAMPLE_FEDERATION],
  )
  leader = { cookie: await signInAs(web.app, web.world, rows[0].id) }
})
afterAll(() => web.close())

it('a new officer is found, hands over to another, and leaves', async () => {
  const found = await web.app.inject({ url: '/api/search?q=mn%20hoa%20hong', headers: leader })
  const { units } = found.json<SearchReply>()
  expect(units.length).toBeGreaterThanOrEqual(2)
  const post = async <T>(url: string, payload: object): Promise<T> => {
    const reply = await web.app.inject({ method: 'POST', url, headers: leader, payload })
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json() as T
  }
  const added = await post<OfficerAdded>(`/api/units/${units[0]!.id}/officers`, {
    who: { person: { fullName: 'Hoàng Thị Ê Ban', sortName: 'Ê Ban, Hoàng Thị' } },
    positionCode: 'TB_NC',
    addresses: ['0912 000 777'],
  })
  const people = await web.app.inject({ url: '/api/search?q=e%20ban', headers: leader })
  expect(people.json<SearchReply>().people.map((person) => person.id)).toContain(added.personId)

  const { rows } = await web.database.pool.query('select id from contact_point where person_id = $1', [
    added.personId,
  ])
  const contact = `/api/contacts/${rows[0].id}`
  const quietly = async (method: 'PATCH' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const reply = await web.app.inject({ method, url, headers: leader, ...(payload && { payload }) })
    expect(reply.statusCode, reply.body).toBe(204)
  }
  await quietly('POST', `${contact}/verify`, { how: 'call' })
  await quietly('POST', `${contact}/wrong`)
  await quietly('DELETE', contact)
  await quietly('PATCH', `/api/people/${added.personId}`, { fullName: 'Hoàng Thị Ê Ban', salutation: 'bà' })
  await quietly('PUT', `/api/units/${units[0]!.id}/contact-order`, { postIds: [added.postId] })

  const plan = await web.app.inject({ url: `/api/people/${added.personId}/hand-over`, headers: leader })
  expect(plan.json<HandOverPlan>().posts).toMatchObject([{ postId: added.postId, unitId: units[0]!.id }])
  const { toPersonId } = await post<{ toPersonId: number }>(`/api/people/${added.personId}/hand-over`, {
    to: { person: { fullName: 'Trần Đức Anh Mới' } },
    postIds: [added.postId],
  })
  const again = await web.app.inject({ url: `/api/people/${toPersonId}/hand-over`, headers: leader })
  const [taken] = again.json<HandOverPlan>().posts
  expect(await post(`/api/posts/${taken!.postId}/end`, { reason: 'term' })).toEqual({
    links: 0,
    cancelled: 0,
    groups: 0,
    directives: 0,
  })
  const twice = await web.app.inject({
    method: 'POST',
    url: `/api/posts/${taken!.postId}/end`,
    headers: leader,
    payload: {},
  })
  expect(twice.statusCode).toBe(409)
})
