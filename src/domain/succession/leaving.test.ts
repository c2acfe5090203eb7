import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { DeliveryWorld } from '../../../test/harness/delivery-world.ts'
import { boardSnapshot } from '../../views/board/index.ts'
import { acknowledge } from '../acknowledgement/index.ts'
import { releaseDue } from '../delivery/index.ts'
import { appoint, endPost } from '../people/index.ts'
import { handOver, planHandOver, settleReplacements } from './index.ts'

const CHAIRS = { lines: [{ all: true }], positions: ['CT'] }
let world: DeliveryWorld
beforeEach(async () => {
  world = await DeliveryWorld.open({ units: 3, people: 6 })
})
afterEach(() => world.close())

const staff = () => ({ kind: 'staff' as const, id: world.federation.staffId })
const console_ = <T>(work: Parameters<typeof inScope<T>>[2]) =>
  inScope(world.db, { path: world.federation.scopePath }, work)

interface Officer {
  postId: number
  personId: number
  unitId: number
}
/** The officers of the first unit, in the order of contact. */
async function officers(): Promise<Officer[]> {
  const { rows } =
    await sql<Officer>`select id as "postId", person_id as "personId", unit_id as "unitId" from post
    where unit_id = (select min(unit_id) from post) and ended_at is null order by contact_order`.execute(
      world.db,
    )
  return rows
}
const leave = (postId: number) =>
  console_(async (trx) => {
    const ended = await endPost(trx, staff(), { postId }, world.clock.now())
    await settleReplacements(trx, world.clock.now())
    return ended
  })
const recipientOf = async (directiveId: number, personId: number) =>
  (await world.recipients(directiveId)).find((row) => row.person_id === personId)
const links = async (recipientId: number) =>
  (
    await sql<{
      open: number
    }>`select count(*)::int as open from access_link where recipient_id = ${recipientId}
      and revoked_at is null`.execute(world.db)
  ).rows[0]!.open
const sentTo = async (personId: number) =>
  (
    await sql<{
      n: number
    }>`select count(*)::int as n from delivery d join recipient r on r.id = d.recipient_id
      where r.person_id = ${personId} and d.state in ('accepted', 'delivered', 'seen')`.execute(world.db)
  ).rows[0]!.n

describe('an officer who leaves at noon, in the middle of a directive', () => {
  test('the link is dead at once, the next officer has the message, the board adds up and nothing is repeated', async () => {
    const id = await world.send({ audience: CHAIRS })
    await world.dispatch()
    const [chair, vice] = await officers()
    const before = await recipientOf(id, chair!.personId)
    expect(await links(before!.id)).toBe(1)

    world.clock.set('2021-09-06T05:00:00Z')
    await leave(chair!.postId)
    expect(await links(before!.id)).toBe(0)
    await world.dispatch()
    // The timer finds nothing left to do, however often it comes.
    for (let i = 0; i < 3; i++)
      await world.db.transaction().execute((trx) => settleReplacements(trx, world.clock.now()))
    await world.dispatch()
    expect(await sentTo(vice!.personId)).toBe(1)
    expect(await sentTo(chair!.personId)).toBe(1)
    expect((await recipientOf(id, vice!.personId))?.target_id).toBe(before!.target_id)

    const board = await boardSnapshot(world.db, id, world.clock.now())
    expect(board!.cells).toHaveLength(3)
    const cell = board!.cells.find((one) => one.targetId === before!.target_id)!
    expect(cell.contact?.recipientId).toBe((await recipientOf(id, vice!.personId))!.id)
    expect(cell.state).toBe('accepted')

    await acknowledge(
      world.db,
      [{ recipientId: (await recipientOf(id, vice!.personId))!.id, via: 'page', answer: 'received' }],
      world.clock.now(),
    )
    const after = await boardSnapshot(world.db, id, world.clock.now())
    expect(after!.cells.filter((one) => one.state === 'acknowledged')).toHaveLength(1)
  })

  test('what waits for the one who left never leaves', async () => {
    const id = await world.send({ audience: CHAIRS })
    const [chair, vice] = await officers()
    await leave(chair!.postId)
    await world.dispatch()
    expect(await sentTo(chair!.personId)).toBe(0)
    expect(await sentTo(vice!.personId)).toBe(1)
    expect((await recipientOf(id, chair!.personId))?.problem).toBe('stopped')
  })

  test('in the undo window: the issue goes to the next officer instead', async () => {
    const id = await world.draft({ audience: CHAIRS })
    await world.issue(id)
    const [chair, vice] = await officers()
    await leave(chair!.postId)
    world.clock.advance({ minutes: 2 })
    await releaseDue(world.db, world.clock.now())
    await world.dispatch()
    expect(await sentTo(chair!.personId)).toBe(0)
    expect(await sentTo(vice!.personId)).toBe(1)
    expect((await world.deliveries(id)).map((row) => row.purpose)).toEqual(['issue', 'issue', 'issue'])
  })

  test('who has it already is not sent it again', async () => {
    await world.send()
    await world.dispatch()
    const [chair, vice] = await officers()
    await leave(chair!.postId)
    await world.dispatch()
    expect(await sentTo(vice!.personId)).toBe(1)
  })

  test('a unit that has acknowledged is left in peace', async () => {
    const id = await world.send({ audience: CHAIRS })
    await world.dispatch()
    const [chair, vice] = await officers()
    await acknowledge(
      world.db,
      [{ recipientId: (await recipientOf(id, chair!.personId))!.id, via: 'page', answer: 'received' }],
      world.clock.now(),
    )
    await leave(chair!.postId)
    await world.dispatch()
    expect(await sentTo(vice!.personId)).toBe(0)
    const board = await boardSnapshot(world.db, id, world.clock.now())
    expect(board!.cells.filter((cell) => cell.state === 'acknowledged')).toHaveLength(1)
  })

  test('a unit without anybody waits, and the first who is appointed gets it', async () => {
    await world.send({ audience: CHAIRS })
    await world.dispatch()
    const [chair, vice] = await officers()
    await leave(vice!.postId)
    await leave(chair!.postId)
    await world.dispatch()
    expect(await sentTo(vice!.personId)).toBe(0)
    await console_((trx) =>
      appoint(
        trx,
        staff(),
        { personId: vice!.personId, unitId: vice!.unitId, positionCode: 'CT', contactOrder: 1 },
        world.clock.now(),
      ),
    )
    await world.db.transaction().execute((trx) => settleReplacements(trx, world.clock.now()))
    await world.dispatch()
    expect(await sentTo(vice!.personId)).toBe(1)
  })

  test('rights in the unit and memberships of its groups end with the post', async () => {
    const [chair] = await officers()
    const { rows } = await sql<{ id: number }>`insert into staff (person_id, unit_id, job_title, email)
      values (${chair!.personId}, ${chair!.unitId}, 'CT', 'ct@loa.example') returning id`.execute(world.db)
    await sql`insert into role_grant (staff_id, role, unit_id) values (${rows[0]!.id}, 'unit_officer', ${chair!.unitId})`.execute(
      world.db,
    )
    const ended = await leave(chair!.postId)
    expect(ended.staff).toEqual([rows[0]!.id])
    expect(ended.groups).toHaveLength(1)
    const { rows: left } = await sql<{ grants: number; seats: number }>`select
      (select count(*)::int from role_grant where valid_to is null and staff_id = ${rows[0]!.id}) as grants,
      (select count(*)::int from chat_group_member where valid_to is null and person_id = ${chair!.personId}) as seats`.execute(
      world.db,
    )
    expect(left[0]).toEqual({ grants: 0, seats: 0 })
  })
})

