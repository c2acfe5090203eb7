import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventOrder } from '../../src/contract/organisation.ts'
import { EventOrder as Order } from '../../src/contract/organisation.ts'
import { acknowledge } from '../../src/domain/acknowledgement/index.ts'
import { releaseDue } from '../../src/domain/delivery/index.ts'
import { escalateDue } from '../../src/domain/escalation/index.ts'
import { orderEvent, previewEvent, undoEvent } from '../../src/domain/reorganisation/index.ts'
import { boardList, boardSnapshot } from '../../src/views/board/index.ts'
import { DeliveryWorld } from '../harness/delivery-world.ts'

/** Units merge, split and end while a công điện is under way: the board still adds up, nobody twice, nobody lost. */
describe('a reorganisation in the middle of a directive', () => {
  let world: DeliveryWorld
  let directiveId: number
  /** Unit ids: a and b are asked; a's people are 1 and 6, b's 2 and 7, and so on. */
  let unit: number[]
  const actor = { kind: 'system' } as const
  const day = '2021-09-06'
  const decision = { number: '145/QĐ-LĐLĐ', date: day }

  beforeAll(async () => {
    world = await DeliveryWorld.open({ units: 6, people: 12 })
    const { federationId } = world.federation
    unit = Array.from({ length: 6 }, (_, i) => federationId + 1 + i)
    // The sixth union is not asked: it was not chosen.
    directiveId = await world.draft({
      audience: { lines: [{ all: true }], excludeUnits: [unit[5]!] },
      escalation: [{ afterMinutes: 60, act: 'remind' }],
    })
    await world.issue(directiveId, { units: 5 })
    world.clock.advance({ minutes: 2 })
    await releaseDue(world.db, world.clock.now())
    await world.dispatch()
  })
  afterAll(() => world.close())

  const order = (given: object) =>
    world.db
      .transaction()
      .execute((trx) =>
        orderEvent(trx, actor, Order.parse({ decision, effectiveOn: day, ...given }), world.clock.now()),
      )

  /** Every number of the board is the length of its list, and people are counted once. */
  async function expectAddsUp(): Promise<{
    due: number
    acknowledged: number
    excluded: number
    people: number
  }> {
    const now = world.clock.now()
    const { funnel, cells } = (await boardSnapshot(world.db, directiveId, now))!
    for (const tile of ['due', 'accepted', 'delivered', 'opened', 'acknowledged'] as const)
      expect([tile, (await boardList(world.db, directiveId, tile, now))!.length]).toEqual([
        tile,
        funnel[tile],
      ])
    expect(Object.values(funnel.states).reduce((a, b) => a + b, 0)).toBe(cells.length)
    expect(funnel.due + funnel.excluded).toBe(cells.length)
    const recipients = await world.recipients(directiveId)
    expect(new Set(recipients.map((one) => one.person_id)).size).toBe(recipients.length)
    expect(funnel.people.due).toBe(recipients.length)
    return {
      due: funnel.due,
      acknowledged: funnel.acknowledged,
      excluded: funnel.excluded,
      people: recipients.length,
    }
  }

  const messagesTo = async (personId: number): Promise<number> =>
    (await world.recipients(directiveId)).filter((one) => one.person_id === personId).length
  const peopleOf = async (unitId: number): Promise<number[]> =>
    (
      await sql<{
        id: number
      }>`select person_id as id from post where unit_id = ${unitId} and ended_at is null order by contact_order`.execute(
        world.db,
      )
    ).rows.map((row) => row.id)
  const targetOf = async (unitId: number) =>
    world.db
      .selectFrom('target')
      .selectAll()
      .where('directive_id', '=', directiveId)
      .where('unit_id', '=', unitId)
      .executeTakeFirst()

  it('before: five units, ten people', async () => {
    expect(await expectAddsUp()).toEqual({ due: 5, acknowledged: 0, excluded: 0, people: 10 })
  })

  it('merged into a unit that is asked: one answer less is due, its people answer for the other one with the link they have', async () => {
    const people = await peopleOf(unit[0]!)
    const preview = await previewEvent(
      world.db,
      actor,
      Order.parse({ kind: 'merge', decision, effectiveOn: day, units: [unit[0]], into: { unitId: unit[1] } }),
      world.clock.now(),
    )
    expect(preview).toMatchObject({ peopleMoved: 2, peopleAsked: 0, unitsAsked: 0, peopleLeft: 0 })
    expect(preview.obligations).toMatchObject([{ directiveId, toUnitName: expect.stringContaining('số 2') }])
    expect(await expectAddsUp()).toMatchObject({ due: 5, people: 10 })
    const sent = world.zalo.sent.length

    const frozen = await targetOf(unit[0]!)
    await order({
      kind: 'merge',
      units: [unit[0]],
      into: { unitId: unit[1] },
      duplicates: twoPeople(preview),
    })
    expect(await expectAddsUp()).toEqual({ due: 4, acknowledged: 0, excluded: 1, people: 10 })
    // The issued directive is as it was issued; the reason stands beside it.
    expect(await targetOf(unit[0]!)).toEqual({
      ...frozen,
      excluded_at: world.clock.now(),
      excluded_reason: expect.stringContaining('145/QĐ-LĐLĐ'),
    })
    await world.dispatch()
    expect(world.zalo.sent.length).toBe(sent)

    // A person of the union that ended presses, with the old link: the successor has it.
    const recipient = (await world.recipients(directiveId)).find((one) => one.person_id === people[0])!
    const [receipt] = await acknowledge(
      world.db,
      [{ recipientId: recipient.id, answer: 'received', via: 'page' }],
      world.clock.now(),
    )
    expect(receipt).toMatchObject({ kind: expect.any(String) })
    expect((await targetOf(unit[1]!))!.acknowledged_at).not.toBeNull()
    expect(await expectAddsUp()).toMatchObject({ due: 4, acknowledged: 1 })
  })

  it('merged into a unit that was not asked: it is asked now, and only those of its people who have nothing yet', async () => {
    const [old, own] = [await peopleOf(unit[2]!), await peopleOf(unit[5]!)]
    const before = world.zalo.sent.length
    const { id } = await order({
      kind: 'merge',
      units: [unit[2]],
      into: { unitId: unit[5] },
      duplicates: await pairs(unit[2]!, unit[5]!),
    })
    expect(await expectAddsUp()).toMatchObject({ due: 4, excluded: 2, people: 12 })
    for (const person of [...old, ...own]) expect(await messagesTo(person)).toBe(1)
    // Taken back within the undo window, as if it had never been.
    await world.db.transaction().execute((trx) => undoEvent(trx, actor, id, world.clock.now()))
    expect(await expectAddsUp()).toMatchObject({ due: 4, excluded: 1, people: 10 })
    await order({
      kind: 'merge',
      units: [unit[2]],
      into: { unitId: unit[5] },
      duplicates: await pairs(unit[2]!, unit[5]!),
    })
    world.clock.advance({ minutes: 1 })
    await world.dispatch()
    expect(world.zalo.sent.length - before).toBe(own.length)
  })

  it('a message has left because of it: no undo, and the reason is said', async () => {
    const { rows } = await sql<{
      id: number
    }>`select max(id) as id from organisation_event where state = 'applied'`.execute(world.db)
    await expect(
      world.db.transaction().execute((trx) => undoEvent(trx, actor, rows[0]!.id, world.clock.now())),
    ).rejects.toMatchObject({ code: 'event_messages_left' })
  })

  it('the reminder goes once to everybody who carries the obligation now, and to nobody who does not', async () => {
    const waiting = new Set<number>()
    for (const unitId of [unit[3]!, unit[4]!, unit[5]!])
      for (const id of await peopleOf(unitId)) waiting.add(id)
    world.clock.advance({ minutes: 61 })
    await escalateDue(world.db, world.clock.now())
    const { rows } = await sql<{
      person_id: number
    }>`select r.person_id from delivery v join recipient r on r.id = v.recipient_id
      where v.directive_id = ${directiveId} and v.purpose = 'escalation'`.execute(world.db)
    expect(rows.map((row) => row.person_id).toSorted((a, b) => a - b)).toEqual(
      [...waiting].toSorted((a, b) => a - b),
    )
  })

  it('dissolved: out of the denominator with the decision as its reason, links closed, nothing waits for its people', async () => {
    await order({ kind: 'dissolve', units: [unit[3]] })
    expect(await expectAddsUp()).toMatchObject({ due: 3, excluded: 3, people: 12 })
    const target = (await targetOf(unit[3]!))!
    const { rows } = await sql<{ left: number; waiting: number }>`
      select count(distinct r.id) filter (where r.left_at is not null)::int as left,
        count(v.id) filter (where v.state = 'queued')::int as waiting
      from recipient r left join delivery v on v.recipient_id = r.id where r.target_id = ${target.id}`.execute(
      world.db,
    )
    expect(rows[0]).toEqual({ left: 2, waiting: 0 })
    // Nobody is called for a unit that is no more.
    const { rows: places } = await sql<{ n: number }>`select count(contact_order)::int as n from post
      where unit_id = ${unit[3]!}`.execute(world.db)
    expect(places[0]!.n).toBe(0)
  })

  it('split in two: both parts are asked, and the people go with their part', async () => {
    const people = await peopleOf(unit[4]!)
    const { federationId } = world.federation
    await order({
      kind: 'split',
      unitId: unit[4],
      keepsGoing: false,
      into: [
        { found: { name: 'Công đoàn Phần một', typeCode: 'cdcs', parentId: federationId } },
        { found: { name: 'Công đoàn Phần hai', typeCode: 'cdcs', parentId: federationId } },
      ],
      officers: [
        { personId: people[0]!, into: 0 },
        { personId: people[1]!, into: 1 },
      ],
    })
    expect(await expectAddsUp()).toMatchObject({ due: 4, excluded: 4, people: 12 })
    const { rows } = await sql<{ name: string; person_id: number }>`
      select t.unit_name as name, r.person_id from recipient r join target t on t.id = r.target_id
      where t.directive_id = ${directiveId} and t.unit_name like 'Công đoàn Phần%' order by 1`.execute(
      world.db,
    )
    expect(rows).toEqual([
      { name: 'Công đoàn Phần hai', person_id: people[1] },
      { name: 'Công đoàn Phần một', person_id: people[0] },
    ])
  })

  type Pairs = { duplicates: readonly { keepId: number; otherId: number }[] }
  const twoPeople = ({ duplicates }: Pairs) =>
    duplicates.map(({ keepId, otherId }) => ({ keepId, otherId, same: false }))
  async function pairs(from: number, into: number) {
    const given: EventOrder = Order.parse({
      kind: 'merge',
      decision,
      effectiveOn: day,
      units: [from],
      into: { unitId: into },
    })
    return twoPeople(await previewEvent(world.db, actor, given, world.clock.now()))
  }
})
