import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { seedUnions } from '../../../test/harness/unions.ts'
import { GroupRule } from '../../contract/group.ts'
import { EventOrder } from '../../contract/organisation.ts'
import { localDay } from '../../kernel/dates.ts'
import { Problem } from '../../kernel/errors.ts'
import { addOfficer, appoint, endPost, setContactOrder } from '../people/index.ts'
import { orderEvent, undoEvent } from '../reorganisation/index.ts'
import { createGroup, refreshChangedGroups, refreshGroups } from './index.ts'

const CITY = 1
const DISTRICT = 2
const staff = { kind: 'staff', id: 1 } as const
const rule = (given: object) => GroupRule.parse({ lines: [{}], ...given })
let database: TestDatabase
let db: Db
let now = new Date('2021-01-02T09:00:00+07:00')
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}
beforeAll(async () => {
  database = await createDatabase()
  db = database.db
  await seedUnions(database)
})
afterAll(() => database.drop())

const act = <T>(work: (trx: Db) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    const done = await work(trx)
    await refreshChangedGroups(trx, now)
    return done
  })
const make = (name: string, ownerUnitId: number, given: GroupRule) =>
  inScope(db, { path: 'u1' }, (trx) =>
    createGroup(trx, staff, { name, url: null, rule: given, ownerUnitId, platform: 'zalo' }, now),
  )

