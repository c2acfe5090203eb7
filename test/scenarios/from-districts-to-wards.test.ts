import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECOND_DISTRICT } from '../../demo/city.ts'
import { EventOrder } from '../../src/contract/organisation.ts'
import {
  letterheadAsOf,
  reseatUnits,
  seatsToReview,
  totalsAsOf,
  unitsAsOf,
} from '../../src/domain/organisation/index.ts'
import { applyDueEvents, orderEvent } from '../../src/domain/reorganisation/index.ts'
import { createSample, type Sample } from '../harness/sample.ts'

/**
 * The reorganisation of 2025 (domain.md §2.5, §8.1) with the sample federation: 20 units of offices and wards end in June, the
 * district ends on 30/06, the other 148 stand below the city and, by October, below four ward unions; ten wards became four.
 */
describe('from the district of 2021 to the wards of 2025', () => {
  let sample: Sample
  let city: number
  let district: number
  const system = { kind: 'system' } as const
  const ward = new Map<string, number>()
  const at = (day: string): Date => new Date(`${day}T09:00:00+07:00`)
  const order = (given: object, today: string) =>
    sample.db.transaction().execute((trx) => orderEvent(trx, system, EventOrder.parse(given), at(today)))

  /** Where each old ward's units have their offices now; Mễ Trì and Trung Văn were divided, house by house. */
  const NEW_WARD: Readonly<Record<string, readonly string[]>> = {
    'Từ Liêm': ['Cầu Diễn', 'Mỹ Đình 1', 'Mỹ Đình 2', 'Phú Đô', 'Mễ Trì'],
    'Đại Mỗ': ['Đại Mỗ', 'Trung Văn', 'Mễ Trì'],
    'Tây Mỗ': ['Tây Mỗ'],
    'Xuân Phương': ['Xuân Phương', 'Phương Canh'],
  }
  /** When each ward union was founded and took its units over. */
  const FOUNDED: Readonly<Record<string, string>> = {
    'Từ Liêm': '2025-08-15',
    'Đại Mỗ': '2025-09-01',
    'Tây Mỗ': '2025-09-20',
    'Xuân Phương': '2025-10-10',
  }

  beforeAll(async () => {
    sample = await createSample()
    district = sample.federationId
    city = (
      await sample.row(
        sql<{ id: number }>`select parent_id as id from unit_parent where unit_id = ${district}`,
      )
    ).id

    // The other district of the sample has a story of its own: here it stands apart.
    await sql`delete from unit_parent where unit_id = (select id from unit where code = ${SECOND_DISTRICT})`.execute(
      sample.db,
    )

    // June: every one of the 20 by a decision of its own, filed in May; the timer applies each on its day.
    const offices = await sample.rows(sql<{
      id: number
    }>`select u.id from unit u join chat_group_unit g on g.unit_id = u.id
      join chat_group c on c.id = g.group_id and c.code = 'N4' order by u.id`)
    expect(offices.length).toBe(20)
    for (const [i, { id }] of offices.entries())
      await order(
        {
          kind: 'end_activity',
          decision: { number: `${900 + i}/QĐ-LĐLĐ`, date: '2025-05-20' },
          effectiveOn: `2025-06-${String(1 + Math.floor((i * 29) / 19)).padStart(2, '0')}`,
          units: [id],
        },
        '2025-05-20',
      )
    for (const day of ['2025-06-01', '2025-06-10', '2025-06-11', '2025-06-30'])
      await applyDueEvents(sample.db, at(day))

    // 30/06: the district hands over and ends.
    const decision = { number: '1500/QĐ-LĐLĐ', date: '2025-06-25' }
    await order(
      { kind: 'hand_over', decision, effectiveOn: '2025-06-30', fromId: district, toId: city },
      '2025-06-30',
    )
    await order(
      { kind: 'end_activity', decision, effectiveOn: '2025-07-01', units: [district], toId: city },
      '2025-07-01',
    )

    // 01/07: ten wards become four.
    await sql`update area set valid_to = '2025-07-01' where code like 'NTL-%'`.execute(sample.db)
    for (const [name, from] of Object.entries(NEW_WARD)) {
      const { id } = await sample.row(
        sql<{
          id: number
        }>`insert into area (code, name, valid_from) values (${`HN-${name}`}, ${name}, '2025-07-01') returning id`,
      )
      ward.set(name, id)
      await sql`insert into area_succession (from_area_id, to_area_id, effective_on, share)
        select a.id, ${id}, '2025-07-01', case when a.name in ('Mễ Trì') then 'part' else 'whole' end
        from area a where a.code like 'NTL-%' and a.name = any(${from}::text[])`.execute(sample.db)
    }
    // The human queue: whose office stands in a ward that is gone.
    const queue = await seatsToReview(sample.db, { unitId: city, on: '2025-07-02' })
    expect(queue.length).toBe(148)
    expect(queue.find((one) => one.areaName === 'Mễ Trì')!.into.map((one) => one.name)).toEqual([
      'Đại Mỗ',
      'Từ Liêm',
    ])
    for (const [name, areaId] of ward) {
      const units = queue
        .filter((one, i) => {
          const into = one.into.map((area) => area.name)
          return into[into.length === 1 ? 0 : i % into.length] === name
        })
        .map((one) => one.id)
      await sample.db
        .transaction()
        .execute((trx) =>
          reseatUnits(trx, system, { units, areaId, effectiveOn: '2025-07-01' }, at('2025-07-03')),
        )
    }
    expect(await seatsToReview(sample.db, { unitId: city, on: '2025-07-02' })).toEqual([])

    // August to October: four ward unions, each with its units.
    for (const [name, day] of Object.entries(FOUNDED)) {
      const decision = { number: `19${day.slice(5, 7)}/QĐ-LĐLĐ`, date: day }
      const founded = await order(
        {
          kind: 'found',
          decision,
          effectiveOn: day,
          unit: {
            name: `Công đoàn phường ${name} (mẫu)`,
            typeCode: 'cong_doan_phuong',
            parentId: city,
            areaId: ward.get(name),
          },
        },
        day,
      )
      const { id } = await sample.row(
        sql<{ id: number }>`select unit_id as id from organisation_event_unit where event_id = ${founded.id}`,
      )
      const units = await sample.rows(
        sql<{
          id: number
        }>`select id from unit where area_id = ${ward.get(name)!} and id <> ${id} and valid_to is null`,
      )
      await order(
        { kind: 'move', decision, effectiveOn: day, units: units.map((one) => one.id), toId: id },
        day,
      )
    }
  })
  afterAll(() => sample.drop())

  it.each([
    ['2021-09-05', 168, 24_000, 18_950],
    ['2025-05-31', 168, 24_000, 18_950],
    ['2025-06-29', 149, null, null],
    ['2025-06-30', 148, 22_980, 17_970],
    ['2025-07-01', 148, 22_980, 17_970],
    ['2025-08-31', 148, 22_980, 17_970],
    ['2025-10-10', 148, 22_980, 17_970],
    ['2026-01-01', 148, 22_980, 17_970],
  ] as const)(
    'on %s: %i units, and every breakdown adds up to the whole',
    async (on, units, workers, members) => {
      const totals = await totalsAsOf(sample.db, { unitId: city, on })
      expect(totals.whole.units).toBe(units)
      if (workers !== null) expect([totals.whole.workers, totals.whole.members]).toEqual([workers, members])
      for (const list of [totals.bySector, totals.byArea, totals.byParent]) {
        for (const figure of ['units', 'workers', 'members'] as const)
          expect(list.reduce((sum, one) => sum + one[figure], 0)).toBe(totals.whole[figure])
      }
    },
  )

  it('one more unit has ended on every day of June on which a decision took effect', async () => {
    let before = 168
    let ended = 0
    for (let day = 1; day <= 30; day++) {
      const on = `2025-06-${String(day).padStart(2, '0')}`
      const { whole } = await totalsAsOf(sample.db, { unitId: city, on })
      expect(whole.units).toBeLessThanOrEqual(before)
      ended += before - whole.units
      before = whole.units
    }
    expect(ended).toBe(20)
  })

  it('the parents of any day: district, city, ward union', async () => {
    const parents = async (on: string) =>
      (await totalsAsOf(sample.db, { unitId: city, on })).byParent.map((one) => [one.name, one.units])
    expect(await parents('2025-06-29')).toEqual([['LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)', 149]])
    expect(await parents('2025-07-15')).toEqual([['LĐLĐ thành phố Hà Nội (mẫu)', 148]])
    const after = await parents('2025-10-10')
    expect(after.map(([name]) => name)).toEqual([
      'Công đoàn phường Đại Mỗ (mẫu)',
      'Công đoàn phường Tây Mỗ (mẫu)',
      'Công đoàn phường Từ Liêm (mẫu)',
      'Công đoàn phường Xuân Phương (mẫu)',
    ])
    // Three parents in four months, one at a time.
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from unit_parent e join unit u on u.id = e.unit_id
      where u.valid_to is null and u.code like 'NTL-%' group by e.unit_id having count(*) <> 3`.execute(
      sample.db,
    )
    expect(rows).toEqual([])
  })

  it('the district’s tree of 2021 is still whole, by the areas of 2021', async () => {
    const { byArea } = await totalsAsOf(sample.db, { unitId: district, on: '2021-09-05' })
    expect(byArea.map((one) => [one.name, one.units])).toEqual([
      ['Cầu Diễn', 19],
      ['Đại Mỗ', 15],
      ['Mễ Trì', 21],
      ['Mỹ Đình 1', 20],
      ['Mỹ Đình 2', 23],
      ['Phú Đô', 11],
      ['Phương Canh', 13],
      ['Tây Mỗ', 14],
      ['Trung Văn', 18],
      ['Xuân Phương', 14],
    ])
    expect(await unitsAsOf(sample.db, { unitId: district, on: '2025-07-02' })).toEqual([])
    expect(await letterheadAsOf(sample.db, { unitId: district, on: '2021-09-05' })).toMatchObject({
      upper: 'LĐLĐ THÀNH PHỐ HÀ NỘI',
      own: 'LĐLĐ QUẬN NAM TỪ LIÊM',
    })
  })

  it('the groups of the district are kept by the city, and its paths of today lead to nobody’s old place', async () => {
    expect(
      await sample.row(
        sql<{ n: number }>`select count(*)::int as n from chat_group where owner_unit_id = ${city}`,
      ),
    ).toEqual({ n: 6 })
    const { n } = await sample.row(sql<{ n: number }>`select count(*)::int as n from unit u join unit_parent e
      on e.unit_id = u.id and e.valid_to is null join unit p on p.id = e.parent_id
      where u.path <> p.path || subpath(u.path, nlevel(u.path) - 1)`)
    expect(n).toBe(0)
  })
})
