import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { Audience } from '../../contract/audience.ts'
import { GroupRule } from '../../contract/group.ts'
import { EventOrder } from '../../contract/organisation.ts'
import { localDay } from '../../kernel/dates.ts'
import { Problem } from '../../kernel/errors.ts'
import { groupMoves, groupPeople, listGroups } from '../../views/groups/index.ts'
import { countAudience } from '../audience/index.ts'
import { addOfficer, appoint, endPost, setContactOrder } from '../people/index.ts'
import { orderEvent, undoEvent } from '../reorganisation/index.ts'
import {
  addMembers,
  changeGroup,
  createGroup,
  endGroup,
  previewRule,
  refreshChangedGroups,
  refreshGroups,
  removeMembers,
  tickSeats,
} from './index.ts'

const DISTRICT = 2
const CITY = 1
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
  // A city, two districts, ten unions of three sectors in two wards, each with a chair (the contact) and a vice-chair.
  await database.pool.query(`
    insert into area (code, name) values ('MT', 'Mễ Trì'), ('PD', 'Phú Đô');
    insert into unit (code, name, type_code, path, valid_from, area_id, sector_code, subsector)
      select 'U' || g, 'Đơn vị số ' || g, case g when 1 then 'lien_doan_tp' when 2 then 'lien_doan_quan' when 3 then 'lien_doan_quan' else 'cdcs' end,
        (case when g = 1 then 'u1' when g < 4 then 'u1.u' || g else 'u1.u' || (2 + g % 2) || '.u' || g end)::ltree, '2014-01-01',
        case when g > 3 then 1 + (g / 2) % 2 end, case when g > 3 then (array['DN_NNN', 'GD_CL', 'YT'])[1 + g % 3] end,
        case when g > 3 then (array['may', 'MN'])[1 + g % 2] end
      from generate_series(1, 13) g;
    insert into unit_parent (unit_id, parent_id, valid_from)
      select id, case when id < 4 then 1 else 2 + id % 2 end, '2014-01-01' from unit where id > 1;
    insert into unit_headcount (unit_id, as_of, workers, members) select id, '2020-01-01', 10 * id, 5 * id from unit where id > 3;
    insert into person (full_name) select 'Nguyễn Văn Số ' || g from generate_series(1, 24) g;
    insert into post (person_id, unit_id, position_code, contact_order, valid_from)
      select g - 3, g, 'CT', 1, '2018-01-01'::date from generate_series(4, 13) g
      union all select g + 7, g, 'PCT', null, '2018-01-01' from generate_series(4, 13) g;
    insert into contact_point (person_id, channel, address) select id, 'sms', '+84912000' || lpad(id::text, 3, '0') from person where id <> 1;
    insert into staff (person_id, unit_id, job_title, email) values (24, 1, 'Ban Tổ chức', 'to.chuc@ldld.example')`)
})
afterAll(() => database.drop())

const act = <T>(work: (trx: Db) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    const done = await work(trx)
    await refreshChangedGroups(trx, now)
    return done
  })
const inside = <T>(work: (trx: Db) => Promise<T>): Promise<T> => inScope(db, { path: 'u1' }, work)
const make = (given: { name: string; rule?: GroupRule | null; platform?: 'zalo' | 'list'; owner?: number }) =>
  inside((trx) =>
    createGroup(
      trx,
      staff,
      {
        name: given.name,
        url: null,
        rule: given.rule ?? null,
        ownerUnitId: given.owner ?? DISTRICT,
        platform: given.platform ?? 'zalo',
      },
      now,
    ),
  )
const listed = async (id: number, list: 'members' | 'invite' | 'remove' = 'members', q?: string) =>
  (
    await inside((trx) =>
      groupPeople(trx, id, { list, limit: 200, ...(q && { q }) }, { on: localDay(now), locale: 'vi' }),
    )
  ).items
const ids = async (id: number, list: 'members' | 'invite' | 'remove' = 'members') =>
  (await listed(id, list)).map((person) => person.personId).sort((a, b) => a - b)
const moves = async (id: number) => (await inside((trx) => groupMoves(trx, id, { limit: 200 }, now))).items
const postOf = async (personId: number, unitId: number): Promise<number> =>
  (
    await sql<{
      id: number
    }>`select id from post where person_id = ${personId} and unit_id = ${unitId} and ended_at is null`.execute(
      db,
    )
  ).rows[0]!.id

