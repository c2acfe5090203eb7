import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { GroupPost, ShareKit } from '../../contract/share-kit.ts'

let web: TestWeb
let issued: IssuedForTest
let other: IssuedForTest
let cookie: string
let stranger: string

beforeAll(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:10:00+07:00' })
  const { db } = web.database
  const make = () =>
    issueForTest(db, {
      issuedAt: new Date('2021-09-05T07:55:00+07:00'),
      acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
      title: 'Rà soát nhà trọ bị ngập',
      units: [{ name: 'CĐCS A', officers: ['Tạ Thúy'] }],
    })
  issued = await make()
  other = await make()
  await sql`
    with groups as (
      insert into chat_group (code, owner_unit_id, name, platform, sort) values
        ('N6', ${issued.federationId}, 'Nhóm kín', 'facebook', 6), ('N1', ${issued.federationId}, 'Khối doanh nghiệp', 'zalo', 1)
      returning id, name, platform)
    insert into group_post (directive_id, group_id, group_name, platform, code)
    select ${issued.directiveId}, id, name, platform, 'ma-' || platform from groups`.execute(db)
  await sql`update person set is_demo = true`.execute(db)
  cookie = await signInAs(web.app, web.world, issued.staffId)
  stranger = await signInAs(web.app, web.world, other.staffId)
})
afterAll(() => web.close())

const get = (url: string, as = cookie) => web.app.inject({ url, headers: { cookie: as } })
const kit = async (): Promise<readonly GroupPost[]> =>
  ((await get(`/api/directives/${issued.directiveId}/share-kit`)).json() as ShareKit).posts
const say = (id: number, posted: boolean, as = cookie) =>
  web.app.inject({
    method: 'POST',
    url: `/api/group-posts/${id}/posted`,
    headers: { cookie: as },
    payload: { posted },
  })

test('every group has its own words and its own link, in the order of the groups', async () => {
  const posts = await kit()
  expect(posts.map((post) => [post.groupName, post.link])).toEqual([
    ['Khối doanh nghiệp', 'https://loa.test/g/ma-zalo'],
    ['Nhóm kín', 'https://loa.test/g/ma-facebook'],
  ])
  expect(posts[0]!.text).toContain('Rà soát nhà trọ bị ngập')
  expect(posts[0]!.text).toContain('Đọc toàn văn: https://loa.test/g/ma-zalo')
  expect(posts[0]!.text).not.toContain('/x/')
})

test('«Đã đăng» names who and when, is said once, and can be taken back', async () => {
  const [{ id } = { id: 0 }] = await kit()
  expect((await say(id, true)).json()).toEqual({ posted: true })
  const first = (await kit())[0]!
  expect(first).toMatchObject({ postedAt: '2021-09-05T01:10:00.000Z', postedBy: 'Nguyễn Thị Chuyên Viên' })
  web.clock.advance({ minutes: 5 })
  await say(id, true)
  expect((await kit())[0]!.postedAt).toBe(first.postedAt)
  await say(id, false)
  expect((await kit())[0]!.postedAt).toBeNull()
  const { rows } = await sql<{ action: string }>`
    select action from audit_entry where entity = 'group_post' order by id`.execute(web.database.db)
  expect(rows.map((row) => row.action)).toEqual(['group_post.posted', 'group_post.unposted'])
})

test('picture and code are what they say', async () => {
  const [{ id } = { id: 0 }] = await kit()
  const card = await get(`/api/group-posts/${id}/card.png`)
  expect([card.statusCode, card.headers['content-type']]).toEqual([200, 'image/png'])
  expect(card.rawPayload.readUInt32BE(16)).toBe(1080)
  const code = await get(`/api/group-posts/${id}/qr.svg`)
  expect([code.statusCode, code.headers['content-type']]).toEqual([200, 'image/svg+xml'])
})

test('another federation finds nothing of it', async () => {
  const [{ id } = { id: 0 }] = await kit()
  const answers = await Promise.all([
    get(`/api/directives/${issued.directiveId}/share-kit`, stranger),
    get(`/api/group-posts/${id}/card.png`, stranger),
    get(`/api/group-posts/${id}/qr.svg`, stranger),
    say(id, true, stranger),
  ])
  expect(answers.map((answer) => answer.statusCode)).toEqual([404, 404, 404, 404])
  expect((await kit())[0]!.postedAt).toBeNull()
})

test('a directive without groups has nothing to post', async () => {
  expect((await get(`/api/directives/${other.directiveId}/share-kit`, stranger)).json()).toEqual({
    posts: [],
  })
})
