import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BoardSnapshot, UnitDetail } from '../../src/contract/board.ts'
import type { HandOverPlan, OfficerAdded, PostEnded } from '../../src/contract/people.ts'
import type { Person, PostEnding } from '../../src/contract/person.ts'
import { escalateDue } from '../../src/domain/escalation/index.ts'
import { settleReplacements } from '../../src/domain/succession/index.ts'
import { derivedToken } from '../../src/kernel/ids.ts'
import { DeliveryWorld, TEST_SECRET } from '../harness/delivery-world.ts'
import { signInAs } from '../harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

interface Officer {
  readonly postId: number
  readonly personId: number
  readonly unitId: number
  readonly name: string
}

/** The chair of a union leaves at noon, in the middle of a công điện; everything by HTTP, as the office does it. */
describe('an officer who leaves at noon', () => {
  let world: DeliveryWorld
  let web: TestWeb
  let headers: Record<string, string>
  let directiveId: number
  let chair: Officer
  let vice: Officer
  let targetId: number

  beforeAll(async () => {
    world = await DeliveryWorld.open({ units: 3, people: 6 })
    await sql`update person set is_demo = true where id in (select person_id from staff)`.execute(world.db)
    web = await openTestWeb({ database: world.database, change: { secret: TEST_SECRET } })
    headers = { cookie: await signInAs(web.app, web.world, world.federation.staffId) }
    directiveId = await world.send({
      audience: { lines: [{ all: true }], positions: ['CT'] },
      escalation: [{ afterMinutes: 240, act: 'remind' }],
    })
    await world.dispatch()
    ;[chair, vice] = (await officers(await firstUnit())) as [Officer, Officer]
    targetId = (await recipient(chair.personId))!.target_id!
    noon()
  })
  afterAll(async () => {
    await web.app.close()
    await web.notices.close()
    await world.close()
  })

  function noon(): void {
    world.clock.set('2021-09-06T05:00:00Z')
    web.clock.set('2021-09-06T05:00:00Z')
  }
  const firstUnit = async (): Promise<number> =>
    (await sql<{ id: number }>`select min(unit_id) as id from post`.execute(world.db)).rows[0]!.id
  const officers = async (unitId: number): Promise<Officer[]> =>
    (
      await sql<Officer>`select o.id as "postId", o.person_id as "personId", o.unit_id as "unitId", p.full_name as name
        from post o join person p on p.id = o.person_id
        where o.unit_id = ${unitId} and o.ended_at is null order by o.contact_order`.execute(world.db)
    ).rows
  const recipient = async (personId: number) =>
    (await world.recipients(directiveId)).find((one) => one.person_id === personId)
  const sentTo = async (personId: number): Promise<number> => {
    const one = await recipient(personId)
    return (await world.deliveries(directiveId)).filter(
      (row) => row.recipient_id === one?.id && row.accepted_at !== null,
    ).length
  }
  const linkOf = async (personId: number): Promise<string> => {
    const one = await recipient(personId)
    return `/x/${derivedToken(TEST_SECRET, `link:${one!.id}:${one!.link_generation}`)}`
  }
  async function ask<T>(url: string): Promise<T> {
    const reply = await web.app.inject({ url, headers })
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json() as T
  }
  async function act<T>(url: string, payload: object): Promise<T> {
    const reply = await web.app.inject({ method: 'POST', url, headers, payload })
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json() as T
  }
  const cell = async (of = targetId) =>
    (await ask<BoardSnapshot>(`/api/directives/${directiveId}/board`)).cells.find(
      (one) => one.targetId === of,
    )!
  const story = (of = targetId) => ask<UnitDetail>(`/api/directives/${directiveId}/units/${of}`)
  const page = async (url: string) => (await web.app.inject({ url: `${url}/` })).body

  it('what will end is said before', async () => {
    expect(await page(await linkOf(chair.personId))).toContain('bảo đảm an toàn')
    const plan = await ask<PostEnding>(`/api/posts/${chair.postId}/end`)
    expect(plan).toMatchObject({
      personName: chair.name,
      links: 1,
      pending: 0,
      rights: false,
      stays: false,
      directives: [{ directiveId }],
      next: { personId: vice.personId, name: vice.name },
    })
    expect(plan.groups).toHaveLength(1)
  })

  it('the link dies at once; the next officer has the message, once', async () => {
    const link = await linkOf(chair.personId)
    const ended = await act<PostEnded>(`/api/posts/${chair.postId}/end`, {})
    expect(ended).toEqual({ links: 1, cancelled: 0, groups: 1, directives: 1 })
    expect(await page(link)).not.toContain('bảo đảm an toàn')
    for (const what of ['acknowledge', 'new-link', 'question', 'delegate'])
      await web.app.inject({
        method: 'POST',
        url: `${link}/${what}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'text=a&name=b&phone=0912345678',
      })
    await world.db.transaction().execute((trx) => settleReplacements(trx, world.clock.now()))
    await world.dispatch()
    expect(await sentTo(chair.personId)).toBe(1)
    expect(await sentTo(vice.personId)).toBe(1)
    expect((await cell()).state).toBe('accepted')
    expect(await page(await linkOf(vice.personId))).toContain('bảo đảm an toàn')
  })

  it('the board says who takes over, the page of the one who left that nothing is held', async () => {
    expect((await cell()).contact).toMatchObject({ name: vice.name })
    const { people, timeline } = await story()
    expect(people.map((one) => [one.name, one.why !== null])).toEqual([
      [vice.name, false],
      [chair.name, true],
    ])
    expect(timeline.map((one) => one.text).join('\n')).toContain(`người thay: ${vice.name}`)
    const person = await ask<Person>(`/api/people/${chair.personId}`)
    expect(person.posts).toMatchObject([{ held: false, to: '2021-09-06', endReason: 'left' }])
    expect(person.groups).toEqual([])
    expect(person.directives).toMatchObject([{ state: 'left', links: 0 }])
  })

  it('reminders, by hand and by themselves, go to the one who takes over alone', async () => {
    await act(`/api/directives/${directiveId}/nudge`, { targetIds: [targetId] })
    world.clock.advance({ minutes: 10 })
    web.clock.set(world.clock.now())
    await world.dispatch()
    expect(await sentTo(chair.personId)).toBe(1)
    expect(await sentTo(vice.personId)).toBe(2)
    world.clock.advance({ minutes: 180 })
    web.clock.set(world.clock.now())
    await escalateDue(world.db, world.clock.now())
    await world.dispatch()
    expect(await sentTo(chair.personId)).toBe(1)
    expect(await sentTo(vice.personId)).toBeGreaterThanOrEqual(3)
  })

  it('the one who takes over acknowledges for the unit', async () => {
    const reply = await web.app.inject({
      method: 'POST',
      url: `${await linkOf(vice.personId)}/acknowledge`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'form_key=k1',
    })
    expect(reply.statusCode).toBeLessThan(400)
    expect((await cell()).state).toBe('acknowledged')
  })

  it('a unit that nobody is left in says so, waits, and the first who is appointed gets the message', async () => {
    const unitId = (await firstUnit()) + 1
    const [first, second] = (await officers(unitId)) as [Officer, Officer]
    const target = (await recipient(first.personId))!.target_id!
    await act(`/api/posts/${second.postId}/end`, { reason: 'term' })
    const plan = await ask<PostEnding>(`/api/posts/${first.postId}/end`)
    expect(plan).toMatchObject({ next: null, directives: [{ directiveId }] })
    await act(`/api/posts/${first.postId}/end`, { reason: 'moved' })
    await world.dispatch()
    const alone = await cell(target)
    expect(alone).toMatchObject({ contact: null, state: 'no_channel' })
    expect((await story(target)).timeline.map((one) => one.text).join('\n')).toContain('chưa có người thay')

    const added = await act<OfficerAdded>(`/api/units/${unitId}/officers`, {
      who: { person: { fullName: 'Đỗ Thị Ngát' } },
      positionCode: 'CT',
      addresses: ['0909 111 222'],
    })
    await world.dispatch()
    expect(await sentTo(added.personId)).toBe(1)
    expect((await cell(target)).contact).toMatchObject({ name: 'Đỗ Thị Ngát' })
  })

  it('handed over instead: the successor has the post, the place, the group and the message; the links of before are dead', async () => {
    const unitId = (await firstUnit()) + 2
    const [first] = (await officers(unitId)) as [Officer]
    const link = await linkOf(first.personId)
    const plan = await ask<HandOverPlan>(`/api/people/${first.personId}/hand-over`)
    expect(plan).toMatchObject({ posts: [{ contactOrder: 1 }], directives: [{ acknowledged: false }] })
    const { toPersonId } = await act<{ toPersonId: number }>(`/api/people/${first.personId}/hand-over`, {
      to: { person: { fullName: 'Vũ Thị Ổn', salutation: 'bà' } },
      addresses: ['0909 333 444'],
      postIds: plan.posts.map((one) => one.postId),
      groupIds: plan.groups.map((one) => one.groupId),
    })
    await world.dispatch()
    expect(await page(link)).not.toContain('bảo đảm an toàn')
    expect([await sentTo(first.personId), await sentTo(toPersonId)]).toEqual([2, 1])
    const successor = await ask<Person>(`/api/people/${toPersonId}`)
    expect(successor).toMatchObject({
      posts: [{ positionCode: 'CT', contactOrder: 1, held: true }],
      groups: [{}],
      directives: [{ state: 'accepted', links: 1 }],
    })
    expect((await cell((await recipient(toPersonId))!.target_id!)).contact).toMatchObject({
      name: 'Vũ Thị Ổn',
    })
  })
})
