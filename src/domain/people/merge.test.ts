import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { DeliveryWorld } from '../../../test/harness/delivery-world.ts'
import { PeopleListQuery } from '../../contract/person.ts'
import { translator } from '../../runtime/i18n.ts'
import { alikePairs, listPeople, personPage } from '../../views/people/index.ts'
import { settleReplacements } from '../succession/index.ts'
import { addContact, endPost, findPeople, markContactWrong, mergePeople, tellApart } from './index.ts'

let world: DeliveryWorld
/** Chair and deputy of the first union; the same human being was written down once more as chair of the second. */
let chair: number
let deputy: number
let again: number
let directiveId: number
beforeAll(async () => {
  world = await DeliveryWorld.open({ units: 3, people: 6 })
  const { rows } = await sql<{
    id: number
  }>`select person_id as id from post order by unit_id, contact_order`.execute(world.db)
  ;[chair, deputy, again] = rows.map((row) => row.id) as [number, number, number]
  await sql`update contact_point set is_shared_office = false`.execute(world.db)
  const { rows: phone } = await sql<{ address: string }>`select address from contact_point
    where person_id = ${chair} and channel = 'sms'`.execute(world.db)
  await console_((trx) => addContact(trx, staff(), { personId: again, address: phone[0]!.address }, now()))
  directiveId = await world.send({ audience: { lines: [{ all: true }], positions: ['CT'] } })
  await world.dispatch()
})
afterAll(() => world.close())

const now = () => world.clock.now()
const staff = () => ({ kind: 'staff' as const, id: world.federation.staffId })
const console_ = <T>(work: Parameters<typeof inScope<T>>[2], path = world.federation.scopePath) =>
  inScope(world.db, { path }, work)
const of = { on: '2021-09-06', locale: 'vi' as const, t: translator('vi') }
const pairs = async () =>
  (await console_((trx) => alikePairs(trx, of))).items.map(({ one, other, reasons }) => [
    one.id,
    other.id,
    reasons,
  ])
const recipientOf = async (personId: number) =>
  (await world.recipients(directiveId)).find((one) => one.person_id === personId)!

describe('one person who was written down twice', () => {
  it('is seen by the same number; who is told apart is not asked about again', async () => {
    expect(await pairs()).toEqual([[chair, again, ['address']]])
    await console_((trx) => tellApart(trx, staff(), { oneId: again, otherId: chair }, now()))
    expect(await pairs()).toEqual([])
    await sql`delete from person_apart`.execute(world.db)
  })

  it('what stands in the way is refused, and nothing is half done', async () => {
    const merge = (keepId: number, otherId: number, path?: string) =>
      console_((trx) => mergePeople(trx, staff(), { keepId, otherId }, now()), path)
    await expect(merge(chair, chair)).rejects.toMatchObject({ code: 'merge_with_oneself' })
    await expect(merge(chair, 999_999)).rejects.toMatchObject({ code: 'person_not_found' })
    const { rows } = await sql<{ person: number; path: string }>`
      select s.person_id as person, (select u.path::text from post p join unit u on u.id = p.unit_id where p.person_id = ${chair}) as path
      from staff s`.execute(world.db)
    await expect(merge(chair, rows[0]!.person)).rejects.toMatchObject({ code: 'merge_keep_staff' })
    // From the first union alone the other one is not even seen.
    await expect(merge(chair, again, rows[0]!.path)).rejects.toMatchObject({ code: 'person_not_found' })
    await sql`update post set valid_to = valid_from + 5000, ended_at = ${now()}, end_reason = 'left'
      where person_id = ${deputy}`.execute(world.db)
    await sql`insert into post (person_id, unit_id, position_code, valid_from)
      select ${again}, unit_id, position_code, valid_from from post where person_id = ${deputy}`.execute(
      world.db,
    )
    await expect(merge(deputy, again)).rejects.toMatchObject({ code: 'merge_posts_overlap' })
    await sql`delete from post where person_id = ${again} and unit_id = (select unit_id from post where person_id = ${deputy})`.execute(
      world.db,
    )
    await sql`update post set valid_to = null, ended_at = null, end_reason = null where person_id = ${deputy}`.execute(
      world.db,
    )
  })

  it('becomes one: posts, addresses and seats are of the one who is kept, the other is found nowhere', async () => {
    await console_((trx) => mergePeople(trx, staff(), { keepId: chair, otherId: again }, now()))
    const person = (await console_((trx) => personPage(trx, chair, { ...of, now: now() })))!
    expect(person.posts.filter((post) => post.held)).toHaveLength(2)
    expect(person.contacts.filter((one) => one.channel === 'sms')).toHaveLength(2)
    expect(person.directives).toHaveLength(2)
    expect((await pairs()).flat()).not.toContain(again)
    const listed = await console_((trx) => listPeople(trx, PeopleListQuery.parse({}), of))
    expect(listed.items.map((one) => one.id)).not.toContain(again)
    const name = person.name
    const found = await console_((trx) => findPeople(trx, { q: name, on: of.on, limit: 50, locale: 'vi' }))
    expect(found.map((one) => one.id)).not.toContain(again)
    await expect(
      console_((trx) => mergePeople(trx, staff(), { keepId: chair, otherId: again }, now())),
    ).rejects.toMatchObject({ code: 'merge_gone' })
  })

  it('a number that proves wrong is wrong for what was sent to the other row as well', async () => {
    const { rows } = await sql<{ id: number; address: string }>`select id, address from contact_point
      where person_id = ${chair} and channel = 'sms' order by id limit 1`.execute(world.db)
    await console_((trx) => markContactWrong(trx, staff(), { contactPointId: rows[0]!.id }, now()))
    const { rows: left } = await sql<{ n: number }>`select count(*)::int as n from contact_point
      where person_id in (${chair}, ${again}) and address = ${rows[0]!.address} and state = 'ok'`.execute(
      world.db,
    )
    expect(left[0]!.n).toBe(0)
  })

  it('leaving a post shuts the link that the other row had got for it', async () => {
    const { rows } = await sql<{ id: number }>`select o.id from post o join target t on t.unit_id = o.unit_id
      join recipient r on r.target_id = t.id and r.person_id = ${again} where o.person_id = ${chair} and o.ended_at is null`.execute(
      world.db,
    )
    expect((await recipientOf(again)).left_at).toBeNull()
    const ended = await console_(async (trx) => {
      const left = await endPost(trx, staff(), { postId: rows[0]!.id }, now())
      await settleReplacements(trx, now())
      return left
    })
    expect(ended).toMatchObject({ links: 1, stays: false })
    expect((await recipientOf(again)).left_at).not.toBeNull()
    expect((await recipientOf(chair)).left_at).toBeNull()
  })
})
