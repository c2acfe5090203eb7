import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../db/scope.ts'
import { audienceChoices, audienceQuery } from '../src/domain/audience/index.ts'
import { firstFeasibleContact } from '../src/domain/channel/index.ts'
import { audienceOf, createSample, everyone, SAMPLE_DAY, type Sample } from '../test/harness/sample.ts'

describe('the numbers of the sample federation (domain.md §8.1)', () => {
  let sample: Sample
  beforeAll(async () => {
    sample = await createSample()
  })
  afterAll(() => sample.drop())

  const sectorTotals = (sectors: string[]) =>
    sample.row(sql<{ units: number; workers: number; members: number }>`
      select count(*) as units, sum(workers)::int as workers, sum(members)::int as members
      from unit join unit_headcount h on h.unit_id = unit.id
      where code like 'NTL-%' and sector_code = any(${sectors}::text[])`)

  it('sends M1 to 168 units and 331 people: 266 by Zalo, 33 by SMS, 28 by e-mail, 4 without a channel', async () => {
    expect(await sample.count(everyone)).toEqual({
      units: { chosen: 168, reachable: 165, withoutChannel: 3 },
      people: { chosen: 331, reachable: 327, withoutChannel: 4 },
      unitsWithoutContact: 1,
      byChannel: { zalo: 266, telegram: 0, sms: 33, email: 28, webhook: 0 },
      memberships: 373,
      groupPosts: 6,
      excluded: { units: 0, people: 0 },
    })
  })

  it('gives the same through its six groups as through «all»', async () => {
    const groups = await sample.db
      .selectFrom('chat_group')
      .select('id')
      .where('owner_unit_id', '=', sample.federationId)
      .execute()
    const byGroups = await sample.count(audienceOf({ groups: groups.map((group) => group.id) }))
    expect(byGroups).toEqual(await sample.count(everyone))
  })

  it('gives the issue the very rows that were counted', async () => {
    const query = audienceQuery(sample.federationId, everyone, SAMPLE_DAY)
    const rows = await sample.row(sql`select (select count(*) from (${query.units}) u) as units,
      (select count(distinct person_id) from (${query.people}) p) as people,
      (select count(*) from (${query.people}) p where unit_id is null) as staff,
      (select count(*) from (${query.groups}) g) as groups,
      (select count(*) from (${firstFeasibleContact(sample.federationId, query.people)}) f) as reachable`)
    expect(rows).toEqual({ units: 168, people: 331, staff: 6, groups: 6, reachable: 327 })
  })

  it.each([
    ['N1', 78, 122],
    ['N2', 32, 70],
    ['N3', 24, 43],
    ['N4', 20, 39],
    ['N5', 14, 31],
  ])('has group %s with %i units and %i people, staff among them', async (code, units, people) => {
    const { groups } = await inScope(sample.db, sample.scope, (trx) =>
      audienceChoices(trx, { federationId: sample.federationId, on: SAMPLE_DAY, locale: 'vi' }),
    )
    const group = groups.find((one) => one.code === code)!
    expect(group).toMatchObject({ units, people, platform: 'zalo' })
    expect(await sample.count(audienceOf({ groups: [group.id] }))).toMatchObject({
      units: { chosen: units },
      people: { chosen: people },
      memberships: people,
      groupPosts: 1,
    })
  })

  it('offers each group with the units that choosing it gives', async () => {
    const { groups } = await inScope(sample.db, sample.scope, (trx) =>
      audienceChoices(trx, { federationId: sample.federationId, on: SAMPLE_DAY, locale: 'vi' }),
    )
    expect(groups).toHaveLength(6)
    for (const { id, units, people } of groups)
      expect(await sample.count(audienceOf({ groups: [id] }))).toMatchObject({
        units: { chosen: units },
        people: { chosen: people },
      })
  })

  it('has a Facebook group of 68: 50 who are in no other, 12 who are, and the 6 staff', async () => {
    const rows = await sample.row(sql`select count(*) as people,
        count(*) filter (where others = 0) as only_here,
        count(*) filter (where others = 1) as also_elsewhere,
        count(*) filter (where others = 5) as staff
      from (select m.person_id, (select count(*) - 1 from chat_group_member o where o.person_id = m.person_id) as others
        from chat_group_member m join chat_group g on g.id = m.group_id where g.code = 'N6') x`)
    expect(rows).toEqual({ people: 68, only_here: 50, also_elsewhere: 12, staff: 6 })
  })

  it.each([
    ['Doanh nghiệp', ['DN_NN', 'DN_NNN', 'DN_FDI'], 78, 16_400, 11_900],
    ['nhà nước', ['DN_NN'], 6, null, null],
    ['ngoài nhà nước', ['DN_NNN'], 63, null, null],
    ['FDI', ['DN_FDI'], 9, null, null],
    ['Trường công lập', ['GD_CL'], 32, 3240, 3150],
    ['Trường ngoài công lập', ['GD_NCL'], 24, 1610, 1280],
    ['Cơ quan – phường', ['HCSN'], 20, 1020, 980],
    ['Y tế – sự nghiệp', ['YT', 'SN', 'ND'], 14, 1730, 1640],
  ])('has the khối «%s» as in the table', async (_, sectors, units, workers, members) => {
    const totals = await sectorTotals(sectors)
    expect(totals.units).toBe(units)
    if (workers !== null) expect(totals).toEqual({ units, workers, members })
    expect((await sample.count(audienceOf({ sectors }))).units.chosen).toBe(units)
  })

  it('has 12 kindergartens, 11 primary and 9 secondary public schools', async () => {
    const kinds = await sample.rows(sql`select subsector, count(*) as n from unit
      where code like 'NTL-%' and sector_code = 'GD_CL' group by subsector order by subsector`)
    expect(kinds).toEqual([
      { subsector: 'MN', n: 12 },
      { subsector: 'TH', n: 11 },
      { subsector: 'THCS', n: 9 },
    ])
  })

  it('stands in the ten wards as in the table', async () => {
    const { areas } = await inScope(sample.db, sample.scope, (trx) =>
      audienceChoices(trx, { federationId: sample.federationId, on: SAMPLE_DAY, locale: 'vi' }),
    )
    expect(areas.map(({ name, units }) => [name, units])).toEqual([
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
    for (const area of areas)
      expect((await sample.count(audienceOf({ areas: [area.id] }))).units.chosen).toBe(area.units)
  })

  it('counts 168 units while nobody notices', async () => {
    await sample.count(everyone)
    const start = performance.now()
    for (let i = 0; i < 5; i++) await sample.count(everyone)
    expect((performance.now() - start) / 5).toBeLessThan(150)
  })
})
