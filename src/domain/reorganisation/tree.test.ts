import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import type { EventOrder } from '../../contract/organisation.ts'
import { EventOrder as Order } from '../../contract/organisation.ts'
import { Problem } from '../../kernel/errors.ts'
import { unitsAsOf } from '../organisation/index.ts'
import { applyDueEvents, cancelEvent, orderEvent, previewEvent, undoEvent } from './index.ts'

const SYSTEM = { kind: 'system' } as const
const day = (n: number): string => new Date(Date.UTC(2021, 0, 1 + n)).toISOString().slice(0, 10)
const noon = (n: number): Date => new Date(`${day(n)}T12:00:00+07:00`)
const decision = (n: number) => ({ number: `${n}/QĐ-LĐLĐ`, date: day(n) })

/** Everything that says how the organisation stands and stood. */
const STATE = sql<{ state: string }>`select md5(string_agg(line, '|' order by line)) as state from (
    select 'u' || to_jsonb(u)::text as line from unit u union all select 'p' || to_jsonb(p)::text from unit_parent p
    union all select 'n' || to_jsonb(n)::text from unit_name n union all select 'a' || to_jsonb(a)::text from unit_area a
    union all select 'o' || to_jsonb(o)::text from post o union all select 'g' || to_jsonb(g)::text from chat_group g
    union all select 'm' || to_jsonb(m)::text from chat_group_unit m
    union all select 'h' || to_jsonb(h)::text from unit_headcount h) x`