describe('the hand-over', () => {
  test('shows what moves, then moves posts, order of contact, groups, open directives and the office telephone', async () => {
    await world.send({ audience: CHAIRS })
    await world.dispatch()
    const [chair] = await officers()
    await sql`update contact_point set is_shared_office = true where person_id = ${chair!.personId} and channel = 'sms'`.execute(
      world.db,
    )
    const plan = await console_((trx) =>
      planHandOver(trx, { personId: chair!.personId, locale: 'vi' }, world.clock.now()),
    )
    expect(plan).toMatchObject({
      posts: [{ postId: chair!.postId, contactOrder: 1 }],
      directives: [{ acknowledged: false }],
      groups: [{ byRule: false }],
      shared: [{ channel: 'sms' }],
    })
    const newcomer = await console_((trx) =>
      handOver(
        trx,
        staff(),
        {
          fromPersonId: chair!.personId,
          to: { person: { fullName: 'Trần Đức Anh' }, addresses: ['0912 345 678'] },
          postIds: [chair!.postId],
          groupIds: plan.groups.map((group) => group.groupId),
          sharedContactIds: plan.shared.map((one) => one.contactPointId),
        },
        world.clock.now(),
      ),
    )
    await world.dispatch()
    expect((await officers())[0]).toMatchObject({ personId: newcomer })
    expect(await sentTo(newcomer)).toBe(1)
    const { rows } = await sql<{ contacts: number; seats: number }>`select
      (select count(*)::int from contact_point where person_id = ${newcomer}) as contacts,
      (select count(*)::int from chat_group_member where person_id = ${newcomer} and valid_to is null) as seats`.execute(
      world.db,
    )
    expect(rows[0]).toEqual({ contacts: 2, seats: 1 })
  })

  test('to oneself, or of nothing, is refused', async () => {
    const [chair] = await officers()
    const order = {
      fromPersonId: chair!.personId,
      to: { personId: chair!.personId },
      groupIds: [],
      sharedContactIds: [],
    }
    const attempt = (postIds: number[]) =>
      console_((trx) => handOver(trx, staff(), { ...order, postIds }, world.clock.now()))
    await expect(attempt([chair!.postId])).rejects.toMatchObject({ code: 'hand_over_to_oneself' })
    await expect(attempt([])).rejects.toMatchObject({ code: 'hand_over_nothing' })
  })
})
