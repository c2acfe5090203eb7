import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { issueForTest } from '../../../test/harness/issued-directive.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { grantRole, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { OfficerAdded } from '../../contract/people.ts'
import type { Alike, AlikePairs, PeoplePage, Person, PostEnding } from '../../contract/person.ts'

type Headers = Record<string, string>
let web: TestWeb
let clerk: Headers
let leader: Headers
let federationId: number
beforeAll(async () => {
  web = await openTestWeb()
  await seedDemo(web.database.db, sampleOptions())
  const { rows } = await sql<{ id: number; unitId: number; role: string }>`
    select s.id, u.id as "unitId", g.role from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
    where u.code = ${SAMPLE_FEDERATION} order by s.id`.execute(web.database.db)
  federationId = rows[0]!.unitId
  leader = { cookie: await signInAs(web.app, web.world, rows.find((row) => row.role === 'leader')!.id) }
  const { rows: made } = await sql<{ id: number }>`
    with p as (insert into person (full_name, is_demo) values ('Vũ Văn Thư', true) returning id)
    insert into staff (person_id, unit_id, job_title, email) select id, ${federationId}, 'Văn thư', 'vt@ldld.example' from p returning id`.execute(
    web.database.db,
  )
  await grantRole(web.database.db, made[0]!.id, 'clerk', federationId)
  clerk = { cookie: await signInAs(web.app, web.world, made[0]!.id) }
})
afterAll(() => web.close())

async function ask<T>(url: string, headers = clerk): Promise<T> {
  const reply = await web.app.inject({ url, headers })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as T
}
const send = async (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, headers = clerk) =>
  web.app.inject({ method, url, headers, ...(payload && { payload }) })
async function done<T>(method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object): Promise<T> {
  const reply = await send(method, url, payload)
  expect([200, 204], reply.body).toContain(reply.statusCode)
  return (reply.body === '' ? undefined : reply.json()) as T
}
/** All pages of a list. */
async function all(query: string, limit = 70): Promise<PeoplePage['items']> {
  const items: PeoplePage['items'] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: PeoplePage = await ask(`/api/people?limit=${limit}&${query}${after && `&after=${after}`}`)
    items.push(...page.items)
    after = page.next
  }
  return items
}

describe('the list of people', () => {
  it('goes by given name in Vietnamese order, page by page, nobody twice and nobody missing', async () => {
    const people = await all('')
    const { rows } = await sql<{
      n: number
    }>`select count(distinct o.person_id)::int as n from post o join unit u on u.id = o.unit_id
      join unit f on f.id = ${federationId} and u.path <@ f.path`.execute(web.database.db)
    expect(people).toHaveLength(rows[0]!.n)
    expect(new Set(people.map((person) => person.id)).size).toBe(people.length)
    const given = people.map((person) => person.name.split(' ').at(-1)!)
    expect(given).toEqual([...given].sort(new Intl.Collator('vi').compare))
    const first = await ask<PeoplePage>('/api/people?limit=5')
    expect(first.total).toBe(people.length)
  })

  it('each filter shows exactly those it speaks of, and filters add up', async () => {
    const people = await all('')
    const chairs = await all('position=CT')
    expect(chairs.length).toBeGreaterThan(0)
    expect(chairs.map((one) => one.id)).toEqual(
      people.filter((one) => one.posts.some((post) => post.positionCode === 'CT')).map((one) => one.id),
    )
    const reached = await all('reach=ok')
    const silent = await all('reach=none')
    expect(reached.length + silent.length).toBe(people.length)
    expect(silent.every((one) => one.channels.every((channel) => channel === 'phone'))).toBe(true)
    const unit = chairs[0]!.posts[0]!
    const ofUnit = await all(`unit=${unit.unitId}`)
    expect(ofUnit.every((one) => one.posts.some((post) => post.unitId === unit.unitId))).toBe(true)
    expect(ofUnit.map((one) => one.id)).toContain(chairs[0]!.id)
    expect(await all(`unit=${unit.unitId}&state=left`)).toEqual([])
    expect((await all('unit=999999')).length).toBe(0)
  })

  it('finds without accents, and says nothing of names outside the own part', async () => {
    const [someone] = await all('')
    const words = someone!.name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd')
    expect((await all(`q=${encodeURIComponent(words)}`)).map((one) => one.id)).toContain(someone!.id)
    expect(await all('q=%27%29%20or%201=1')).toEqual([])
    const reply = await web.app.inject({ url: '/api/people?after=xxx', headers: clerk })
    expect(reply.statusCode).toBe(422)
  })

  it('is exported as a sheet that no spreadsheet runs, and the export is a line of the log', async () => {
    const [someone] = await all('')
    const { db } = web.database
    await sql`update person set full_name = '=HYPERLINK("x")' where id = ${someone!.id}`.execute(db)
    const reply = await web.app.inject({ url: `/api/people/export?ids=${someone!.id}`, headers: clerk })
    expect(reply.headers['content-type']).toContain('text/csv')
    expect(reply.body).toContain(`"'=HYPERLINK(""x"")"`)
    expect(reply.body.trim().split('\r\n')).toHaveLength(1 + someone!.posts.length)
    await sql`update person set full_name = ${someone!.name} where id = ${someone!.id}`.execute(db)
    const { rows } = await sql`select data from audit_entry where action = 'person.exported'`.execute(db)
    expect(rows).toEqual([{ data: { people: 1 } }])
  })
})