describe('decisions that change the organisation', () => {
  let database: TestDatabase
  const root = 1
  beforeAll(async () => {
    database = await createDatabase()
    // A city, two districts, eight unions, each with a chair and a telephone.
    await database.pool.query(`
      insert into area (code, name) values ('MT', 'Mễ Trì'), ('PD', 'Phú Đô');
      insert into unit (code, name, type_code, path, valid_from, area_id, sector_code)
        select 'U' || g, 'Đơn vị số ' || g, case g when 1 then 'lien_doan_tp' when 2 then 'lien_doan_quan' when 3 then 'lien_doan_quan' else 'cdcs' end,
          (case when g = 1 then 'u1' when g < 4 then 'u1.u' || g else 'u1.u' || (2 + g % 2) || '.u' || g end)::ltree, '2014-01-01',
          case when g > 3 then 1 + g % 2 end, case when g > 3 then 'DN_NNN' end
        from generate_series(1, 11) g;
      insert into unit_parent (unit_id, parent_id, valid_from)
        select id, case when id < 4 then 1 else 2 + id % 2 end, '2014-01-01' from unit where id > 1;
      insert into unit_headcount (unit_id, as_of, workers, members) select id, '2020-01-01', 10 * id, 5 * id from unit where id > 3;
      insert into person (full_name) select 'Chủ tịch số ' || g from generate_series(4, 11) g;
      insert into post (person_id, unit_id, position_code, contact_order, valid_from)
        select g - 3, g, 'CT', 1, '2018-01-01' from generate_series(4, 11) g;
      insert into contact_point (person_id, channel, address) select id, 'sms', '+8491200000' || id from person;
      insert into chat_group (code, owner_unit_id, name, platform) values ('N1', 2, 'Nhóm', 'zalo');
      insert into chat_group_unit (group_id, unit_id) select 1, id from unit where id between 4 and 7`)
  })
  afterAll(() => database.drop())

  const order = (given: EventOrder, now: Date) =>
    database.db.transaction().execute((trx) => orderEvent(trx, SYSTEM, Order.parse(given), now))
  const undo = (id: number, now: Date) =>
    database.db.transaction().execute((trx) => undoEvent(trx, SYSTEM, id, now))
  const state = async () => (await STATE.execute(database.db)).rows[0]!.state

  /** On this day: one unit, one parent, no cycle, nothing lost between the units in force and the tree. */
  async function expectTree(on: string): Promise<void> {
    const units = await unitsAsOf(database.db, { unitId: root, on })
    expect(new Set(units.map((unit) => unit.id)).size).toBe(units.length)
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from unit
      where valid_from <= ${on}::date and (valid_to is null or valid_to > ${on}::date)`.execute(database.db)
    expect(units.length).toBe(rows[0]!.n)
  }

  it('whatever is decided, there is a tree on every day, and an undo puts back exactly what was', async () => {
    let today = 0
    let done = 0
    const step = fc.record({
      kind: fc.constantFrom(
        'found',
        'merge',
        'split',
        'move',
        'rename',
        'dissolve',
        'end_activity',
        'hand_over',
      ),
      a: fc.nat(30),
      b: fc.nat(30),
      c: fc.nat(30),
      flag: fc.boolean(),
      undone: fc.boolean(),
      pause: fc.nat(3),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 5 }), async (steps) => {
        for (const { kind, a, b, c, flag, undone, pause } of steps) {
          today += pause
          const { rows: open } = await sql<{
            id: number
            type: string
          }>`select id, type_code as type from unit
            where valid_to is null order by id`.execute(database.db)
          const pick = (n: number, of = open) => of[n % of.length]!.id
          const unions = open.filter((unit) => unit.type === 'cdcs')
          const newUnit = (name: string) => ({ name, typeCode: 'cdcs', parentId: pick(b), areaId: 1 })
          const common = { decision: decision(today), effectiveOn: day(today) }
          const given = {
            found: { kind: 'found', ...common, unit: newUnit('Mới') },
            merge: {
              kind: 'merge',
              ...common,
              units: [...new Set([pick(a, unions), pick(c, unions)])],
              into: flag ? { unitId: pick(b) } : { found: newUnit('Hợp nhất') },
              officers: flag ? 'carry' : 'end',
              duplicates: [],
            },
            split: {
              kind: 'split',
              ...common,
              unitId: pick(a),
              into: [{ found: newUnit('Phần một') }, { found: newUnit('Phần hai') }],
              keepsGoing: flag,
              officers: [{ personId: 1 + (c % 8), into: 0 }],
            },
            move: { kind: 'move', ...common, units: [...new Set([pick(a), pick(c)])], toId: pick(b) },
            rename: { kind: 'rename', ...common, unitId: pick(a), name: `Tên ${today} ${c}` },
            dissolve: { kind: 'dissolve', ...common, units: [pick(a)], ...(flag && { toId: pick(b) }) },
            end_activity: {
              kind: 'end_activity',
              ...common,
              units: [pick(a)],
              ...(flag && { toId: pick(b) }),
            },
            hand_over: { kind: 'hand_over', ...common, fromId: pick(a), toId: pick(b) },
          }[kind] as EventOrder
          const before = await state()
          try {
            const { id } = await order(given, noon(today))
            done++
            if (undone) {
              await undo(id, noon(today))
              expect(await state()).toBe(before)
            }
          } catch (error) {
            // Refused with a sentence, and nothing half-written.
            expect(error).toBeInstanceOf(Problem)
            expect(await state()).toBe(before)
          }
          await expectTree(day(today))
        }
        for (const on of [day(-1), day(Math.floor(today / 2)), day(today + 1)]) await expectTree(on)
      }),
      { numRuns: 12, seed: 5092021 },
    )
    // The walk is no walk if everything is refused.
    expect(done).toBeGreaterThan(15)
  })

  it('a later day waits for the tick; what cannot be done on its day says why, and stops nothing else', async () => {
    const start = 1_000
    const at = noon(start)
    const founded = await order(
      {
        kind: 'found',
        decision: decision(start),
        effectiveOn: day(start),
        unit: { name: 'Công đoàn Chờ ngày', typeCode: 'cdcs', parentId: root },
      },
      at,
    )
    const { rows } = await sql<{
      id: number
    }>`select unit_id as id from organisation_event_unit where event_id = ${founded.id}`.execute(database.db)
    const unitId = rows[0]!.id
    const rename = (name: string, n: number): EventOrder => ({
      kind: 'rename',
      decision: decision(start),
      effectiveOn: day(n),
      unitId,
      name,
    })
    const later = await order(rename('Công đoàn Tên sau', start + 2), at)
    const never = await order(rename('Công đoàn Không bao giờ', start + 2), at)
    const end = await order(
      { kind: 'dissolve', decision: decision(start), effectiveOn: day(start + 3), units: [unitId] },
      at,
    )
    const tooLate = await order(rename('Công đoàn Quá muộn', start + 4), at)
    expect([later.state, end.state]).toEqual(['planned', 'planned'])
    await database.db.transaction().execute((trx) => cancelEvent(trx, SYSTEM, never.id, at))
    expect(await applyDueEvents(database.db, noon(start + 1))).toBe(0)
    expect(await applyDueEvents(database.db, noon(start + 5))).toBe(2)
    expect(await applyDueEvents(database.db, noon(start + 5))).toBe(0)
    const events = await sql<{
      state: string
      problem: string | null
    }>`select state, problem from organisation_event
      where id = any(${[later.id, never.id, end.id, tooLate.id]}::bigint[]) order by id`.execute(database.db)
    expect(events.rows).toEqual([
      { state: 'applied', problem: null },
      { state: 'cancelled', problem: null },
      { state: 'applied', problem: null },
      { state: 'failed', problem: 'unit_has_ended' },
    ])
    // Undone only on the day on which it was applied.
    await expect(undo(later.id, noon(start + 6))).rejects.toMatchObject({ code: 'event_undo_over' })
    // And not before what came after it: the end of the unit closed the new name.
    await expect(undo(later.id, noon(start + 5))).rejects.toMatchObject({ code: 'event_built_on' })
    await undo(end.id, noon(start + 5))
    await undo(later.id, noon(start + 5))
    const named = await sql<{ name: string }>`select name from unit where id = ${unitId}`.execute(database.db)
    expect(named.rows).toEqual([{ name: 'Công đoàn Chờ ngày' }])
  })

  it('a preview says what the act does, and writes nothing', async () => {
    const start = 2_000
    const [first, second] = (
      await sql<{ id: number }>`insert into unit (code, name, type_code, path, valid_from)
        values ('X1', 'Công đoàn X1', 'cdcs', 'u1.x1', ${day(start - 10)}), ('X2', 'Công đoàn X2', 'cdcs', 'u1.x2', ${day(start - 10)})
        returning id`.execute(database.db)
    ).rows.map((row) => row.id)
    await sql`insert into unit_parent (unit_id, parent_id, valid_from) values (${first}, 1, ${day(start - 10)}), (${second}, 1, ${day(start - 10)})`.execute(
      database.db,
    )
    const people = (
      await sql<{
        id: number
      }>`insert into person (full_name) values ('Bùi Thị Hoà'), ('Bùi Thị Hòa'), ('Tạ Thúy') returning id`.execute(
        database.db,
      )
    ).rows.map((row) => row.id)
    await sql`insert into post (person_id, unit_id, position_code, contact_order, valid_from) values
      (${people[0]}, ${first}, 'CT', 1, ${day(start - 10)}), (${people[2]}, ${first}, 'PCT', 2, ${day(start - 10)}),
      (${people[1]}, ${second}, 'CT', 1, ${day(start - 10)})`.execute(database.db)
    await sql`insert into contact_point (person_id, channel, address) values (${people[0]}, 'sms', '+84912999001'),
      (${people[2]}, 'email', 'thuy@x.example'), (${people[1]}, 'email', 'hoa@x.example')`.execute(
      database.db,
    )
    const merge: EventOrder = Order.parse({
      kind: 'merge',
      decision: decision(start),
      effectiveOn: day(start),
      units: [first],
      into: { unitId: second },
    })
    const before = await state()
    const preview = await previewEvent(database.db, SYSTEM, merge, noon(start))
    expect(await state()).toBe(before)
    expect(preview).toMatchObject({
      today: true,
      units: [{ id: first, name: 'Công đoàn X1', change: 'ended', to: null }],
      officers: [
        { name: 'Bùi Thị Hoà', toUnitName: 'Công đoàn X2' },
        { name: 'Tạ Thúy', toUnitName: 'Công đoàn X2' },
      ],
      duplicates: [{ keepId: people[1], otherId: people[0], reasons: ['name'] }],
    })
    // Nobody is united silently: until somebody has looked, the merger waits.
    await expect(order(merge, noon(start))).rejects.toMatchObject({ code: 'duplicates_undecided' })
    const { id } = await order(
      { ...merge, duplicates: [{ keepId: people[1]!, otherId: people[0]!, same: true }] } as EventOrder,
      noon(start),
    )
    const { rows } = await sql<{ name: string; channels: string[] }>`
      select p.full_name as name, array(select c.channel from contact_point c where c.person_id = p.id order by 1) as channels
      from post o join person p on p.id = o.person_id where o.unit_id = ${second} and o.valid_to is null order by o.contact_order`.execute(
      database.db,
    )
    expect(rows).toEqual([
      { name: 'Bùi Thị Hòa', channels: ['email', 'sms'] },
      { name: 'Tạ Thúy', channels: ['email'] },
    ])
    await undo(id, noon(start))
    expect(await state()).toBe(before)
  })
})