describe('a group kept by hand', () => {
  test('people join and leave by name; each move says when, why and who did it; nobody joins twice', async () => {
    const id = await make({ name: 'Nhóm tự chọn' })
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [1, 3, 5] }, now))
    later(1)
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [3, 7] }, now))
    await inside((trx) => removeMembers(trx, staff, { groupId: id, personIds: [5] }, now))
    expect(await ids(id)).toEqual([1, 3, 7])
    const told = (await moves(id)).map(({ personId, kind, reason, byName }) => [
      personId,
      kind,
      reason,
      byName,
    ])
    expect(told).toContainEqual([5, 'left', 'hand', 'Nguyễn Văn Số 24'])
    expect(told).toHaveLength(5)
    expect((await listed(id, 'members', 'nguyen so 3')).map((person) => person.personId)).toEqual([3])
  })

  test('the real chat group: invited and taken out are ticked by a person, and taken back', async () => {
    const id = await make({ name: 'Nhóm Zalo thật' })
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [1, 3] }, now))
    expect(await ids(id, 'invite')).toEqual([1, 3])
    const tick = (personIds: number[], inChat: boolean) =>
      inside((trx) => tickSeats(trx, staff, { groupId: id, personIds, inChat }, now))
    expect(await tick([1, 3], true)).toBe(2)
    expect(await tick([1, 3], true)).toBe(0)
    expect(await ids(id, 'invite')).toEqual([])
    await tick([3], false)
    expect(await ids(id, 'invite')).toEqual([3])
    await tick([3], true)
    // Nobody is ticked off who was never a member.
    expect(await tick([9], true)).toBe(0)

    // Who leaves their post is on the list of those to be taken out at once, with the reason.
    later(1)
    const postId = await postOf(3, 6)
    await act((trx) => endPost(trx, staff, { postId, reason: 'moved' }, now))
    expect(await ids(id)).toEqual([1])
    expect(await listed(id, 'remove')).toMatchObject([
      { personId: 3, reason: 'moved', phone: '0912 000 003' },
    ])
    await tick([3], false)
    expect(await ids(id, 'remove')).toEqual([])
    await act((trx) =>
      appoint(trx, staff, { personId: 3, unitId: 6, positionCode: 'CT', contactOrder: 1 }, now),
    )
    expect(await ids(id, 'remove')).toEqual([])
  })

  test('a list has no chat group to tick; an ended group is nobody’s and is offered no more', async () => {
    const id = await make({ name: 'Danh sách', platform: 'list' })
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [1] }, now))
    await expect(
      inside((trx) => tickSeats(trx, staff, { groupId: id, personIds: [1], inChat: true }, now)),
    ).rejects.toMatchObject({ code: 'group_without_chat' })
    expect(await ids(id, 'invite')).toEqual([])
    const audience = Audience.parse({ lines: [{ groups: [id] }] })
    const count = () =>
      inside((trx) => countAudience(trx, { federationId: DISTRICT, audience, on: localDay(now) }))
    expect(await count()).toMatchObject({ people: { chosen: 1 }, groupPosts: 0 })
    await inside((trx) => endGroup(trx, staff, id, now))
    expect(await count()).toMatchObject({ people: { chosen: 0 } })
    const shown = await inside((trx) =>
      listGroups(trx, { limit: 200, q: 'danh sach' }, { unitId: DISTRICT, now }),
    )
    expect(shown.items).toEqual([])
    await expect(inside((trx) => endGroup(trx, staff, id, now))).rejects.toMatchObject({
      code: 'group_not_found',
    })
  })
})