describe('members by rule', () => {
  interface World {
    units: {
      id: number
      path: string
      type: string
      sector: string | null
      subsector: string | null
      area: number | null
      workers: number | null
      inForce: boolean
    }[]
    posts: { person: number; unit: number; position: string; contact: boolean }[]
  }
  async function worldNow(): Promise<World> {
    const on = localDay(now)
    const { rows } = await sql<World>`select
      (select json_agg(json_build_object('id', u.id, 'path', u.path::text, 'type', u.type_code, 'sector', u.sector_code,
        'subsector', u.subsector, 'area', u.area_id, 'inForce', u.valid_from <= ${on}::date and coalesce(u.valid_to, 'infinity') > ${on}::date,
        'workers', (select h.workers from unit_headcount h where h.unit_id = u.id and h.as_of <= ${on}::date order by h.as_of desc limit 1)))
        from unit u) as units,
      (select json_agg(json_build_object('person', p.person_id, 'unit', p.unit_id, 'position', p.position_code, 'contact', p.contact_order is not null))
        from post p where p.valid_from <= ${on}::date and coalesce(p.valid_to, 'infinity') > ${on}::date) as posts`.execute(
      db,
    )
    return rows[0]!
  }
  /** The rule read by somebody with a pencil: every unit, every post, one by one. */
  function byPencil({ units, posts }: World, ownerId: number, given: GroupRule): number[] {
    const pathOf = (id: number) => units.find((unit) => unit.id === id)!.path
    const under = (path: string, above: number) => path.startsWith(`${pathOf(above)}.`)
    const chosen = units.filter(
      (unit) =>
        unit.inForce &&
        unit.type === 'cdcs' &&
        under(unit.path, ownerId) &&
        !given.excludeUnits.includes(unit.id) &&
        given.lines.some(
          (line) =>
            line.all ||
            ((!line.sectors || line.sectors.includes(unit.sector ?? '')) &&
              (!line.subsectors || line.subsectors.includes(unit.subsector ?? '')) &&
              (!line.areas || line.areas.includes(unit.area ?? 0)) &&
              (!line.types || line.types.includes(unit.type)) &&
              (!line.units || line.units.includes(unit.id)) &&
              (!line.below || line.below.some((above) => under(unit.path, above))) &&
              (line.minWorkers === undefined || (unit.workers !== null && unit.workers >= line.minWorkers))),
        ),
    )
    const people = posts
      .filter((post) => chosen.some((unit) => unit.id === post.unit))
      .filter((post) => (given.positions.length > 0 ? given.positions.includes(post.position) : post.contact))
      .map((post) => post.person)
      .filter((person) => !given.excludePersons.includes(person))
    return [...new Set(people)].sort((a, b) => a - b)
  }

  const RULES: readonly (readonly [owner: number, rule: GroupRule])[] = [
    [CITY, rule({ lines: [{ all: true }] })],
    [
      CITY,
      rule({
        lines: [{ sectors: ['DN_NNN'], areas: [1] }, { minWorkers: 100 }],
        positions: ['CT', 'PCT', 'LH'],
      }),
    ],
    [CITY, rule({ lines: [{ below: [3] }], excludePersons: [2] })],
    [
      DISTRICT,
      rule({ lines: [{ subsectors: ['may'], types: ['cdcs'] }, { units: [6, 8] }], excludeUnits: [4] }),
    ],
  ]
  const unit = fc.integer({ min: 4, max: 13 })
  const step = fc.oneof(
    fc.record({
      does: fc.constant('appoint' as const),
      unit,
      person: fc.integer({ min: 1, max: 23 }),
      contact: fc.boolean(),
    }),
    fc.record({ does: fc.constant('new' as const), unit }),
    fc.record({ does: fc.constant('leave' as const), nth: fc.nat(30) }),
    fc.record({ does: fc.constant('order' as const), unit }),
    fc.record({ does: fc.constant('move' as const), unit, to: fc.constantFrom(2, 3) }),
    fc.record({ does: fc.constant('merge' as const), unit, into: unit }),
    fc.record({ does: fc.constant('dissolve' as const), unit }),
    fc.record({ does: fc.constant('headcount' as const), unit, workers: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ does: fc.constant('reseat' as const), unit, area: fc.constantFrom(1, 2) }),
    fc.record({ does: fc.constant('undo' as const) }),
    fc.record({ does: fc.constant('day' as const) }),
  )
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
  let lastEvent: number | null = null

  async function take(one: Step): Promise<void> {
    const decision = { decision: { number: 'x/QĐ', date: localDay(now) }, effectiveOn: localDay(now) }
    const event = (order: object) =>
      act(async (trx) => {
        lastEvent = (await orderEvent(trx, staff, EventOrder.parse({ ...decision, ...order }), now)).id
      })
    switch (one.does) {
      case 'appoint':
        return act(async (trx) => {
          await appoint(
            trx,
            staff,
            {
              personId: one.person,
              unitId: one.unit,
              positionCode: 'PCT',
              contactOrder: one.contact ? 'last' : null,
            },
            now,
          )
        })
      case 'new':
        return act(async (trx) => {
          const who = { person: { fullName: 'Trần Thị Mới' } }
          await addOfficer(
            trx,
            staff,
            { who, unitId: one.unit, positionCode: 'UV_BCH', contactOrder: 1, addresses: [] },
            now,
          )
        })
      case 'leave':
        return act(async (trx) => {
          const { rows } = await sql<{
            id: number
          }>`select id from post where ended_at is null order by id offset ${one.nth} limit 1`.execute(trx)
          if (rows[0]) await endPost(trx, staff, { postId: rows[0].id }, now)
        })
      case 'order':
        return act(async (trx) => {
          const { rows } = await sql<{
            id: number
          }>`select id from post where unit_id = ${one.unit} and ended_at is null order by id desc limit 1`.execute(
            trx,
          )
          await setContactOrder(trx, staff, { unitId: one.unit, postIds: rows.map((row) => row.id) }, now)
        })
      case 'move':
        return event({ kind: 'move', units: [one.unit], toId: one.to })
      case 'merge':
        return event({ kind: 'merge', units: [one.unit], into: { unitId: one.into } })
      case 'dissolve':
        return event({ kind: 'dissolve', units: [one.unit] })
      case 'headcount':
        return act(async (trx) => {
          await sql`insert into unit_headcount (unit_id, as_of, workers, members)
            select id, ${localDay(now)}::date, ${one.workers}::int, 1 from unit where id = ${one.unit} and valid_to is null
            on conflict (unit_id, as_of) do update set workers = excluded.workers`.execute(trx)
        })
      case 'reseat':
        return act(async (trx) => {
          await sql`update unit set area_id = ${one.area} where id = ${one.unit} and valid_to is null`.execute(
            trx,
          )
        })
      case 'undo':
        return act(async (trx) => {
          if (lastEvent !== null) await undoEvent(trx, staff, lastEvent, now)
        })
      case 'day':
        later(24 * 60)
        await refreshGroups(db, now)
    }
  }

  test('after any run of changes of posts and units the members are those that a pencil finds', async () => {
    const made: { id: number; owner: number }[] = []
    for (const [index, [owner, given]] of RULES.entries())
      made.push({ id: await make(`Quy tắc ${index}`, owner, given), owner })
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 7 }), async (steps) => {
        for (const one of steps) {
          later(2)
          try {
            await take(one)
            taken++
          } catch (error) {
            // What the organisation refuses is no change.
            if (!(error instanceof Problem)) throw error
          }
          const world = await worldNow()
          for (const { id, owner } of made) {
            const { rows } = await sql<{ rule: GroupRule; members: number[] }>`select g.rule, array(
              select m.person_id from chat_group_member m where m.group_id = g.id and m.valid_from <= ${localDay(now)}::date
                and (m.valid_to is null or m.valid_to > ${localDay(now)}::date) order by 1) as members
              from chat_group g where g.id = ${id}`.execute(db)
            expect(rows[0]!.members.map(Number)).toEqual(byPencil(world, owner, rows[0]!.rule))
          }
        }
      }),
      { numRuns: 8 },
    )
    expect(taken).toBeGreaterThan(12)
  })
})