describe('one person', () => {
  let unitId: number
  let added: OfficerAdded
  it('is written down by a clerk, who is told of a namesake and of a number that is known', async () => {
    const [chair] = await all('position=CT&reach=ok')
    unitId = chair!.posts[0]!.unitId
    added = await done('POST', `/api/units/${unitId}/officers`, {
      who: { person: { fullName: 'Đỗ Thị Thúy', salutation: 'bà' } },
      positionCode: 'TB_NC',
      addresses: ['0901 234 567', 'thuy@donvi.example'],
    })
    const same = await ask<Alike>('/api/people/alike?fullName=Do%20Thi%20Thu%C3%BD&address=0901.234.567')
    expect(same.items).toMatchObject([{ id: added.personId, reasons: ['address', 'name'] }])
    expect((await ask<Alike>('/api/people/alike?fullName=x&address=09')).items).toEqual([])
  })

  it('has posts, contacts with their proof, and what went wrong in words', async () => {
    const { db } = web.database
    await sql`update contact_point set last_failure_at = ${web.clock.now()}, last_failure_reason = 'blocked_by_user'
      where person_id = ${added.personId} and channel = 'sms'`.execute(db)
    const person = await ask<Person>(`/api/people/${added.personId}`)
    expect(person).toMatchObject({
      name: 'Đỗ Thị Thúy',
      salutation: 'bà',
      posts: [{ unitId, held: true, unitEnded: false, endReason: null }],
      contacts: [
        { channel: 'sms', display: '0901 234 567', tel: '+84901234567', failure: 'người nhận đã chặn' },
        { channel: 'email', display: 'thuy@donvi.example', verifiedAt: null, failure: null },
      ],
    })
    const [phone] = person.contacts
    await done('POST', `/api/contacts/${phone!.id}/verify`, { how: 'call' })
    await done('POST', `/api/contacts/${phone!.id}/wrong`)
    expect((await all('reach=wrong')).map((one) => one.id)).toContain(added.personId)
    await done('DELETE', `/api/contacts/${phone!.id}`)
    expect((await ask<Person>(`/api/people/${added.personId}`)).contacts).toHaveLength(1)
    await done('POST', `/api/contacts/${phone!.id}/restore`)
    expect((await ask<Person>(`/api/people/${added.personId}`)).contacts[0]).toMatchObject({
      state: 'ok',
      verifiedHow: 'call',
    })
  })

  it('shows beforehand what ends with a post, and refuses a clerk to take a sign-in away', async () => {
    const plan = await ask<PostEnding>(`/api/posts/${added.postId}/end`)
    expect(plan).toMatchObject({ personName: 'Đỗ Thị Thúy', stays: false, links: 0, rights: false })
    expect(plan.next).not.toBeNull()
    const { db } = web.database
    const { rows } = await sql<{ id: number }>`insert into staff (person_id, unit_id, job_title, email)
      values (${added.personId}, ${unitId}, 'TB', 'tb@donvi.example') returning id`.execute(db)
    await grantRole(db, rows[0]!.id, 'unit_officer', unitId)
    expect((await ask<PostEnding>(`/api/posts/${added.postId}/end`)).rights).toBe(true)
    const refused = await send('POST', `/api/posts/${added.postId}/end`, {})
    expect(refused.statusCode).toBe(403)
    expect(refused.json()).toMatchObject({ code: 'post_carries_rights' })
    expect((await ask<Person>(`/api/people/${added.personId}`)).posts[0]!.held).toBe(true)
    expect(
      (await send('POST', `/api/posts/${added.postId}/end`, { reason: 'term' }, leader)).statusCode,
    ).toBe(200)
    expect((await all('state=left')).map((one) => one.id)).toContain(added.personId)
    expect((await all('')).map((one) => one.id)).not.toContain(added.personId)
    const history = await ask<{ items: { action: string }[] }>(`/api/audit?person=${added.personId}`, leader)
    expect(history.items.map((line) => line.action)).toEqual(
      expect.arrayContaining(['person.added', 'post.appointed', 'contact.restored', 'post.ended']),
    )
  })
})