describe('a group by rule', () => {
  test('who fits is a member when it is saved, and the preview said so before', async () => {
    const wanted = rule({ lines: [{ subsectors: ['may'] }], positions: ['CT'] })
    const preview = await inside((trx) =>
      previewRule(trx, { rule: wanted, ownerUnitId: DISTRICT, groupId: null, on: localDay(now) }),
    )
    const id = await make({ name: 'Chủ tịch ngành may', rule: wanted })
    const members = await ids(id)
    expect(preview).toMatchObject({ people: members.length, joining: members.length, leaving: 0 })
    expect(preview.withoutPhone).toBe(members.includes(1) ? 1 : 0)
    expect(members.length).toBeGreaterThan(2)
    await expect(
      inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [2] }, now)),
    ).rejects.toMatchObject({ code: 'group_by_rule' })
    // It loses its rule: the same people, by hand from now on.
    await inside((trx) =>
      changeGroup(trx, staff, { groupId: id, name: 'Ngành may', url: null, rule: null }, now),
    )
    expect(await ids(id)).toEqual(members)
  })

  test('a rule that chooses nothing, and a name of one letter, are refused', async () => {
    await expect(make({ name: 'Rỗng', rule: rule({ lines: [{ sectors: [] }] }) })).rejects.toMatchObject({
      faults: [{ field: 'rule', code: 'group_rule_empty' }],
    })
    await expect(make({ name: ' A ' })).rejects.toMatchObject({ faults: [{ field: 'name' }] })
  })

  test('leaving one post and staying through another is no move at all', async () => {
    const id = await make({
      name: 'Mọi cán bộ',
      rule: rule({ lines: [{ all: true }], positions: ['CT', 'UV_BCH'] }),
    })
    later(2)
    await act((trx) =>
      appoint(trx, staff, { personId: 1, unitId: 8, positionCode: 'UV_BCH', contactOrder: null }, now),
    )
    const told = async () => (await moves(id)).map(({ personId, kind, at }) => [personId, kind, at])
    const before = await told()
    later(2)
    const postId = await postOf(1, 4)
    await act((trx) => endPost(trx, staff, { postId }, now))
    expect(await ids(id)).toContain(1)
    expect(await told()).toEqual(before)
    const other = await postOf(1, 8)
    await act((trx) => endPost(trx, staff, { postId: other }, now))
    expect(await ids(id)).not.toContain(1)
    expect((await moves(id))[0]).toMatchObject({ personId: 1, kind: 'left', reason: 'left' })
    await act((trx) =>
      appoint(trx, staff, { personId: 1, unitId: 4, positionCode: 'CT', contactOrder: 1 }, now),
    )
  })

  test('a merger carries the rule to the successor; taking the decision back carries it back', async () => {
    const id = await make({ name: 'Hai đơn vị', rule: rule({ lines: [{ units: [10, 12] }] }) })
    const before = await ids(id)
    const ruleNow = async () =>
      (await sql<{ rule: GroupRule }>`select rule from chat_group where id = ${id}`.execute(db)).rows[0]!.rule
    later(1)
    const event = await act((trx) =>
      orderEvent(
        trx,
        staff,
        EventOrder.parse({
          kind: 'merge',
          decision: { number: '1/QĐ', date: localDay(now) },
          effectiveOn: localDay(now),
          units: [10],
          into: { unitId: 12 },
        }),
        now,
      ),
    )
    expect((await ruleNow()).lines).toEqual([{ units: [12] }])
    // The chair of the unit that ended is a contact of the one that goes on.
    expect(await ids(id)).toEqual(before)
    later(1)
    await act((trx) => undoEvent(trx, staff, event.id, now))
    expect((await ruleNow()).lines).toEqual([{ units: [10, 12] }])
    expect(await ids(id)).toEqual(before)
  })

  test('a seat by rule never keeps a person who was entered by mistake; a seat by hand does', async () => {
    const id = await make({
      name: 'Mọi người liên hệ',
      rule: rule({ lines: [{ all: true }], positions: ['UV_BCH'] }),
    })
    const { personId } = await act((trx) =>
      addOfficer(
        trx,
        staff,
        {
          who: { person: { fullName: 'Nhập Nhầm' } },
          unitId: 4,
          positionCode: 'UV_BCH',
          contactOrder: null,
          addresses: [],
        },
        now,
      ),
    )
    expect(await ids(id)).toContain(personId)
    const other = await make({ name: 'Bằng tay' })
    const undo = () =>
      act(async (trx) => {
        await sql`delete from post where person_id = ${personId}`.execute(trx)
        await sql`delete from person where id = ${personId}`.execute(trx)
      })
    await inside((trx) => addMembers(trx, staff, { groupId: other, personIds: [personId] }, now))
    await expect(undo()).rejects.toMatchObject({ code: '23503' })
    await sql`delete from chat_group_member where group_id = ${other}`.execute(db)
    await undo()
    expect(await ids(id)).not.toContain(personId)
  })

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
      made.push({ id: await make({ name: `Quy tắc ${index}`, rule: given, owner }), owner })
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