it('the links that somebody holds of a directive are revoked, and the next message brings a new one', async () => {
  const { db } = web.database
  const issued = await issueForTest(db, {
    units: [{ name: 'CĐCS Sao Mai', officers: ['Tạ Văn Ưng'] }],
    issuedAt: web.clock.now(),
    links: { secret: 's', expiresAt: new Date(web.clock.now().getTime() + 86_400_000) },
  })
  await sql`update person set is_demo = true where id = (select person_id from staff where id = ${issued.staffId})`.execute(
    db,
  )
  const theirs = { cookie: await signInAs(web.app, web.world, issued.staffId) }
  const [officer] = issued.units[0]!.officers
  const of = () => ask<Person>(`/api/people/${officer!.personId}`, theirs)
  expect((await of()).directives).toMatchObject([
    { recipientId: officer!.recipientId, state: 'accepted', links: 1 },
  ])
  expect((await web.app.inject({ url: `/x/${officer!.token}/` })).body).toContain('Rà soát nhà trọ')

  const url = `/api/recipients/${officer!.recipientId}/revoke-links`
  expect((await send('POST', url)).statusCode).toBe(404)
  expect((await send('POST', url, undefined, theirs)).json()).toEqual({ revoked: 1 })
  expect((await web.app.inject({ url: `/x/${officer!.token}/` })).body).not.toContain('Rà soát nhà trọ')
  expect((await of()).directives).toMatchObject([{ links: 0 }])
  expect((await send('POST', url, undefined, theirs)).json()).toEqual({ revoked: 0 })
})

it('two rows of one person: seen as a pair, told apart or merged by who keeps the lists', async () => {
  const [chair] = await all('position=CT&reach=ok')
  const write = (fullName: string) =>
    done<OfficerAdded>('POST', `/api/units/${chair!.posts[0]!.unitId}/officers`, {
      who: { person: { fullName } },
      positionCode: 'TB_NC',
      addresses: ['0905 555 666'],
    })
  const one = await write('Phan Thị Cúc')
  const other = await write('Phan Thi Cuc')
  const pairs = async () =>
    (await ask<AlikePairs>('/api/people/duplicates')).items.filter((pair) => pair.one.id === one.personId)
  expect(await pairs()).toMatchObject([
    { other: { id: other.personId, contacts: [{ display: '0905 555 666' }] }, reasons: ['address', 'name'] },
  ])
  await done('POST', `/api/people/${one.personId}/apart`, { otherId: other.personId })
  expect(await pairs()).toEqual([])
  await done('POST', `/api/people/${one.personId}/merge`, { otherId: other.personId })
  const kept = await ask<Person>(`/api/people/${one.personId}`)
  expect(kept.posts.filter((post) => post.held)).toHaveLength(1)
  expect(kept.contacts).toHaveLength(1)
  expect((await all('q=phan%20thi%20cuc')).map((row) => row.id)).toEqual([one.personId])
})
